package io.sluice.stratum.relay;

import io.sluice.api.PoolAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Loops whose time passes when a test says so: everything that is due runs, in order, in the calling thread. */
final class VirtualTime {
    private static final Instant EPOCH = Instant.parse("2026-11-01T00:00:00Z");

    private record Due(long at, long order, Runnable task) {}

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final Map<PoolAddress, FakePool> pools = new HashMap<>();
    private final Map<PoolAddress, Integer> dialled = new HashMap<>();
    private final ShareWatch watch = new ShareWatch();
    private final List<Runnable> held = new ArrayList<>();
    private Loop busy;
    private long order;
    private long millis;
    private Duration stepped = Duration.ZERO;

    List<Loop> loops(int count) {
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            loops.add(new VirtualLoop());
        }
        return loops;
    }

    void add(FakePool pool) {
        pools.put(pool.address(), pool);
    }

    ShareWatch watch() {
        return watch;
    }

    int dialled(PoolAddress address) {
        return dialled.getOrDefault(address, 0);
    }

    void later(long after, Runnable task) {
        due.add(new Due(millis + after, order++, task));
    }

    /** Lets time pass. */
    void pass(long forMillis) {
        long until = millis + forMillis;
        while (!due.isEmpty() && due.peek().at() <= until) {
            Due next = due.remove();
            millis = Math.max(millis, next.at());
            next.task().run();
        }
        millis = until;
    }

    /** A loop is at something else: what it is given by {@link Loop#execute} waits until {@link #freeAgain}. */
    void keepBusy(Loop loop) {
        busy = loop;
    }

    void freeAgain() {
        busy = null;
        held.forEach(task -> later(0, task));
        held.clear();
    }

    /** Somebody sets the clock; no time passes. */
    void step(Duration by) {
        stepped = stepped.plus(by);
    }

    Instant now() {
        return EPOCH.plusMillis(millis).plus(stepped);
    }

    private final class VirtualLoop implements Loop {
        @Override
        public void execute(Runnable task) {
            if (busy == this) {
                held.add(task);
            } else {
                later(0, task);
            }
        }

        @Override
        public Timer after(long after, Runnable task) {
            boolean[] cancelled = {false};
            later(after, () -> {
                if (!cancelled[0]) {
                    task.run();
                }
            });
            return () -> cancelled[0] = true;
        }

        @Override
        public void beforeSending(Runnable task) {
            // What is written arrives later than all that is due now.
            later(0, task);
        }

        @Override
        public Instant now() {
            return VirtualTime.this.now();
        }

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public void dial(PoolAddress address, Line.Opening opening) {
            dialled.merge(address, 1, Integer::sum);
            FakePool pool = pools.get(address);
            later(1, () -> {
                if (pool == null || !pool.isUp()) {
                    opening.failed("connection refused");
                } else {
                    pool.accept(opening);
                }
            });
        }
    }
}
