package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed at any instant while two loops write, the journal is kept, and reports are delivered. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class KillTest {
    private static final int KILLS = 10;
    private static final int LOOPS = 2;
    private static final JournalSettings SETTINGS =
            new JournalSettings(TestField.ROOMY, 10_000, Duration.ofMinutes(10), 1 << 20);

    /** Longs of one loop in the file in which the process says how far it is: behind sending, behind each verdict. */
    private static final int SENT = 0;

    private static final int ACCEPTED = 1;
    private static final int REJECTED = 2;
    private static final int SLOTS = 3;

    private static final int LONGEST_TURN = 20;

    /** The process that is killed: {@code journal, progress file, name of its life}. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            Journal journal = Journal.open(Path.of(args[0]), args[2], LOOPS, SETTINGS, NOW);
            LongBuffer said;
            try (FileChannel file =
                    FileChannel.open(Path.of(args[1]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                said = file.map(FileChannel.MapMode.READ_WRITE, 0, (long) LOOPS * SLOTS * Long.BYTES)
                        .asLongBuffer();
            }
            for (int number = 0; number < LOOPS; number++) {
                ShareJournal loop = journal.loops().get(number);
                int slots = number * SLOTS;
                start(() -> write(loop, said, slots, args[2]));
            }
            start(() -> {
                while (true) {
                    journal.keep();
                    Thread.sleep(3);
                }
            });
            start(() -> {
                Ledger nobody = new Ledger();
                while (true) {
                    nobody.take(journal, true);
                    Thread.sleep(1);
                }
            });
            System.out.println("running");
        }

        private interface Endless {
            void run() throws Exception;
        }

        private static void start(Endless work) {
            new Thread(() -> {
                        try {
                            work.run();
                        } catch (Exception e) {
                            e.printStackTrace();
                            Runtime.getRuntime().halt(1);
                        }
                    })
                    .start();
        }

        private static void write(ShareJournal loop, LongBuffer said, int slots, String life)
                throws InterruptedException {
            long done = 0;
            for (int turn = 0; ; turn++) {
                int shares = 1 + turn % LONGEST_TURN;
                long[] serials = new long[shares];
                for (int i = 0; i < shares; i++) {
                    serials[i] = loop.sent(origin(life, slots / SLOTS, done + 1 + i), at(done + 1 + i));
                    if (serials[i] == 0) {
                        throw new IllegalStateException("no room");
                    }
                }
                loop.commit();
                said.put(slots + SENT, done + shares);
                for (int i = 0; i < shares; i++) {
                    long share = done + 1 + i;
                    Origin origin = origin(life, slots / SLOTS, share);
                    if (share % 10 == 0) {
                        loop.rejected(serials[i], origin, at(share), "stale");
                    } else {
                        loop.accepted(serials[i], origin, at(share));
                    }
                }
                loop.commit();
                done += shares;
                said.put(slots + REJECTED, done / 10);
                said.put(slots + ACCEPTED, done - done / 10);
                if (turn % 5 == 0) {
                    Thread.sleep(1);
                }
            }
        }

        private static Instant at(long share) {
            return NOW.plusMillis(share / 7);
        }
    }

    private static Origin origin(String life, int loop, long share) {
        return new Origin("m" + share % 5, life + "." + loop, NOW, Work.ofShare(BigDecimal.ONE));
    }

    @Test
    void nothingThatTheProcessHadWrittenIsLostOrDoubled(@TempDir Path temp) throws Exception {
        Random random = new Random(); // other instants each time
        TestField field = new TestField(temp.resolve("journal"), LOOPS, SETTINGS);
        List<Path> said = new ArrayList<>();
        for (int life = 0; life < KILLS; life++) {
            Path progress = temp.resolve("said-" + life);
            said.add(Files.write(progress, new byte[LOOPS * SLOTS * Long.BYTES]));
            killOne(field.folder, progress, "life-" + life, 1 + random.nextInt(250));
        }
        field.begin("last");
        field.keep();
        field.deliver();

        long shares = 0;
        for (int life = 0; life < KILLS; life++) {
            LongBuffer told =
                    ByteBuffer.wrap(Files.readAllBytes(said.get(life))).asLongBuffer();
            for (int loop = 0; loop < LOOPS; loop++) {
                check(field.ledger, "life-" + life + "." + loop, told, loop * SLOTS);
                shares += told.get(loop * SLOTS + SENT);
            }
        }
        assertThat(shares).isPositive();
        field.ledger.checkCounts("last", List.of());
    }

    private static void check(Ledger ledger, String subAccount, LongBuffer said, int slots) {
        long accepted = 0;
        long rejected = 0;
        long unanswered = 0;
        for (var line : ledger.sums().entrySet()) {
            if (line.getKey().subAccount().equals(subAccount)) {
                accepted += line.getValue().accepted();
                rejected += line.getValue().rejected().getOrDefault("stale", 0L);
                unanswered += line.getValue().unanswered();
            }
        }
        // It is killed between writing and saying so: one turn more at most.
        assertThat(accepted - said.get(slots + ACCEPTED)).as(subAccount).isBetween(0L, (long) LONGEST_TURN);
        assertThat(rejected - said.get(slots + REJECTED)).as(subAccount).isBetween(0L, (long) LONGEST_TURN);
        assertThat(accepted + rejected + unanswered - said.get(slots + SENT))
                .as(subAccount)
                .isBetween(0L, (long) LONGEST_TURN);
        assertThat(unanswered).as(subAccount).isBetween(0L, (long) LONGEST_TURN);
    }

    private static void killOne(Path journal, Path progress, String life, int afterMillis)
            throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        journal.toString(),
                        progress.toString(),
                        life)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("running");
            // At any instant: this is the fault, not a wait for something.
            assertThat(victim.waitFor(afterMillis, TimeUnit.MILLISECONDS))
                    .as("it ended by itself")
                    .isFalse();
        } finally {
            victim.destroyForcibly();
            assertThat(victim.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
