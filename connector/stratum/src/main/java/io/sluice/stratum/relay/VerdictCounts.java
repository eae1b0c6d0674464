package io.sluice.stratum.relay;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Shares since the start, by verdict; for metrics, and in no way for the ledger. */
final class VerdictCounts {
    static final String ACCEPTED = "accepted";
    static final String REJECTED = "rejected";
    static final String UNANSWERED = "unanswered";
    static final String UNFORWARDED = "unforwarded";
    static final String STALE = "stale";
    static final String IDLE = "idle";
    static final String DUPLICATE = "duplicate";
    static final String LOW_DIFFICULTY = "low-difficulty";
    static final String INVALID = "invalid";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    VerdictCounts() {
        for (String verdict : new String[] {
            ACCEPTED, REJECTED, UNANSWERED, UNFORWARDED, STALE, IDLE, DUPLICATE, LOW_DIFFICULTY, INVALID
        }) {
            counts.put(verdict, new LongAdder());
        }
    }

    LongAdder of(String verdict) {
        return counts.get(verdict);
    }

    Map<String, Long> sums() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((verdict, count) -> sums.put(verdict, count.sum()));
        return sums;
    }
}
