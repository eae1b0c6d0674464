package io.sluice.stratum.relay;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * @param sharesPerMinute what a machine's difficulty is steered to; 0: the pool's difficulty, rounded down, as it is
 * @param passwords what machines must send
 * @param reconnectHosts names of hosts that a pool may send us to, besides its own
 */
public record FieldSettings(int sharesPerMinute, MachinePasswords passwords, Predicate<String> reconnectHosts) {
    public FieldSettings {
        if (sharesPerMinute < 0) {
            throw new IllegalArgumentException("shares per minute are 0 or more, not " + sharesPerMinute);
        }
        Objects.requireNonNull(passwords, "passwords");
        Objects.requireNonNull(reconnectHosts, "reconnectHosts");
    }

    /** With no passwords, and pools that send us nowhere. */
    public FieldSettings(int sharesPerMinute) {
        this(sharesPerMinute, MachinePasswords.None.NONE, host -> false);
    }
}
