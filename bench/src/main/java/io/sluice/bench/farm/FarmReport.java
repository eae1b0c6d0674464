package io.sluice.bench.farm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What {@link FarmComparison} found, for people and for programs. */
final class FarmReport {
    private final List<FarmComparison.Outcome> outcomes;

    FarmReport(List<FarmComparison.Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    /** One of the sizes. */
    void print(PrintStream out, int index) {
        FarmComparison.Outcome outcome = outcomes.get(index);
        Through through = outcome.through();
        say(out, "%n%,d machines %43s %12s %10s", outcome.machines(), "direct", "Sluice", "ratio");
        row(out, outcome, "all have their first job, s", Side::connectSeconds);
        row(out, outcome, "clean job: half of them have it, ms", side -> side.fanOut()
                .halfMillis());
        row(out, outcome, "clean job: the last has it, ms", side -> side.fanOut()
                .lastMillis());
        row(out, outcome, "  the slowest of " + through.side().fanOut().jobs() + " jobs", side -> side.fanOut()
                .worstMillis());
        row(out, outcome, "  processor time a job, ms", side -> side.fanOut().processorMillis());
        row(out, outcome, "first shares: processor s per 1,000", side -> side.cold()
                .processorSeconds());
        for (int i = 0; i < through.side().loads().size(); i++) {
            int load = i;
            Load of = through.side().loads().get(i);
            say(
                    out,
                    "%,.0f shares/s for %.0f s: %,d accepted, %,d rejected, %,d unanswered",
                    of.rate().offered(),
                    of.rate().seconds(),
                    of.rate().accepted(),
                    of.rate().rejected(),
                    of.rate().sent() - of.rate().accepted() - of.rate().rejected());
            row(out, outcome, "  round trip p50, ms", side -> side.loads()
                    .get(load)
                    .roundTrip(50));
            row(out, outcome, "  round trip p99, ms", side -> side.loads()
                    .get(load)
                    .roundTrip(99));
            row(out, outcome, "  round trip p99.9, ms", side -> side.loads()
                    .get(load)
                    .roundTrip(99.9));
            row(out, outcome, "  under way in the middle", side -> side.loads()
                    .get(load)
                    .rate()
                    .underWayHalfTime());
            row(out, outcome, "  under way at the end", side -> side.loads()
                    .get(load)
                    .rate()
                    .underWayAtEnd());
            row(out, outcome, "  processor s per 1,000", side -> side.loads()
                    .get(load)
                    .processorSeconds());
            say(out, "%-46s %25.2f", "  all booked after, s", of.bookedAfterSeconds());
        }
        if (through.change().isPresent()) {
            row(out, outcome, "highest rate that held, shares/s", side -> side.highest()
                    .map(load -> load.rate().offered())
                    .orElse(0.0));
        }
        say(out, "%-46s %25.1f", "start to ready, s", through.startSeconds());
        say(
                out,
                "%-46s %25s",
                "resident, MiB: empty, connected, at the end",
                (through.residentEmpty() >> 20) + ", " + (through.residentConnected() >> 20) + ", "
                        + (through.residentAtEnd() >> 20));
        say(
                out,
                "%-46s %25.1f",
                "  KiB for each connection",
                (through.residentConnected() - through.residentEmpty()) / 1024.0 / outcome.machines());
        through.change().ifPresent(change -> {
            say(out, "%-46s %25.1f", "switch: first machine to last, ms, median", change.switchMillis());
            say(out, "%-46s %25.1f", "  the slowest of " + change.switches(), change.worstSwitchMillis());
            say(out, "%-46s %25.1f", "  from the request to the last, ms, median", change.askedMillis());
            say(out, "%-46s %25.1f", "restart: start to ready, s", change.restartSeconds());
            say(out, "%-46s %25.1f", "  from ready until all are at work, s", change.backSeconds());
            say(out, "%-46s %25d", "  logins at the pool", change.logins());
        });
        say(
                out,
                "%,d machines dropped; machines, pool and ledger %s.",
                through.dropped(),
                through.exact() ? "count the same shares" : "DO NOT COUNT THE SAME SHARES");
    }

    private static void row(PrintStream out, FarmComparison.Outcome outcome, String what, ToDoubleFunction<Side> of) {
        double direct = of.applyAsDouble(outcome.direct());
        double through = of.applyAsDouble(outcome.through().side());
        say(
                out,
                "%-46s %12s %12s %10s",
                what,
                number(direct),
                number(through),
                direct == 0 ? "" : String.format(Locale.ROOT, "%.2f", through / direct));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 1_000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f", value);
    }

    private static void say(PrintStream out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    void write(Path file) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("benchmark", "farm");
            json.writeObjectFieldStart("conditions");
            json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
            json.writeStringField("java", Runtime.version().toString());
            json.writeStringField("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            json.writeEndObject();
            json.writeArrayFieldStart("sizes");
            for (FarmComparison.Outcome outcome : outcomes) {
                write(json, outcome);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, FarmComparison.Outcome outcome) throws IOException {
        Through through = outcome.through();
        json.writeStartObject();
        json.writeNumberField("machines", outcome.machines());
        write(json, "direct", outcome.direct());
        write(json, "sluice", through.side());
        json.writeNumberField("startSeconds", through.startSeconds());
        json.writeNumberField("residentEmptyBytes", through.residentEmpty());
        json.writeNumberField("residentConnectedBytes", through.residentConnected());
        json.writeNumberField("residentAtEndBytes", through.residentAtEnd());
        json.writeNumberField("dropped", through.dropped());
        json.writeBooleanField("exact", through.exact());
        if (through.change().isPresent()) {
            Through.Change change = through.change().get();
            json.writeNumberField("switches", change.switches());
            json.writeNumberField("switchMillis", change.switchMillis());
            json.writeNumberField("worstSwitchMillis", change.worstSwitchMillis());
            json.writeNumberField("switchAskedMillis", change.askedMillis());
            json.writeNumberField("restartSeconds", change.restartSeconds());
            json.writeNumberField("backSeconds", change.backSeconds());
            json.writeNumberField("restartLogins", change.logins());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Side side) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("connectSeconds", side.connectSeconds());
        json.writeObjectFieldStart("fanOut");
        json.writeNumberField("jobs", side.fanOut().jobs());
        json.writeNumberField("halfMillis", side.fanOut().halfMillis());
        json.writeNumberField("lastMillis", side.fanOut().lastMillis());
        json.writeNumberField("worstMillis", side.fanOut().worstMillis());
        json.writeNumberField("processorMillis", side.fanOut().processorMillis());
        json.writeEndObject();
        json.writeFieldName("cold");
        write(json, side.cold());
        json.writeArrayFieldStart("loads");
        for (Load load : side.loads()) {
            write(json, load);
        }
        json.writeEndArray();
        if (side.highest().isPresent()) {
            json.writeFieldName("highest");
            write(json, side.highest().get());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Load load) throws IOException {
        Farm.Rate rate = load.rate();
        json.writeStartObject();
        json.writeNumberField("offeredPerSecond", rate.offered());
        json.writeNumberField("seconds", rate.seconds());
        json.writeNumberField("sent", rate.sent());
        json.writeNumberField("accepted", rate.accepted());
        json.writeNumberField("rejected", rate.rejected());
        json.writeNumberField("underWayHalfTime", rate.underWayHalfTime());
        json.writeNumberField("underWayAtEnd", rate.underWayAtEnd());
        json.writeBooleanField("holds", rate.holds());
        json.writeNumberField("processorSecondsPerThousand", load.processorSeconds());
        json.writeNumberField("bookedAfterSeconds", load.bookedAfterSeconds());
        write(json, "roundTripNanos", rate.roundTrips());
        write(json, "sentLateNanos", rate.late());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Histogram histogram) throws IOException {
        json.writeObjectFieldStart(name);
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
            json.writeNumberField("p" + percentile, histogram.getValueAtPercentile(percentile));
        }
        json.writeEndObject();
    }
}
