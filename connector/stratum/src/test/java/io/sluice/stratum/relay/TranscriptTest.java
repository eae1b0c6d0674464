package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Itinerary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Conversations, to the letter. {@code >} is what a machine says, {@code <} what it must be told, {@code @} what happens
 * elsewhere, {@code #} a remark. One machine, called rig, serves alice at a pool with extranonces of 4 and 8 bytes; bob is
 * at a pool with 2 and 8 and a narrower version mask.
 */
class TranscriptTest {
    private static final String DIFFICULTY = "0.000030517578125";

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final Field field =
            new Field(new FieldSettings(0), time.loops(1), application, application.journals(time, 1));
    private final FakePool poolA = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, DIFFICULTY, 0x1fffe000);
    private final FakePool poolB = new FakePool(time, "stratum+tcp://b.test:3333", 2, 8, "0.0000001", 0x00ffe000);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modern-asic",
                "cpuminer",
                "cgminer",
                "switch-and-back",
                "refusals",
                "errors",
                "narrow-version-mask",
                "authorize-first"
            })
    void goesAsWritten(String name) {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, DIFFICULTY);
        serve("alice");
        time.pass(1_000);
        Rig rig = new Rig();
        List<String> written = read(name);
        List<String> went = new ArrayList<>();
        for (String line : written) {
            if (line.startsWith("> ")) {
                rig.say(line.substring(2));
                went.add(line);
            } else if (line.startsWith("@ ")) {
                happen(line.substring(2));
                went.add(line);
            } else if (line.startsWith("#") || line.isBlank()) {
                went.add(line);
                continue;
            } else {
                continue;
            }
            time.pass(100);
            rig.told.forEach(told -> went.add("< " + told));
            rig.told.clear();
        }
        assertThat(String.join("\n", went)).isEqualTo(String.join("\n", written));
    }

    private void happen(String what) {
        switch (what) {
            case "the pool has a new job" -> poolA.newJob();
            case "the pool has a new block" -> poolA.newBlock();
            case "the pool's difficulty doubles" -> poolA.difficulty("0.00006103515625");
            case "bob's pool is set up" -> {
                application.pool("B", poolB).subAccount("bob", "B", 0, "0.0000001");
                serve("alice");
            }
            case "rig is to serve bob" -> serve("bob");
            case "rig is to serve alice" -> serve("alice");
            case "rig is to serve nobody" -> serve();
            case "four seconds pass" -> time.pass(4_000);
            default -> throw new IllegalArgumentException("nobody knows how to: " + what);
        }
    }

    private void serve(String... subAccounts) {
        field.apply(application.plan(Map.of("rig", new Itinerary(List.of(subAccounts)))));
    }

    private static List<String> read(String name) {
        try (InputStream in = TranscriptTest.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Rig implements Line {
        private final List<String> told = new ArrayList<>();
        private final Listener to = field.machine(0, this);
        private boolean open = true;

        void say(String line) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            to.received(bytes, 0, bytes.length);
        }

        @Override
        public void write(byte[] bytes) {
            told.add(new String(bytes, StandardCharsets.UTF_8).strip());
        }

        @Override
        public void flush() {
            // Told is told.
        }

        @Override
        public void close(String reason) {
            if (open) {
                open = false;
                told.add("(closed: " + reason + ")");
                time.later(0, () -> to.closed(reason));
            }
        }

        @Override
        public void slow(long millis) {
            told.add("(slowed)");
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1:40000";
        }
    }
}
