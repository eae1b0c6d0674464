package io.sluice.distribution;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The time of one period.
 *
 * @param start first instant of the period; names it
 * @param end first instant after it; empty when it never ends
 */
public record Span(Instant start, Optional<Instant> end) {
    public Span {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }
}
