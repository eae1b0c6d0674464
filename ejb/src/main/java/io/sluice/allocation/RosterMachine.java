package io.sluice.allocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A machine as an allocation needs to know it.
 *
 * @param standby whether it is there to stand in for active machines that fail
 * @param health how it does
 * @param healthSince since when it does so; a machine that is healthy again has to stay so for a while before it gets its
 *     place back
 * @param outOfService whether an operator took it out
 * @param standardHashrate what it should do, set or learned, in hashes a second; empty when nobody knows
 * @param hashrate measured, in hashes a second; 0 when nothing is known
 */
public record RosterMachine(
        String name,
        String group,
        boolean standby,
        Health health,
        Instant healthSince,
        boolean outOfService,
        OptionalDouble standardHashrate,
        double hashrate) {
    /** What is measured wavers; by so much more than its standard a machine does what it does, and not by chance. */
    private static final double MUCH_MORE = 1.25;

    public RosterMachine {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(health, "health");
        Objects.requireNonNull(healthSince, "healthSince");
        Objects.requireNonNull(standardHashrate, "standardHashrate");
        if (!(hashrate >= 0 && hashrate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a hashrate is a finite number, 0 or more, not " + hashrate);
        }
    }

    /**
     * A machine of which only presence is known.
     *
     * @param everSeen whether it was ever connected; what was only announced cannot have failed
     * @param online whether it is connected now
     */
    public RosterMachine(
            String name,
            String group,
            boolean standby,
            boolean everSeen,
            boolean online,
            boolean outOfService,
            double hashrate) {
        this(
                name,
                group,
                standby,
                online ? Health.HEALTHY : everSeen ? Health.OFFLINE : Health.UNSEEN,
                Instant.MIN,
                outOfService,
                OptionalDouble.empty(),
                hashrate);
    }

    /** Whether it should be working as it should and does not. */
    public boolean hasFailed() {
        return !standby && health != Health.UNSEEN && (outOfService || health != Health.HEALTHY);
    }

    /** Whether it is not connected. */
    public boolean isAway() {
        return health == Health.OFFLINE || health == Health.UNSEEN;
    }

    /** Whether it could begin to stand in for a machine that failed. */
    public boolean isReady() {
        return standby && health == Health.HEALTHY && !outOfService;
    }

    /** What it should do in hashes a second: its standard, or else what was measured; 0 when nothing is known. */
    double expected() {
        return standardHashrate.orElse(hashrate);
    }

    /** What can be planned with now, in hashes a second; 0 when nothing is known or it does not work. */
    double present() {
        if (outOfService) {
            return 0;
        }
        return switch (health) {
            // A standard that was set is what is due, and may be far below what the machine does.
            case HEALTHY -> hashrate > MUCH_MORE * expected() ? hashrate : expected();
            case WEAK -> Math.min(hashrate, expected());
            case UNSEEN, SILENT, OFFLINE -> 0;
        };
    }

    /** Whether it was healthy for that long already. */
    boolean isSettled(Instant now, Duration settling) {
        return !outOfService
                && health == Health.HEALTHY
                && !healthSince.plus(settling).isAfter(now);
    }
}
