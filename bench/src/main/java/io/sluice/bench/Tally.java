package io.sluice.bench;

import io.sluice.api.TaskResult;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One loop's shares counted in memory: what an adapter without a journal would do, which has to tell the application of
 * them all the same, and loses with its process what it has not told. The loop counts, another thread takes.
 */
final class Tally implements ShareJournal {
    /** What one thread counts, so that no instruction has to be atomic, and how much of it another has taken. */
    private static final class Sum {
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong lastMillis = new AtomicLong();

        // The taker's.
        private long taken;
        private Instant from;

        private Sum(Instant from) {
            this.from = from;
        }
    }

    private final Map<Origin, Sum> sums = new ConcurrentHashMap<>();
    private final IdentityHashMap<Origin, Sum> byIdentity = new IdentityHashMap<>();
    private long serial;

    @Override
    public long sent(Origin origin, Instant at) {
        return ++serial;
    }

    @Override
    public void moved(Origin sent, Origin counted) {
        // Its verdict says where it counts.
    }

    @Override
    public void accepted(long ofShare, Origin origin, Instant at) {
        Sum sum = byIdentity.get(origin);
        if (sum == null) {
            sum = sums.computeIfAbsent(origin, key -> new Sum(at));
            byIdentity.put(origin, sum);
        }
        sum.lastMillis.lazySet(at.toEpochMilli());
        sum.accepted.lazySet(sum.accepted.get() + 1);
    }

    @Override
    public void rejected(long ofShare, Origin origin, Instant at, String reason) {
        throw new IllegalStateException("the pool of the benchmark rejects nothing: " + reason);
    }

    @Override
    public void unanswered(long ofShare, Origin origin, Instant at) {
        throw new IllegalStateException("the pool of the benchmark answers everything");
    }

    @Override
    public void commit() {
        // It lasts no longer than the process.
    }

    /** What was counted since it was last asked. */
    List<TaskResult> take() {
        List<TaskResult> results = new ArrayList<>();
        sums.forEach((origin, sum) -> {
            long accepted = sum.accepted.get();
            long fresh = accepted - sum.taken;
            if (fresh > 0) {
                Instant to = Instant.ofEpochMilli(sum.lastMillis.get());
                results.add(new TaskResult(
                        origin.machine(),
                        origin.subAccount(),
                        origin.periodStart(),
                        sum.from,
                        to,
                        fresh,
                        origin.work().times(fresh),
                        Map.of(),
                        0));
                sum.taken = accepted;
                sum.from = to;
            }
        });
        return results;
    }
}
