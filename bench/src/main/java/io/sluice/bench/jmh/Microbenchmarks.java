package io.sluice.bench.jmh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks by JMH, each in a process of its own, and prints them beside their baselines. */
public final class Microbenchmarks {
    private static final String BYTES = "gc.alloc.rate.norm";
    private static final int WARM_UP = 3;
    private static final int MEASURED = 5;

    /**
     * A line of the table.
     *
     * @param baseline what it is compared with, measured in the same run
     */
    private record Row(String title, String benchmark, String baseline) {}

    private static final List<Row> ROWS = List.of(
            new Row("hash of a share / as one writes it", "Hashing.product", "Hashing.plain"),
            new Row("hash of a share / with the midstate", "Hashing.product", "Hashing.midstate"),
            new Row("hash of a header / as one writes it", "Hashing.productHeader", "Hashing.plainHeader"),
            new Row("a machine's share read / into maps", "Codec.productSubmit", "Codec.plainSubmit"),
            new Row("a share rendered / as text", "Codec.productForward", "Codec.plainForward"),
            new Row("a pool's answer read / into maps", "Codec.productAnswer", "Codec.plainAnswer"),
            new Row("an answer rendered / as text", "Codec.productTruth", "Codec.plainTruth"),
            new Row("a job for a machine: once / for each", "Codec.productNotify", "Codec.plainNotify"),
            new Row("a share's whole way / its hash", "Share.accepted", "Hashing.product"));

    private Microbenchmarks() {}

    /** Prints a table; leaves all that was measured, as JMH writes it. */
    public static void run(Path json, PrintStream out) throws IOException {
        Collection<RunResult> results;
        try {
            results = new Runner(new OptionsBuilder()
                            .include(Microbenchmarks.class.getPackageName() + "\\..*")
                            .forks(1)
                            .warmupIterations(WARM_UP)
                            .warmupTime(TimeValue.seconds(1))
                            .measurementIterations(MEASURED)
                            .measurementTime(TimeValue.seconds(1))
                            .addProfiler(GCProfiler.class)
                            .shouldFailOnError(true)
                            .verbosity(VerboseMode.SILENT)
                            .resultFormat(ResultFormatType.JSON)
                            .result(json.toString())
                            .build())
                    .run();
        } catch (RunnerException e) {
            throw new IOException("JMH did not run: " + e.getMessage(), e);
        }
        Map<String, RunResult> byName = new HashMap<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            byName.put(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1), result);
        }
        print(byName, out);
    }

    private static void print(Map<String, RunResult> byName, PrintStream out) {
        say(out, "%n%-40s %18s %18s %7s %7s %9s", "", "ns", "baseline ns", "ratio", "bytes", "baseline");
        for (Row row : ROWS) {
            RunResult result = of(byName, row.benchmark());
            RunResult baseline = of(byName, row.baseline());
            say(
                    out,
                    "%-40s %18s %18s %7.2f %,7.0f %,9.0f",
                    row.title(),
                    nanos(result),
                    nanos(baseline),
                    result.getPrimaryResult().getScore()
                            / baseline.getPrimaryResult().getScore(),
                    bytes(result),
                    bytes(baseline));
        }
        say(out, "ns ± half the 99.9 %% interval of %d seconds in one process; bytes allocated.", MEASURED);
    }

    /** The benchmark of a name such as {@code Hashing.plain}. */
    private static RunResult of(Map<String, RunResult> byName, String name) {
        RunResult result = byName.get(name.replace(".", "Benchmark."));
        if (result == null) {
            throw new IllegalStateException("JMH has no result of " + name);
        }
        return result;
    }

    private static String nanos(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        double score = primary.getScore();
        return String.format(
                Locale.ROOT, score < 100 ? "%,.1f ± %,.1f" : "%,.0f ± %,.0f", score, primary.getScoreError());
    }

    private static double bytes(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(BYTES);
        return allocated == null ? 0 : allocated.getScore();
    }

    private static void say(PrintStream out, String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
