package io.sluice.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** What {@link JournalComparison} found, for people and for programs. */
final class JournalReport {
    private final Scale scale;
    private final JournalComparison.Outcome outcome;
    private final List<Round> on;
    private final List<Round> off;

    JournalReport(Scale scale, JournalComparison.Outcome outcome) {
        this.scale = scale;
        this.outcome = outcome;
        this.on = outcome.rounds().stream().filter(Round::on).toList();
        this.off = outcome.rounds().stream().filter(round -> !round.on()).toList();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        return median(rounds.stream().mapToDouble(of).toArray());
    }

    /** With the journal to without it, in each pair of rounds. */
    private double[] ratios(ToDoubleFunction<Round> of) {
        return IntStream.range(0, on.size())
                .mapToDouble(i -> of.applyAsDouble(on.get(i)) / of.applyAsDouble(off.get(i)))
                .toArray();
    }

    void print(PrintStream out) {
        say(
                out,
                "%nJournal on and off (off: shares are counted in memory): %d machines, each with %d shares under way, %d event loops, %d pairs of rounds of %s s",
                scale.machines(),
                scale.window(),
                outcome.loops(),
                scale.pairs(),
                scale.measured().toMillis() / 1_000.0);
        say(out, "%n%-46s %10s %10s %8s", "median", "off", "on", "on/off");
        row(out, "shares/s", "%,10.0f", Round::sharesPerSecond);
        row(
                out,
                "processor ms per 1,000 shares",
                "%10.2f",
                round -> round.millisPerThousand(round.processorTime().all()));
        row(
                out,
                "  of it event loops",
                "%10.2f",
                round -> round.millisPerThousand(round.processorTime().loops()));
        row(
                out,
                "  of it the journal's keeper",
                "%10.2f",
                round -> round.millisPerThousand(round.processorTime().keeper()));
        row(
                out,
                "  of it the journal's reports",
                "%10.2f",
                round -> round.millisPerThousand(round.processorTime().reports()));
        row(
                out,
                "  of it the load itself",
                "%10.2f",
                round -> round.millisPerThousand(round.processorTime().load()));
        roundTrips(out, "p50", 50);
        roundTrips(out, "p99", 99);
        roundTrips(out, "p99.9", 99.9);
        double[] ratios = ratios(Round::sharesPerSecond);
        say(
                out,
                "%nThroughput on/off, pair by pair: %s",
                String.join(
                        "  ",
                        Arrays.stream(ratios)
                                .mapToObj(r -> String.format(Locale.ROOT, "%.3f", r))
                                .toList()));
        say(
                out,
                "Median %.3f: the journal costs %.1f %% of the throughput.",
                median(ratios),
                100 * (1 - median(ratios)));
        say(
                out,
                "Shares while it was on: %,d answered, %,d accepted by the pool, %,d booked from %,d reports, %,d booked otherwise; %,d KiB of journal.%n",
                outcome.written(),
                outcome.acceptedByPool(),
                outcome.booked(),
                outcome.reports(),
                outcome.bookedOtherwise(),
                outcome.journalBytes() >> 10);
    }

    private void row(PrintStream out, String what, String format, ToDoubleFunction<Round> of) {
        double without = median(off, of);
        double with = median(on, of);
        say(
                out,
                "%-46s " + format + " " + format + " %8s",
                what,
                without,
                with,
                without == 0 ? "" : String.format(Locale.ROOT, "%.3f", median(ratios(of))));
    }

    private void roundTrips(PrintStream out, String name, double percentile) {
        double without = outcome.roundTripsOff().getValueAtPercentile(percentile) / 1e6;
        double with = outcome.roundTripsOn().getValueAtPercentile(percentile) / 1e6;
        say(
                out,
                "%-46s %10.2f %10.2f %8.3f",
                "round trip at saturation, " + name + ", ms",
                without,
                with,
                with / without);
    }

    private static void say(PrintStream out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    void write(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("benchmark", "journal");
            json.writeObjectFieldStart("conditions");
            json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
            json.writeNumberField("heapBytes", Runtime.getRuntime().maxMemory());
            json.writeStringField("java", Runtime.version().toString());
            json.writeStringField("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            json.writeNumberField("machines", scale.machines());
            json.writeNumberField("window", scale.window());
            json.writeNumberField("eventLoops", outcome.loops());
            json.writeEndObject();
            json.writeNumberField("throughputRatio", median(ratios(Round::sharesPerSecond)));
            json.writeObjectFieldStart("shares");
            json.writeNumberField("answered", outcome.written());
            json.writeNumberField("acceptedByPool", outcome.acceptedByPool());
            json.writeNumberField("booked", outcome.booked());
            json.writeNumberField("bookedOtherwise", outcome.bookedOtherwise());
            json.writeNumberField("reports", outcome.reports());
            json.writeEndObject();
            json.writeNumberField("journalBytes", outcome.journalBytes());
            json.writeArrayFieldStart("rounds");
            for (Round round : outcome.rounds()) {
                write(json, round);
            }
            json.writeEndArray();
            write(json, "roundTripNanosOn", outcome.roundTripsOn());
            write(json, "roundTripNanosOff", outcome.roundTripsOff());
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, Round round) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("journal", round.on());
        json.writeNumberField("shares", round.shares());
        json.writeNumberField("nanos", round.nanos());
        json.writeNumberField("sharesInAll", round.sharesInAll());
        json.writeObjectFieldStart("processorNanos");
        json.writeNumberField("all", round.processorTime().all());
        json.writeNumberField("loops", round.processorTime().loops());
        json.writeNumberField("keeper", round.processorTime().keeper());
        json.writeNumberField("reports", round.processorTime().reports());
        json.writeNumberField("load", round.processorTime().load());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Histogram histogram) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", histogram.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            json.writeNumberField("p" + percentile, histogram.getValueAtPercentile(percentile));
        }
        json.writeEndObject();
    }
}
