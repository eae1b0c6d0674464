package io.sluice.admin;

import io.sluice.api.Work;
import java.time.Instant;
import java.util.Optional;

/**
 * A sub-account's period as the adapter counted it, share by share as they left and as the pool answered, beside what the
 * ledger has of it.
 *
 * @param sent shares sent to the pool
 * @param accepted shares that the pool said it accepted
 * @param rejected shares that the pool said it rejected
 * @param unanswered shares whose answer was never read
 * @param underWay shares whose answer is awaited
 * @param work what the accepted shares stand for
 * @param bookedAccepted of them, what is in the ledger; and so on
 * @param explanation what is missing or too much, in a sentence; empty when there is nothing to say
 */
public record ReconciliationView(
        String subAccount,
        Instant periodStart,
        Optional<Instant> periodEnd,
        long sent,
        long accepted,
        long rejected,
        long unanswered,
        long underWay,
        Work work,
        long bookedAccepted,
        long bookedRejected,
        long bookedUnanswered,
        Work bookedWork,
        State state,
        String explanation) {
    /** How the ledger compares with the count. */
    public enum State {
        /** All that was counted is booked, and nothing else. */
        EQUAL,
        /** Something is on its way to the ledger. */
        CATCHING_UP,
        /** Something is missing in the ledger, or too much. */
        DIFFERENT
    }
}
