package io.sluice.distribution;

import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * Shares by what became of them.
 *
 * @param accepted by the pool
 * @param rejected by the pool
 * @param unanswered sent, and never answered
 * @param work what the accepted ones stand for
 */
public record Shares(long accepted, long rejected, long unanswered, Work work) {
    /** None at all. */
    public static final Shares NONE = new Shares(0, 0, 0, Work.ZERO);

    /** What the database rounds off of one share's work at most. */
    private static final BigDecimal ROUNDING = BigDecimal.ONE.movePointLeft(40);

    public Shares {
        Objects.requireNonNull(work, "work");
    }

    /** Those of a count. */
    public static Shares of(ShareCount count) {
        return new Shares(count.accepted(), count.rejected(), count.unanswered(), count.work());
    }

    static Shares of(TaskResult result, Work bookable) {
        return new Shares(result.accepted(), result.rejectedShares(), result.unanswered(), bookable);
    }

    /** These and others. */
    public Shares plus(Shares more) {
        return new Shares(
                accepted + more.accepted, rejected + more.rejected, unanswered + more.unanswered, work.plus(more.work));
    }

    /** Whether anything is more here than there. */
    public boolean exceed(Shares others) {
        return accepted > others.accepted
                || rejected > others.rejected
                || unanswered > others.unanswered
                || work.hashes()
                                .subtract(others.work.hashes())
                                .compareTo(ROUNDING.multiply(BigDecimal.valueOf(accepted)))
                        > 0;
    }
}
