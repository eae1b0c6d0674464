package io.sluice.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The work that one life of the adapter may collect for a sub-account within one period, counted from the beginning of
 * that life. It is absolute: the same grant given twice changes nothing.
 *
 * @param periodStart when the period began; names the period
 * @param periodEnd when it ends; empty when it never does
 * @param limit work that may be collected; empty for a surplus account, which takes whatever is left over
 */
public record Grant(Instant periodStart, Optional<Instant> periodEnd, Optional<Work> limit) {
    public Grant {
        Objects.requireNonNull(periodStart, "periodStart");
        Objects.requireNonNull(periodEnd, "periodEnd");
        Objects.requireNonNull(limit, "limit");
        if (periodEnd.isPresent() && !periodEnd.get().isAfter(periodStart)) {
            throw new IllegalArgumentException("a period ends after it began");
        }
    }

    /** Whether an instant falls into the grant's period. */
    public boolean covers(Instant at) {
        return !at.isBefore(periodStart) && periodEnd.map(at::isBefore).orElse(true);
    }
}
