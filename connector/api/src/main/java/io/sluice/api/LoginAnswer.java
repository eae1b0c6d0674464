package io.sluice.api;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * What came of a login that was only tried: see {@link Switchboard#tryLogin}.
 *
 * @param outcome whether the pool took it
 * @param reason the pool's own words when it refused, or why it was not reached; empty when accepted
 * @param message what the pool had shown as a message meanwhile; empty when nothing
 * @param extranonce1Size bytes; 0 when the pool did not say
 * @param extranonce2Size bytes; 0 when the pool did not say
 * @param versionMask the bits that may be rolled there; 0 when none
 * @param difficulty the first that the pool set, exactly as printed; empty when it set none in time
 * @param latencyMillis from the login to the pool's answer; empty when there was none
 */
public record LoginAnswer(
        Outcome outcome,
        String reason,
        String message,
        int extranonce1Size,
        int extranonce2Size,
        int versionMask,
        Optional<BigDecimal> difficulty,
        Optional<Long> latencyMillis) {
    /** What came of it. */
    public enum Outcome {
        ACCEPTED,
        REFUSED,
        /** There was no connection, or no answer in time. */
        UNREACHABLE
    }

    public LoginAnswer {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(difficulty, "difficulty");
        Objects.requireNonNull(latencyMillis, "latencyMillis");
    }

    /** A login that did not come about. */
    public static LoginAnswer unreachable(String reason) {
        return new LoginAnswer(Outcome.UNREACHABLE, reason, "", 0, 0, 0, Optional.empty(), Optional.empty());
    }
}
