package io.sluice.admin;

import io.sluice.distribution.Event;
import io.sluice.distribution.History;
import io.sluice.distribution.Stretch;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What hashrate the sub-accounts were given, and what happened meanwhile: for charts. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class HashrateHistory {
    private static final int MOST_POINTS = 2_000;
    private static final int MOST_OUTAGES = 500;

    /** Markers of one kind in one chart, at most. */
    private static final int MARKERS = 100;

    @EJB
    History history;

    /**
     * The hashrate of sub-accounts that had some, by name. Exact: it is the accepted work of the ledger's bookings,
     * in minutes for two days and in ten minutes for a year from then on.
     *
     * @param only of this sub-account; empty for all
     * @param from first instant; rounded down to a whole minute
     * @param to first instant after
     * @param points how many points, 1 to 2000; fewer when they would be closer than what is kept
     * @throws IllegalArgumentException when {@code to} is not after {@code from}, or the number of points is not possible
     */
    public List<HashrateSeries> series(Optional<String> only, Instant from, Instant to, int points) {
        ordered(from, to);
        if (points < 1 || points > MOST_POINTS) {
            throw new IllegalArgumentException("A chart has 1 to " + MOST_POINTS + " points, not " + points + ".");
        }
        Instant start = Stretch.startOf(from, Stretch.MINUTE);
        Duration step = step(start, to, points);
        int steps = Math.toIntExact(ceiling(Duration.between(start, to), step));
        Instant end = start.plus(step.multipliedBy(steps));
        Map<String, double[]> sums = new TreeMap<>();
        // Minutes begin where steps do; ten minutes may reach in from before.
        add(sums, start, step, steps, step, history.minutes(only, start, step, end));
        Duration kept = Stretch.TEN_MINUTES;
        add(
                sums,
                start,
                step,
                steps,
                kept,
                history.pieces(only, kept, start.minus(kept).plusSeconds(1), end));
        List<HashrateSeries> series = new ArrayList<>();
        sums.forEach((name, hashes) -> {
            List<HashrateSeries.Point> line = new ArrayList<>(steps);
            for (int i = 0; i < steps; i++) {
                Instant at = start.plus(step.multipliedBy(i));
                // The last stretch is not over.
                double seconds = Math.min(
                        step.toSeconds(), Math.max(1, Duration.between(at, to).toSeconds()));
                line.add(new HashrateSeries.Point(at, hashes[i] / seconds));
            }
            series.add(new HashrateSeries(name, line));
        });
        return series;
    }

    private static void add(
            Map<String, double[]> sums,
            Instant start,
            Duration step,
            int steps,
            Duration length,
            List<History.Piece> pieces) {
        for (History.Piece piece : pieces) {
            spread(
                    sums.computeIfAbsent(piece.subAccount(), name -> new double[steps]),
                    Duration.between(start, piece.startsAt()).toSeconds(),
                    length.toSeconds(),
                    piece.hashes().doubleValue(),
                    step.toSeconds());
        }
    }

    /** Ten minutes may lie across points that are closer than that: their work is spread evenly. */
    private static void spread(double[] sums, long offset, long length, double hashes, long step) {
        for (long second = Math.max(0, offset); second < offset + length && second / step < sums.length; ) {
            long next = Math.min(offset + length, (second / step + 1) * step);
            sums[(int) (second / step)] += hashes * (next - second) / length;
            second = next;
        }
    }

    /** Whole minutes. */
    private static Duration step(Instant from, Instant to, int points) {
        long minutes = Math.max(1, ceiling(Duration.between(from, to), Stretch.MINUTE));
        return Stretch.MINUTE.multipliedBy((minutes + points - 1) / points);
    }

    private static long ceiling(Duration whole, Duration part) {
        return (whole.toMillis() + part.toMillis() - 1) / part.toMillis();
    }

    /**
     * Switches, failures and outages, by time; at most a few hundred, those that happened together taken together.
     *
     * @param from first instant
     * @param to first instant after
     * @throws IllegalArgumentException when {@code to} is not after {@code from}
     */
    public List<Marker> markers(Instant from, Instant to) {
        ordered(from, to);
        Duration together = step(from, to, MARKERS);
        List<Marker> markers = new ArrayList<>(outages(from, to));
        for (History.Cluster cluster : history.clusters(from, to, together)) {
            markers.add(new Marker(
                    cluster.first(),
                    Optional.empty(),
                    cluster.kind() == Event.Kind.SWITCHED ? Marker.Kind.SWITCHES : Marker.Kind.MACHINE_FAILURES,
                    Math.toIntExact(cluster.count()),
                    Optional.ofNullable(cluster.least()).filter(least -> least.equals(cluster.greatest()))));
        }
        markers.sort(Comparator.comparing(Marker::at));
        return List.copyOf(markers);
    }

    private List<Marker> outages(Instant from, Instant to) {
        // What was failing when the chart begins failed before.
        List<Event> newestFirst = history.ofPools(from.minus(Duration.ofDays(7)), to, MOST_OUTAGES);
        Map<String, Event> open = new HashMap<>();
        List<Marker> outages = new ArrayList<>();
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            Event event = newestFirst.get(i);
            // The text begins with the address: one pool's addresses fail one by one.
            String address = event.getText().split(" ", 2)[0];
            if (event.getKind() == Event.Kind.POOL_FAILING) {
                open.putIfAbsent(address, event);
            } else if (open.containsKey(address)) {
                Event failed = open.remove(address);
                if (!event.getAt().isBefore(from)) {
                    outages.add(outage(failed, Optional.of(event.getAt())));
                }
            }
        }
        open.values().forEach(failed -> outages.add(outage(failed, Optional.empty())));
        return outages;
    }

    private static Marker outage(Event failed, Optional<Instant> until) {
        return new Marker(failed.getAt(), until, Marker.Kind.POOL_OUTAGE, 1, failed.getPool());
    }

    private static void ordered(Instant from, Instant to) {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("A stretch of time ends after it begins.");
        }
    }
}
