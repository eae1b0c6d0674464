package io.sluice.api;

import java.time.Instant;
import java.util.Objects;

/**
 * What one life of the adapter counted for a sub-account in a period, from that life's beginning, at the places where
 * shares leave and answers come in: what the ledger is compared with. A share that was sent in one period and answered in
 * the next counts in the next.
 *
 * @param periodStart names the period, as the {@link Grant} did
 * @param sent shares sent to the pool
 * @param accepted shares that the pool said it accepted
 * @param rejected shares that the pool said it rejected
 * @param unanswered shares that were given up, as their answer can never be read
 * @param work what the accepted shares stand for
 */
public record ShareCount(
        String subAccount, Instant periodStart, long sent, long accepted, long rejected, long unanswered, Work work) {
    public ShareCount {
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(periodStart, "periodStart");
        Objects.requireNonNull(work, "work");
        if (sent < 0 || accepted < 0 || rejected < 0 || unanswered < 0) {
            throw new IllegalArgumentException("counts of shares are never negative");
        }
    }

    /** Shares sent whose answer is awaited. */
    public long underWay() {
        return sent - accepted - rejected - unanswered;
    }
}
