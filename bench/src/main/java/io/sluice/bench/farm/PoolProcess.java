package io.sluice.bench.farm;

import io.sluice.bench.load.EasyPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The pool, in a process of its own: its connections and those of the machines are too many for one. */
final class PoolProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader from;
    private final PrintWriter to;
    private final int port;

    PoolProcess() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(
                        java, "-Xmx256m", "-cp", System.getProperty("java.class.path"), PoolMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        to = new PrintWriter(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        port = Integer.parseInt(answer());
    }

    private String answer() throws IOException {
        String line = from.readLine();
        if (line == null) {
            throw new IOException("the pool of the benchmark has ended");
        }
        return line;
    }

    private synchronized long[] ask(String what) throws IOException {
        to.println(what);
        String[] words = answer().split(" ", -1);
        long[] numbers = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Long.parseLong(words[i]);
        }
        return numbers;
    }

    int port() {
        return port;
    }

    String url() {
        return "stratum+tcp://127.0.0.1:" + port;
    }

    /** Sends a new job to every login and returns when it has. */
    EasyPool.Sent job(boolean clean) throws IOException {
        long[] sent = ask(clean ? PoolMain.CLEAN_JOB : PoolMain.JOB);
        return new EasyPool.Sent((int) sent[0], sent[1], sent[2]);
    }

    /** Jobs that make no other stale, sent now and again and again, until it is closed. */
    interface Jobs extends AutoCloseable {
        @Override
        void close();
    }

    Jobs jobsEvery(int seconds) {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "farm-jobs"));
        Future<?> jobs = clock.scheduleAtFixedRate(
                () -> {
                    try {
                        job(false);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                0,
                seconds,
                TimeUnit.SECONDS);
        return () -> {
            boolean failed = jobs.isDone();
            clock.shutdown();
            if (failed) {
                throw new IllegalStateException("the pool of the benchmark sends no more jobs");
            }
        };
    }

    /** Shares it accepted; it rejects none. */
    long accepted() throws IOException {
        return ask(PoolMain.COUNTS)[0];
    }

    /** How often somebody has logged in. */
    long logins() throws IOException {
        return ask(PoolMain.COUNTS)[1];
    }

    Usage usage() throws IOException {
        return Usage.of(process.pid());
    }

    @Override
    public void close() {
        to.close();
        process.destroy();
        process.onExit().join();
    }
}
