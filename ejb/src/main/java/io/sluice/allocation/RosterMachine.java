package io.sluice.allocation;

import java.util.Objects;

/**
 * A machine as an allocation needs to know it.
 *
 * @param standby whether it is there to stand in for active machines that fail
 * @param everSeen whether it was ever connected; what was only announced cannot have failed
 * @param online whether it is connected now
 * @param outOfService whether an operator took it out
 * @param hashrate measured, in hashes a second; 0 when nothing is known
 */
public record RosterMachine(
        String name,
        String group,
        boolean standby,
        boolean everSeen,
        boolean online,
        boolean outOfService,
        double hashrate) {
    public RosterMachine {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
    }

    /** Whether it should be working and is not. */
    public boolean hasFailed() {
        return !standby && everSeen && (!online || outOfService);
    }

    /** Whether it could stand in for a machine that failed. */
    public boolean isReady() {
        return standby && online && !outOfService;
    }
}
