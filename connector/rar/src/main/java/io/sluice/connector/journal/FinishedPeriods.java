package io.sluice.connector.journal;

import io.sluice.api.ShareCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Finds the periods in which nothing is counted any more: a later one of the same sub-account has begun, no share is under
 * way and nothing changed for longer than an answer may take. Single-threaded.
 */
final class FinishedPeriods {
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long UNCHANGED_NANOS = TimeUnit.MINUTES.toNanos(15);

    private record Seen(ShareCount count, long sinceNanos) {}

    private record Key(String subAccount, Instant periodStart) {}

    private Map<Key, Seen> seen = new HashMap<>();
    private boolean looked;
    private long lookedNanos;

    /** Those that are finished now; each is returned once, and is forgotten when it is not counted any more. */
    List<ShareCount> of(Supplier<List<ShareCount>> counted, long nowNanos) {
        if (looked && nowNanos - lookedNanos < LOOK_NANOS) {
            return List.of();
        }
        looked = true;
        lookedNanos = nowNanos;
        List<ShareCount> counts = counted.get();
        Map<String, Instant> newest = new HashMap<>();
        counts.forEach(count -> newest.merge(
                count.subAccount(), count.periodStart(), (one, other) -> one.isAfter(other) ? one : other));
        Map<Key, Seen> now = new HashMap<>();
        List<ShareCount> finished = new ArrayList<>();
        for (ShareCount count : counts) {
            Key key = new Key(count.subAccount(), count.periodStart());
            Seen before = seen.get(key);
            long since = before != null && before.count().equals(count) ? before.sinceNanos() : nowNanos;
            boolean over = count.underWay() == 0
                    && count.periodStart().isBefore(newest.get(count.subAccount()))
                    && nowNanos - since >= UNCHANGED_NANOS;
            if (over) {
                finished.add(count);
            }
            // Begins anew where it was returned, so that it is not returned at each look.
            now.put(key, new Seen(count, over ? nowNanos : since));
        }
        seen = now;
        return finished;
    }
}
