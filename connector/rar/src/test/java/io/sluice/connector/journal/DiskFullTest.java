package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NOW;
import static io.sluice.connector.journal.TestField.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of 3 MiB, in a process that may mount one for itself. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DiskFullTest {
    private static final Origin ALICE = origin("m1", "alice", NOW);

    /** On the small disk: {@code its folder}. */
    static final class OnSmallDisk {
        private OnSmallDisk() {}

        public static void main(String[] args) throws Exception {
            Path disk = Path.of(args[0]);
            TestField field = new TestField(disk.resolve("journal"), 1, TestField.settings(TestField.ROOMY));
            field.begin("life-1");
            long shares = 0;
            while (field.journal.status().trouble().isEmpty()) {
                shares += accept(field, 1_000);
                field.keep();
            }
            assertThat(field.journal.status().trouble()).contains("no room on the disk");
            for (int i = 0; i < 20; i++) {
                shares += accept(field, 1_000);
                field.keep();
            }
            assertThat(field.journal.status().inMemory()).isGreaterThan(10_000);

            for (int i = 0; field.journal.isAnythingInMemory(); i++) {
                assertThat(i).isLessThan(50);
                field.deliver();
                field.acknowledge();
                field.keep();
            }
            field.deliver();
            assertThat(field.journal.status().trouble()).isEmpty();
            assertThat(booked(field)).isEqualTo(shares);

            field.acknowledge();

            // Killed, and something else takes all that is left while the next life reads what the last one wrote.
            shares += accept(field, 500);
            field.keep();
            Path kept = Files.createDirectories(disk.resolve("copy"));
            TestField.copy(field.folder, kept);
            field.journal.close();
            remove(field.folder);
            field.folder = kept;
            Path ballast = disk.resolve("ballast");
            fill(ballast);
            field.begin("life-2");
            field.keep();
            assertThat(field.journal.status().trouble()).isNotEmpty();
            try {
                field.deliver();
            } catch (IOException e) {
                System.out.println("As it should: " + e.getMessage());
            }
            shares += accept(field, 500);
            Files.delete(ballast);
            for (int i = 0; i < 3; i++) {
                field.keep();
                field.deliver();
            }
            assertThat(field.journal.status().trouble()).isEmpty();
            assertThat(booked(field)).isEqualTo(shares);
            field.ledger.checkCounts("life-2", field.journal.status().counts());
            System.out.println("booked " + shares);
            System.out.flush();
            Runtime.getRuntime().halt(0);
        }

        private static void remove(Path folder) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }

        private static int accept(TestField field, int shares) {
            ShareJournal loop = field.loop(0);
            for (int i = 0; i < shares; i++) {
                loop.accepted(loop.sent(ALICE, NOW), ALICE, NOW);
            }
            return shares;
        }

        private static long booked(TestField field) {
            return field.ledger.sums().values().stream()
                    .mapToLong(Ledger.Sum::accepted)
                    .sum();
        }

        private static void fill(Path ballast) throws IOException {
            byte[] some = new byte[4 << 10];
            try {
                while (true) {
                    Files.write(ballast, some, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                System.out.println("Full: " + e.getMessage());
            }
        }
    }

    private static boolean canMount(Path folder) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", "" + folder)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command here
        }
    }

    @Test
    void everyShareIsBookedOnceWhenThereIsRoomAgain(@TempDir Path temp) throws Exception {
        assumeTrue(
                canMount(temp),
                "Not tried: this system lets nobody mount a small file system (unshare -rm); the limit of the journal is"
                        + " tried instead, in JournalTest and JournalPropertyTest");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        "unshare",
                        "-rm",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=3m tmpfs \"$0\" && exec \"$@\"",
                        temp.toString(),
                        java,
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnSmallDisk.class.getName(),
                        temp.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("booked ");
    }
}
