package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A period of a sub-account's standard, and what was done in it.
 *
 * @param start names the period
 * @param end first instant after it; empty when it never ends
 * @param due work due in it, with what was carried over from the one before; empty for the surplus account
 * @param accumulatedHashes work that the pool accepted
 * @param upToStandardAt when the standard was met; empty until then
 */
public record LedgerPeriod(
        String subAccount,
        Instant start,
        Optional<Instant> end,
        Optional<BigDecimal> due,
        BigDecimal accumulatedHashes,
        long acceptedShares,
        long rejectedShares,
        long unansweredShares,
        Optional<Instant> upToStandardAt) {
    /** How much of what is due was done, from 0 to 1; 1 where nothing is due. */
    public double filled() {
        return due.filter(hashes -> hashes.signum() > 0)
                .map(hashes -> Math.min(1.0, accumulatedHashes.doubleValue() / hashes.doubleValue()))
                .orElse(1.0);
    }
}
