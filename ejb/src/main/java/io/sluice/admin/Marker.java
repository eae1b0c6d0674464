package io.sluice.admin;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something to be marked on a chart over time. Many of one kind that happen together are one marker.
 *
 * @param at when the first of them happened
 * @param until when it was over; empty while it is not, and for what takes no time
 * @param count how many happened together, 1 or more
 * @param name the sub-account that machines switched to, the machine that failed, or the pool that was away; empty when
 *     several are meant
 */
public record Marker(Instant at, Optional<Instant> until, Kind kind, int count, Optional<String> name) {
    /** What happened. */
    public enum Kind {
        /** Machines began to work for another sub-account. */
        SWITCHES,
        /** Machines were lost, fell silent or did too little for their standard. */
        MACHINE_FAILURES,
        /** An address of a pool could not be reached or did not serve. */
        POOL_OUTAGE
    }

    public Marker {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        if (count < 1) {
            throw new IllegalArgumentException("a marker stands for one thing or more, not " + count);
        }
    }
}
