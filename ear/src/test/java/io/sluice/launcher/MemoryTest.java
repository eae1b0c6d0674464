package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryTest {
    /** A process that is not still but does little, as Sluice with machines that have nothing to do. */
    static final class Idler {
        static volatile Object last;

        private Idler() {}

        public static void main(String[] args) throws Exception {
            Memory.giveBackWhatIsNotNeeded(Duration.ofSeconds(1));
            while (true) {
                last = new byte[10_000];
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    @Test
    void itIsGivenBackSoonAfterWorkAndSeldomLater() {
        assertThat(IntStream.range(0, 24).filter(Memory::isDue)).containsExactly(1, 3, 5, 11, 17, 23);
    }

    @Test
    void whatIsNotInUseIsLookedForWithoutStoppingEverything() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseG1GC",
                        "-Xlog:gc:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Idler.class.getName())
                .redirectErrorStream(true)
                .start();
        // A reader waits for lines, however long there are none.
        CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            do {
                line = lines.readLine();
            } while (line != null && !line.contains("Pause Young (Concurrent Start) (G1 Periodic Collection)"));
            assertThat(line)
                    .as("a line of a collection that goes on beside everything else")
                    .isNotNull();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
