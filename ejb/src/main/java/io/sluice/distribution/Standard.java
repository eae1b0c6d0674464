package io.sluice.distribution;

import io.sluice.api.Work;
import java.util.Objects;

/**
 * The work due in each period.
 *
 * @param work more than zero
 */
public record Standard(Work work, Cycle cycle) {
    /** More than any farm does in a period; above it an operator has mistyped. */
    private static final Work MOST = new Work(new java.math.BigDecimal("1e40"));

    public Standard {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(cycle, "cycle");
        if (work.isZero() || work.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("A standard is more than 0 and at most 1e40 hashes.");
        }
    }
}
