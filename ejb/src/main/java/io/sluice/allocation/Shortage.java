package io.sluice.allocation;

import java.util.Objects;

/**
 * A machine whose loss no standby machine makes up for, or not wholly.
 *
 * @param lost hashes a second that it should do and does not; 0 when nobody knows
 * @param madeUpFor hashes a second of the standby machines in its place
 */
public record Shortage(String machine, String group, double lost, double madeUpFor) {
    public Shortage {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(group, "group");
    }

    /** Hashes a second that are missing; 0 when nobody knows. */
    public double missing() {
        return Math.max(0, lost - madeUpFor);
    }
}
