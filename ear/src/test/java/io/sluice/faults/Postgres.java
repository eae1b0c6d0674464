package io.sluice.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real PostgreSQL, as it is when nobody set anything but where it listens. Its data outlives it. */
final class Postgres implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(30);

    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    Postgres(Path data) throws IOException {
        this.data = data;
        this.port = Java.freePort();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Starts it on the data it has. */
    void start() throws IOException {
        running = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "127.0.0.1")
                // As it comes, and not as its test library would have it.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Ends it without a word to its clients, as {@code pg_ctl stop -m immediate} does. */
    void stop() throws IOException, InterruptedException {
        List<Long> all = family();
        Signal.QUIT.to(List.of(all.get(0)));
        awaitEnd(all);
    }

    /** Kills all its processes at once. */
    void kill() throws IOException, InterruptedException {
        List<Long> all = family();
        Signal.KILL.to(all);
        awaitEnd(all);
    }

    /** Stops the clock for it: nothing is refused, and nothing is answered. */
    void freeze() throws IOException, InterruptedException {
        Signal.STOP.to(family());
    }

    void thaw() throws IOException, InterruptedException {
        Signal.CONT.to(family());
    }

    /** All its processes, the first of them first. */
    private List<Long> family() throws IOException {
        ProcessHandle first = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow(() -> new IOException("PostgreSQL does not run"));
        List<Long> all = new ArrayList<>(List.of(first.pid()));
        first.descendants().forEach(process -> all.add(process.pid()));
        return all;
    }

    private void awaitEnd(List<Long> all) throws IOException, InterruptedException {
        Await.until("PostgreSQL has ended", END, () -> all.stream()
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .noneMatch(Postgres::runs));
        // Gives back its lock on the data.
        running.close();
        running = null;
    }

    /** Not one that has ended and that nobody asked after yet. */
    private static boolean runs(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .noneMatch(line -> line.startsWith("State:") && line.contains("Z"));
        } catch (IOException e) {
            return process.isAlive() && Files.exists(Path.of("/proc", "self"));
        }
    }

    @Override
    public void close() throws IOException {
        if (running != null) {
            try {
                thaw();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            running.close();
        }
    }
}
