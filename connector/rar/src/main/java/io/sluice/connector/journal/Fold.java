package io.sluice.connector.journal;

import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

    /** Times are whole milliseconds, as records say them. */
    private static final class Sums {
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;
        private long accepted;
        private Work work = Work.ZERO;
        private final List<Part> parts = new ArrayList<>();
        private final Map<String, Long> rejected = new HashMap<>();
        private int reasonsBytes;
        private long unanswered;
    }

    /** What was accepted of one origin: decimals are multiplied once, and not added for each share. */
    private static final class Part {
        private final Sums sums;
        private final Work work;
        private long accepted;

        private Part(Sums sums, Work work) {
            this.sums = sums;
            this.work = work;
        }
    }

    private final Map<Key, Sums> sums = new LinkedHashMap<>();
    /** By the object: a segment's records come with one and the same, and to compare its parts takes long. */
    private final IdentityHashMap<Origin, Part> parts = new IdentityHashMap<>();

    private long bytes;

    /** Folds what a record says, if it says anything of verdicts. */
    void add(Entry entry) {
        if (entry instanceof Entry.Accepted accepted) {
            add(accepted);
        } else if (entry instanceof Entry.Judged judged) {
            add(judged);
        } else if (entry instanceof Entry.Sum sum) {
            add(sum);
        }
    }

    private void add(Entry.Accepted accepted) {
        long at = accepted.at().toEpochMilli();
        List<Origin> origins = accepted.origins();
        for (int i = 0; i < origins.size(); i++) {
            Part part = part(origins.get(i));
            part.accepted++;
            span(part.sums, at, at);
        }
    }

    private Part part(Origin origin) {
        Part part = parts.get(origin);
        if (part == null) {
            Sums s = of(origin);
            part = new Part(s, origin.work());
            s.parts.add(part);
            parts.put(origin, part);
        }
        return part;
    }

    private void add(Entry.Judged judged) {
        Sums s = of(judged.origin());
        long at = judged.at().toEpochMilli();
        span(s, at, at);
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
        Sums s = of(origin);
        span(s, sum.from().toEpochMilli(), sum.to().toEpochMilli());
        s.accepted += sum.accepted();
        s.work = s.work.plus(origin.work().times(sum.accepted()));
        sum.rejected().forEach((reason, shares) -> reject(s, reason, shares));
        s.unanswered += sum.unanswered();
    }

    private Sums of(Origin origin) {
        Key of = new Key(origin.machine(), origin.subAccount(), origin.periodStart());
        return sums.computeIfAbsent(of, key -> {
            bytes += RESULT_BYTES
                    + 2L * key.machine().length()
                    + 3L * key.subAccount().length();
            return new Sums();
        });
    }

    /** The clock may step backwards: times are what they were, and their order is not that of the verdicts. */
    private static void span(Sums s, long from, long to) {
        s.from = Math.min(s.from, from);
        s.to = Math.max(s.to, to);
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
        sums.forEach((key, s) -> {
            long accepted = s.accepted;
            Work work = s.work;
            for (Part part : s.parts) {
                accepted += part.accepted;
                work = work.plus(part.work.times(part.accepted));
            }
            all.add(new TaskResult(
                    key.machine(),
                    key.subAccount(),
                    key.periodStart(),
                    Instant.ofEpochMilli(s.from),
                    Instant.ofEpochMilli(s.to),
                    accepted,
                    work,
                    s.rejected,
                    s.unanswered));
        });
        return all;
    }
}
