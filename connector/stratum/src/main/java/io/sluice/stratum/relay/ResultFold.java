package io.sluice.stratum.relay;

import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Folds verdicts by machine, sub-account and period until somebody takes them; thus bounded however long that is.
 * Single-threaded, but for the totals.
 */
final class ResultFold {
    private static final int MOST_REASONS = 16;
    private static final int LONGEST_REASON = 100;
    private static final String OTHER_REASONS = "other reasons";

    private record Key(String machine, String subAccount, Instant periodStart) {}

    private static final class Sums {
        private final Instant from;
        private Instant to;
        private long accepted;
        private Work work = Work.ZERO;
        private final Map<String, Long> rejected = new HashMap<>();
        private long unanswered;

        private Sums(Instant from) {
            this.from = from;
        }
    }

    private final Map<Key, Sums> sums = new HashMap<>();
    private final LongAdder accepted;
    private final LongAdder rejected;
    private final LongAdder unanswered;

    ResultFold(VerdictCounts counts) {
        accepted = counts.of(VerdictCounts.ACCEPTED);
        rejected = counts.of(VerdictCounts.REJECTED);
        unanswered = counts.of(VerdictCounts.UNANSWERED);
    }

    void accepted(String machine, String subAccount, Instant periodStart, Instant at, Work work) {
        Sums s = of(machine, subAccount, periodStart, at);
        s.accepted++;
        s.work = s.work.plus(work);
        accepted.increment();
    }

    void rejected(String machine, String subAccount, Instant periodStart, Instant at, String reason) {
        Map<String, Long> reasons = of(machine, subAccount, periodStart, at).rejected;
        String cut = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
        boolean room = reasons.containsKey(cut) || reasons.size() < MOST_REASONS - 1;
        reasons.merge(room ? cut : OTHER_REASONS, 1L, Long::sum);
        rejected.increment();
    }

    void unanswered(String machine, String subAccount, Instant periodStart, Instant at) {
        of(machine, subAccount, periodStart, at).unanswered++;
        unanswered.increment();
    }

    private Sums of(String machine, String subAccount, Instant periodStart, Instant at) {
        Sums s = sums.computeIfAbsent(new Key(machine, subAccount, periodStart), key -> new Sums(at));
        s.to = at;
        return s;
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    /** Everything folded so far. It stays here until {@link #forget}. */
    List<TaskResult> contents() {
        List<TaskResult> results = new ArrayList<>(sums.size());
        sums.forEach((key, s) -> results.add(new TaskResult(
                key.machine(),
                key.subAccount(),
                key.periodStart(),
                s.from,
                s.to.isBefore(s.from) ? s.from : s.to,
                s.accepted,
                s.work,
                s.rejected,
                s.unanswered)));
        return results;
    }

    /** The contents are in other hands. */
    void forget() {
        sums.clear();
    }
}
