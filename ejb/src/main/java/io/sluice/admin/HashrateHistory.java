package io.sluice.admin;

import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.List;

/** What hashrate the sub-accounts were given, and what happened meanwhile: for charts. */
@Stateless
public class HashrateHistory {
    /**
     * The hashrate of every sub-account that had some, by name. Exact: it is the accepted work of the ledger's bookings,
     * in minutes for two days and in ten minutes from then on.
     *
     * @param from first instant; rounded down to a whole minute
     * @param to first instant after
     * @param points how many points, 1 to 2000; fewer when they would be closer than what is kept
     * @throws IllegalArgumentException when {@code to} is not after {@code from}, or the number of points is not possible
     */
    public List<HashrateSeries> series(Instant from, Instant to, int points) {
        return List.of();
    }

    /**
     * Switches, failures and outages, by time; at most a few hundred, those that happened together taken together.
     *
     * @param from first instant
     * @param to first instant after
     * @throws IllegalArgumentException when {@code to} is not after {@code from}
     */
    public List<Marker> markers(Instant from, Instant to) {
        return List.of();
    }
}
