package io.sluice.web.console;

import io.sluice.admin.HashrateHistory;
import io.sluice.admin.HashrateSeries;
import io.sluice.admin.Marker;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The last 24 hours as a stacked chart, in the JSON that Chart.js reads; sluice.js gives it its colours and clock. */
final class HashrateChart {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration SHOWN = Duration.ofHours(24);
    private static final int POINTS = 144;

    private HashrateChart() {}

    /** All sub-accounts, or one. */
    static String of(HashrateHistory history, Optional<String> only) {
        Instant to = Instant.now();
        Instant from = to.minus(SHOWN);
        return json(history.series(only, from, to, POINTS), history.markers(from, to), from, to);
    }

    static String json(List<HashrateSeries> series, List<Marker> markers, Instant from, Instant to) {
        JsonArrayBuilder sets = JSON.createArrayBuilder();
        for (HashrateSeries one : series) {
            JsonArrayBuilder points = JSON.createArrayBuilder();
            one.points()
                    .forEach(point -> points.add(JSON.createObjectBuilder()
                            .add("x", point.at().toEpochMilli())
                            .add("y", point.hashrate())));
            sets.add(JSON.createObjectBuilder()
                    .add("label", one.subAccount())
                    .add("data", points)
                    .add("fill", "stack")
                    .add("pointRadius", 0)
                    .add("pointHitRadius", 6)
                    .add("borderWidth", 1.5)
                    .add("stack", "hashrate"));
        }
        for (Marker.Kind kind : Marker.Kind.values()) {
            marks(kind, markers).ifPresent(sets::add);
        }
        return JSON.createObjectBuilder()
                .add("type", "line")
                .add("data", JSON.createObjectBuilder().add("datasets", sets))
                .add("options", options(from, to))
                .build()
                .toString()
                // It becomes a part of a script, which a machine that calls itself </script> would end.
                .replace("<", "\\u003c");
    }

    private static Optional<JsonObjectBuilder> marks(Marker.Kind kind, List<Marker> markers) {
        List<Marker> ofKind =
                markers.stream().filter(marker -> marker.kind() == kind).toList();
        if (ofKind.isEmpty()) {
            return Optional.empty();
        }
        JsonArrayBuilder points = JSON.createArrayBuilder();
        for (Marker marker : ofKind) {
            points.add(JSON.createObjectBuilder()
                    .add("x", marker.at().toEpochMilli())
                    .add(
                            "y",
                            switch (kind) {
                                case SWITCHES -> 0.2;
                                case MACHINE_FAILURES -> 0.5;
                                case POOL_OUTAGE -> 0.8;
                            })
                    .add(
                            "text",
                            Words.say(
                                    "marker." + kind,
                                    marker.count(),
                                    marker.name().orElse(Words.say("several")))));
        }
        return Optional.of(JSON.createObjectBuilder()
                .add("type", "scatter")
                .add("label", Words.say("markers." + kind))
                .add("data", points)
                .add("yAxisID", "marks")
                .add(
                        "mark",
                        switch (kind) {
                            case SWITCHES -> "water";
                            case MACHINE_FAILURES -> "warn";
                            case POOL_OUTAGE -> "bad";
                        })
                .add(
                        "pointStyle",
                        switch (kind) {
                            case SWITCHES -> "rectRot";
                            case MACHINE_FAILURES -> "triangle";
                            case POOL_OUTAGE -> "rect";
                        })
                .add("pointRadius", 5));
    }

    private static JsonObjectBuilder options(Instant from, Instant to) {
        return JSON.createObjectBuilder()
                .add("animation", false)
                .add("responsive", true)
                .add("maintainAspectRatio", false)
                .add(
                        "interaction",
                        JSON.createObjectBuilder()
                                .add("mode", "nearest")
                                .add("axis", "x")
                                .add("intersect", false))
                .add(
                        "scales",
                        JSON.createObjectBuilder()
                                .add(
                                        "x",
                                        JSON.createObjectBuilder()
                                                .add("type", "linear")
                                                .add("min", from.toEpochMilli())
                                                .add("max", to.toEpochMilli()))
                                .add(
                                        "y",
                                        JSON.createObjectBuilder()
                                                .add("stacked", true)
                                                .add("beginAtZero", true)
                                                .add("stack", "all")
                                                .add("stackWeight", 5))
                                .add(
                                        "marks",
                                        JSON.createObjectBuilder()
                                                .add("axis", "y")
                                                .add("type", "linear")
                                                .add("display", false)
                                                .add("min", 0)
                                                .add("max", 1)
                                                .add("stack", "all")
                                                .add("stackWeight", 1)))
                .add(
                        "plugins",
                        JSON.createObjectBuilder()
                                .add(
                                        "legend",
                                        JSON.createObjectBuilder()
                                                .add("position", "bottom")
                                                .add(
                                                        "labels",
                                                        JSON.createObjectBuilder()
                                                                .add("usePointStyle", true)
                                                                .add("boxHeight", 8))));
    }
}
