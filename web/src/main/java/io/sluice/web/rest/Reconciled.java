package io.sluice.web.rest;

import io.sluice.admin.ReconciliationView;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A sub-account's period, counted three times: what left for the pool, what the pool answered, what is in the ledger.
 *
 * @param explanation what is missing or too much, in a sentence; empty when there is nothing to say
 */
public record Reconciled(
        String subAccount,
        Instant periodStart,
        Optional<Instant> periodEnd,
        Adapter adapter,
        Pool pool,
        Ledger ledger,
        ReconciliationView.State state,
        String explanation) {

    /**
     * What the adapter sent to the pool.
     *
     * @param underWayShares of them, whose answer is awaited
     * @param unansweredShares of them, whose answer was never read
     */
    public record Adapter(long sentShares, long underWayShares, long unansweredShares) {}

    /** What the pool answered, as the adapter counted it. */
    public record Pool(long acceptedShares, long rejectedShares, BigDecimal hashes) {}

    /** What is booked. */
    public record Ledger(long acceptedShares, long rejectedShares, long unansweredShares, BigDecimal hashes) {}

    static Reconciled of(ReconciliationView view) {
        return new Reconciled(
                view.subAccount(),
                view.periodStart(),
                view.periodEnd(),
                new Adapter(view.sent(), view.underWay(), view.unanswered()),
                new Pool(view.accepted(), view.rejected(), view.work().hashes()),
                new Ledger(
                        view.bookedAccepted(),
                        view.bookedRejected(),
                        view.bookedUnanswered(),
                        view.bookedWork().hashes()),
                view.state(),
                view.explanation());
    }
}
