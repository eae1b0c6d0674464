package io.sluice.admin;

import java.time.Instant;
import java.util.List;

/**
 * The hashrate that a sub-account was given, over time.
 *
 * @param subAccount its name
 * @param points in the order of time, at the same instants for every sub-account of one answer
 */
public record HashrateSeries(String subAccount, List<Point> points) {
    public HashrateSeries {
        points = List.copyOf(points);
    }

    /**
     * One point.
     *
     * @param at where the stretch of time that it stands for begins
     * @param hashrate hashes a second on the average of that stretch: accepted work divided by time
     */
    public record Point(Instant at, double hashrate) {}
}
