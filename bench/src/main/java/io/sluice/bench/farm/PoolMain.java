package io.sluice.bench.farm;

import io.sluice.bench.load.EasyPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The pool's process: obeys one line after the other, answers each with one, and ends with its input. */
final class PoolMain {
    static final String JOB = "job";
    static final String CLEAN_JOB = "clean";
    static final String COUNTS = "counts";

    private PoolMain() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (EasyPool pool = new EasyPool(Duration.ZERO)) {
            out.println(pool.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                pool.check();
                if (line.equals(COUNTS)) {
                    out.println(pool.accepted() + " " + pool.logins());
                } else {
                    EasyPool.Sent sent = pool.job(line.equals(CLEAN_JOB)).join();
                    out.println(sent.number() + " " + sent.begun() + " " + sent.ended());
                }
            }
        }
    }
}
