package io.sluice.allocation;

import io.sluice.api.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A sub-account as an allocation needs to know it.
 *
 * @param position order within its group; the name decides between equals
 * @param remaining work still due in the present period, zero when it is up to standard; empty when it has no standard
 * @param repeating whether it is due again when its period ends. Such a one keeps its place when it is up to standard:
 *     the adapter passes it over while its grant is used up, and is back at it when the next period begins, without
 *     asking
 * @param accumulated work booked in the present period
 * @param periodStart when the present period began; names it
 * @param cycle how long its periods usually are; the first may be shorter. Empty when it does not repeat
 * @param deadline when what remains has to be done: the end of the period, or an earlier one; empty when there is no hurry
 * @param priority who is served first when there is not enough for all: the smaller number
 * @param weight its part of the hashrate where that is divided by ratio, more than 0; empty when none was set
 * @param servable whether it can be served now; false when no address of its pool has answered for longer than a
 *     reconnect takes, or its login is refused
 */
public record RosterSubAccount(
        String name,
        String group,
        int position,
        Optional<Work> remaining,
        boolean repeating,
        Work accumulated,
        Instant periodStart,
        Optional<Duration> cycle,
        Optional<Instant> deadline,
        int priority,
        OptionalDouble weight,
        boolean servable) {
    public RosterSubAccount {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(remaining, "remaining");
        Objects.requireNonNull(accumulated, "accumulated");
        Objects.requireNonNull(periodStart, "periodStart");
        Objects.requireNonNull(cycle, "cycle");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(weight, "weight");
        if (weight.isPresent() && !(weight.getAsDouble() > 0 && weight.getAsDouble() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a weight is a finite number above 0, not " + weight.getAsDouble());
        }
    }

    /** A sub-account whose hashrate does not depend on time, and that can be served. */
    public RosterSubAccount(String name, String group, int position, Optional<Work> remaining, boolean repeating) {
        this(
                name,
                group,
                position,
                remaining,
                repeating,
                Work.ZERO,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                0,
                OptionalDouble.empty(),
                true);
    }

    /** Whether it is served only when all others are up to standard. */
    public boolean isSurplus() {
        return remaining.isEmpty() && weight.isEmpty();
    }

    /** Whether work is due to it, now or again. */
    public boolean isDue() {
        return remaining.map(work -> repeating || !work.isZero()).orElse(weight.isPresent());
    }

    /** Whether it can be worked for now: it is servable, and not up to standard. */
    boolean isOpen() {
        return servable && remaining.map(work -> !work.isZero()).orElse(true);
    }

    /** Hashes still due; 0 without a standard. */
    double hashesRemaining() {
        return remaining.map(work -> work.hashes().doubleValue()).orElse(0.0);
    }

    /** Hashes due in the whole period; 0 without a standard. */
    double hashesDue() {
        return remaining.isEmpty()
                ? 0
                : hashesRemaining() + accumulated.hashes().doubleValue();
    }
}
