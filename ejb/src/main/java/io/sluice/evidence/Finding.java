package io.sluice.evidence;

import java.time.Instant;
import java.util.Objects;

/**
 * What the evidence says of a machine.
 *
 * @param since since when it is so
 * @param reason the numbers that prove it, as a sentence; empty for a healthy machine
 */
public record Finding(State state, Instant since, String reason) {
    /** How a machine does. */
    public enum State {
        /** Nothing is proven against it. */
        HEALTHY,
        /** It finds no share at all, which is improbable at its standard. */
        SILENT,
        /** It finds too few shares for its standard, or too many of them are bad. */
        BELOW_STANDARD
    }

    public Finding {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
    }

    static Finding healthy(Instant since) {
        return new Finding(State.HEALTHY, since, "");
    }
}
