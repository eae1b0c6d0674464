package io.sluice.admin;

import java.util.List;
import java.util.Optional;

/**
 * What a pool said when it was really logged in to.
 *
 * @param address the address that answered, or the first one when none did
 * @param state what came of it
 * @param reason the pool's own words when it refused, or why it was not reached; empty when accepted
 * @param message what the pool had shown as a message meanwhile; empty when nothing
 * @param extranonce1Size bytes; 0 when it did not get so far
 * @param extranonce2Size bytes; 0 when it did not get so far
 * @param versionMask the bits that machines may roll there; 0 when none
 * @param difficulty the first that the pool set; empty when it set none
 * @param latencyMillis from the login to its answer; empty when there was none
 * @param skipped the addresses before it in order that were not reached, and why, one sentence each
 */
public record LoginCheck(
        String address,
        State state,
        String reason,
        String message,
        int extranonce1Size,
        int extranonce2Size,
        int versionMask,
        Optional<Double> difficulty,
        Optional<Double> latencyMillis,
        List<String> skipped) {
    /** What came of a login. */
    public enum State {
        /** The pool accepted it. */
        ACCEPTED,
        /** The pool answered, and refused. */
        REFUSED,
        /** No answer. */
        UNREACHABLE
    }

    public LoginCheck {
        skipped = List.copyOf(skipped);
    }
}
