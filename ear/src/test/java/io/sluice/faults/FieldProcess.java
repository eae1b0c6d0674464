package io.sluice.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A life of {@link FaultField} as it is seen from outside. */
final class FieldProcess implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(40);

    private final Process process;
    private final Thread reader;
    private volatile Said said = Said.NOTHING;
    private volatile String incarnation = "";

    FieldProcess(List<String> command, java.io.File log) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        reader = new Thread(this::read, "field-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String next;
            while ((next = output.readLine()) != null) {
                String line = next;
                Said.of(line).ifPresentOrElse(this::hear, () -> spoke(line));
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void hear(Said now) {
        said = now;
        if (!now.incarnation().isEmpty()) {
            incarnation = now.incarnation();
        }
    }

    /** Java's own words, when it does not begin; or a line that was cut off by a kill. */
    private static void spoke(String line) {
        if (!line.startsWith(Said.MARK)) {
            System.out.println("Faults: the field says: " + line);
        }
    }

    /** The last that it said. */
    Said said() {
        return said;
    }

    /** Its name; empty when it ended before it had said so. */
    String incarnation() {
        return incarnation;
    }

    /** Sets its clock. */
    void clock(long seconds) throws IOException {
        process.getOutputStream().write((seconds + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGKILL, and returns when it has ended and all it said was heard. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** Sends SIGTERM, and returns when it has come to rest. */
    void terminate() throws InterruptedException, IOException {
        process.toHandle().destroy();
        if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("did not stop within " + END);
        }
        reader.join();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
