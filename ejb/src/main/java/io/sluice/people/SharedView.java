package io.sluice.people;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a customer sees of the one sub-account: nothing of any other, of pools' logins or of machines.
 *
 * @param hashrate hashes a second that work for it now
 * @param paused whether nobody works for it until it is resumed
 * @param periods the present one and those before, newest first
 */
public record SharedView(String subAccount, double hashrate, boolean paused, Instant at, List<Period> periods) {
    public SharedView {
        periods = List.copyOf(periods);
    }

    /**
     * A period and what was booked in it.
     *
     * @param end empty when it never ends
     * @param standard hashes due; empty when none are
     * @param accumulated hashes that the pool accepted
     */
    public record Period(
            Instant start,
            Optional<Instant> end,
            Optional<BigDecimal> standard,
            BigDecimal accumulated,
            long acceptedShares,
            long rejectedShares,
            Optional<Instant> upToStandardAt) {
        /** How much of the standard is met, from 0 to 1; 1 where none is due. */
        public double filled() {
            return standard.filter(due -> due.signum() > 0)
                    .map(due -> Math.min(1.0, accumulated.doubleValue() / due.doubleValue()))
                    .orElse(1.0);
        }
    }
}
