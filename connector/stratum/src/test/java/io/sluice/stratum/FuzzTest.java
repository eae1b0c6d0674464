package io.sluice.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.stratum.protocol.MachineLineFuzz;
import io.sluice.stratum.protocol.PoolLineFuzz;
import io.sluice.stratum.relay.FieldFuzz;
import io.sluice.stratum.relay.JobFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whatever strangers send, from both sides. The corpus, {@code src/test/resources/fuzz}, is replayed here; from there Jazzer
 * goes on for {@code fuzz.seconds}, guided by coverage, with one process for each target, all at once and beside the module's
 * other tests. What it finds goes into the corpus when it is mended.
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {
    private static final Map<Class<?>, Consumer<byte[]>> TARGETS = Map.of(
            MachineLineFuzz.class, MachineLineFuzz::fuzzerTestOneInput,
            PoolLineFuzz.class, PoolLineFuzz::fuzzerTestOneInput,
            JobFuzz.class, JobFuzz::fuzzerTestOneInput,
            FieldFuzz.class, FieldFuzz::fuzzerTestOneInput);

    private static Path corpus(Class<?> target) {
        return Path.of("src", "test", "resources", "fuzz", target.getSimpleName())
                .toAbsolutePath();
    }

    @Test
    void theCorpusIsTakenWithoutAComplaint() throws IOException {
        for (Map.Entry<Class<?>, Consumer<byte[]>> target : TARGETS.entrySet()) {
            try (Stream<Path> files = Files.list(corpus(target.getKey()))) {
                for (Path file : files.sorted().toList()) {
                    try {
                        target.getValue().accept(Files.readAllBytes(file));
                    } catch (RuntimeException | Error e) {
                        throw new AssertionError("with " + file, e);
                    }
                }
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void jazzerFindsNothing() throws Exception {
        long seconds = Long.getLong("fuzz.seconds", 60);
        assumeTrue(seconds > 0, "fuzz.seconds is 0");
        assumeTrue(
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).matches("amd64|x86_64"),
                "Jazzer comes for x86-64");
        Map<String, Process> running = new TreeMap<>();
        try {
            for (Class<?> target : TARGETS.keySet()) {
                running.put(target.getSimpleName(), start(target, seconds));
            }
            for (Map.Entry<String, Process> one : running.entrySet()) {
                boolean ended = one.getValue().waitFor(seconds + 300, TimeUnit.SECONDS);
                assertThat(ended).as(one.getKey() + " ends in time").isTrue();
                assertThat(one.getValue().exitValue())
                        .as(() -> one.getKey() + ": " + found(one.getKey()))
                        .isZero();
                assertThat(Files.readString(output(one.getKey())))
                        .as("it fuzzed")
                        .containsPattern("Done [1-9]\\d* runs");
            }
        } finally {
            running.values().forEach(Process::destroyForcibly);
        }
    }

    private static Path folder(String target) {
        return Path.of("target", "fuzz", target).toAbsolutePath();
    }

    private static Path output(String target) {
        return folder(target).resolve("output.txt");
    }

    private static Process start(Class<?> target, long seconds) throws IOException {
        Path folder = folder(target.getSimpleName());
        Path grown = Files.createDirectories(folder.resolve("corpus"));
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-classpath",
                classes,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.sluice.**",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                // Seconds for one input, with two processors for all.
                "-timeout=30",
                grown.toString(),
                corpus(target).toString()));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output(target.getSimpleName()).toFile())
                .start();
    }

    /** What it says of its finding; the input is in a file of that folder. */
    private static String found(String target) {
        try {
            List<String> lines = Files.readAllLines(output(target)).stream()
                    .filter(line -> !line.startsWith("INFO") && !line.startsWith("#"))
                    .toList();
            return "see " + folder(target) + "\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "and it left no output: " + e;
        }
    }
}
