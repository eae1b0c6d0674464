package io.sluice.api;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened to a machine.
 *
 * @param machine the machine's user name
 * @param subAccount what it serves after the event; empty when nothing
 * @param detail agent and address for {@code CONNECTED}; the reason for the others
 */
public record MachineEvent(Instant at, String machine, Kind kind, String subAccount, String detail) {
    /** What happened. */
    public enum Kind {
        /** The first connection of this name was admitted. */
        CONNECTED,
        /** The last connection of this name is gone. */
        DISCONNECTED,
        /** It now works for another sub-account, or for none. */
        SWITCHED
    }

    public MachineEvent {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(detail, "detail");
    }
}
