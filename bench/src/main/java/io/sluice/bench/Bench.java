package io.sluice.bench;

import io.sluice.bench.farm.FarmComparison;
import io.sluice.bench.farm.PageTimes;
import io.sluice.bench.jmh.Microbenchmarks;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code mvn -Pbench}: measures, prints tables, and leaves all that was measured as JSON. */
public final class Bench {
    private Bench() {}

    /**
     * Runs everything, or what is named.
     *
     * @param args the folder for results and for what is written meanwhile; connections; shares of each under way; {@code
     *     all}, {@code jmh}, {@code journal}, {@code farm} or {@code pages}, which is not among all; {@code sluice.jar}; numbers
     *     of machines of the farm, growing, with commas between; the same for pages
     */
    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        Path folder = Path.of(args[0]);
        String what = args[3];
        boolean exact = true;
        if (what.equals("pages")) {
            PageTimes.run(Path.of(args[4]), folder, sizes(args[6]));
            return;
        }
        boolean all = what.equals("all");
        if (all || what.equals("jmh")) {
            say("Hashing, codecs and a share's way by JMH; this takes two minutes.");
            Microbenchmarks.run(folder.resolve("bench-jmh.json"), System.out);
            say("All figures: " + folder.resolve("bench-jmh.json"));
        }
        if (all || what.equals("journal")) {
            exact = journal(folder, args);
        }
        if (all || what.equals("farm")) {
            List<Integer> sizes = sizes(args[5]);
            say("A farm straight at a pool, and through sluice.jar; machines: " + sizes
                    + ". This takes three minutes for each size, and thirteen for the last.");
            exact &= FarmComparison.run(Path.of(args[4]), folder, sizes);
            say("All figures: " + folder.resolve("bench-farm.json"));
        }
        if (!exact) {
            say("The counts differ: Sluice is wrong, or the benchmark.");
            System.exit(1);
        }
    }

    private static List<Integer> sizes(String words) {
        return Stream.of(words.split(",", -1)).map(Integer::valueOf).toList();
    }

    private static boolean journal(Path folder, String[] args) throws IOException, InterruptedException {
        Scale scale = Scale.full(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        Path journal = folder.resolve("bench-journal");
        Path json = folder.resolve("bench-journal.json");
        remove(journal);
        say("Throughput with the journal and without; this takes a minute and a half.");
        JournalComparison.Outcome outcome = JournalComparison.run(scale, journal, Settings.ofThisProcess());
        remove(journal);
        JournalReport report = new JournalReport(scale, outcome);
        report.print(System.out);
        report.write(json);
        say("All rounds: " + json);
        return outcome.isExact();
    }

    private static void say(String what) {
        PrintStream out = System.out;
        out.println(what);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> within = Files.walk(folder)) {
            all = within.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
