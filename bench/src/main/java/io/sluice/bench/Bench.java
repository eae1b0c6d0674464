package io.sluice.bench;

import io.sluice.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code mvn -Pbench}: measures, prints tables, and leaves all that was measured as JSON. */
public final class Bench {
    private Bench() {}

    /**
     * Runs everything.
     *
     * @param args the folder for results and for what is written meanwhile; connections; shares of each under way
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
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
        if (!outcome.isExact()) {
            say("The counts differ: the journal is wrong, or the benchmark.");
            System.exit(1);
        }
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
