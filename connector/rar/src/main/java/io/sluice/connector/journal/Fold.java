package io.sluice.connector.journal;

import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds verdicts by machine, sub-account and period. The same verdicts in the same order give the same results in the same
 * order. Single-threaded.
 */
final class Fold {
    static final int MOST_REASONS = 16;
    static final int LONGEST_REASON = 100;
    private static final String OTHER_REASONS = "other reasons";

    /** What a result takes in a message besides its names: field names, instants, counts. */
    private static final int RESULT_BYTES = 300;

    /** What the reasons of one result take at most. */
    private static final int REASONS_BYTES = 2_000;

    /** A character in JSON, at worst. */
    private static final int CHARACTER_BYTES = 6;

    private record Key(String machine, String subAccount, Instant periodStart) {}

    private static final class Sums {
        private Instant from;
        private Instant to;
        private long accepted;
        private Work work = Work.ZERO;
        private final Map<String, Long> rejected = new HashMap<>();
        private int reasonsBytes;
        private long unanswered;
    }

    private final Map<Key, Sums> sums = new LinkedHashMap<>();
    private long bytes;

    /** Folds what a record says, if it says anything of verdicts. */
    void add(Entry entry) {
        if (entry instanceof Entry.Judged judged) {
            add(judged);
        } else if (entry instanceof Entry.Sum sum) {
            add(sum);
        }
    }

    private void add(Entry.Judged judged) {
        Sums s = of(
                judged.origin().machine(),
                judged.origin().subAccount(),
                judged.origin().periodStart());
        span(s, judged.at(), judged.at());
        switch (judged.verdict()) {
            case ACCEPTED -> {
                s.accepted++;
                s.work = s.work.plus(judged.origin().work());
            }
            case REJECTED -> reject(s, judged.reason(), 1);
            case UNANSWERED -> s.unanswered++;
        }
    }

    private void add(Entry.Sum sum) {
        Origin origin = sum.origin();
        Sums s = of(origin.machine(), origin.subAccount(), origin.periodStart());
        span(s, sum.from(), sum.to());
        s.accepted += sum.accepted();
        s.work = s.work.plus(origin.work().times(sum.accepted()));
        sum.rejected().forEach((reason, shares) -> reject(s, reason, shares));
        s.unanswered += sum.unanswered();
    }

    private Sums of(String machine, String subAccount, Instant periodStart) {
        return sums.computeIfAbsent(new Key(machine, subAccount, periodStart), key -> {
            bytes += RESULT_BYTES + 2L * machine.length() + 3L * subAccount.length();
            return new Sums();
        });
    }

    /** The clock may step backwards: times are what they were, and their order is not that of the verdicts. */
    private static void span(Sums s, Instant from, Instant to) {
        s.from = s.from == null || from.isBefore(s.from) ? from : s.from;
        s.to = s.to == null || to.isAfter(s.to) ? to : s.to;
    }

    private void reject(Sums s, String reason, long shares) {
        int reasonBytes = 10 + CHARACTER_BYTES * reason.length();
        boolean room = s.rejected.containsKey(reason)
                || (s.rejected.size() < MOST_REASONS - 1 && s.reasonsBytes + reasonBytes <= REASONS_BYTES);
        String kept = room ? reason : OTHER_REASONS;
        if (s.rejected.put(kept, s.rejected.getOrDefault(kept, 0L) + shares) == null) {
            int keptBytes = room ? reasonBytes : 10 + CHARACTER_BYTES * OTHER_REASONS.length();
            s.reasonsBytes += keptBytes;
            bytes += keptBytes;
        }
    }

    static String cut(String reason) {
        return reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    }

    boolean isEmpty() {
        return sums.isEmpty();
    }

    /** Results so far. */
    int size() {
        return sums.size();
    }

    /** Bytes of the contents as a message, by a cautious estimate. */
    long bytes() {
        return bytes;
    }

    /** What is folded so far. */
    List<TaskResult> results() {
        List<TaskResult> all = new ArrayList<>(sums.size());
        sums.forEach((key, s) -> all.add(new TaskResult(
                key.machine(),
                key.subAccount(),
                key.periodStart(),
                s.from,
                s.to,
                s.accepted,
                s.work,
                s.rejected,
                s.unanswered)));
        return all;
    }
}
