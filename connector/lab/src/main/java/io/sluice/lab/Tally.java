package io.sluice.lab;

import io.sluice.api.Work;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares as a pool judged them.
 *
 * @param accepted shares
 * @param work what they stand for, each at the difficulty in force when its job was sent; exact
 * @param rejected shares by reason
 */
public record Tally(long accepted, Work work, Map<String, Long> rejected) {
    static final Tally NONE = new Tally(0, Work.ZERO, Map.of());

    public Tally {
        rejected = Map.copyOf(rejected);
    }

    public long rejectedShares() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }

    Tally plusAccepted(Work share) {
        return new Tally(accepted + 1, work.plus(share), rejected);
    }

    Tally plusRejected(String reason) {
        return plus(new Tally(0, Work.ZERO, Map.of(reason, 1L)));
    }

    Tally plus(Tally more) {
        Map<String, Long> sum = new TreeMap<>(rejected);
        more.rejected.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return new Tally(accepted + more.accepted, work.plus(more.work), sum);
    }
}
