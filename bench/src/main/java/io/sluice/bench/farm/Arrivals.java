package io.sluice.bench.farm;

import java.util.Arrays;

/**
 * When each machine had what all of them were sent, on the clock of {@link System#nanoTime}. Written by one thread; who
 * has seen that it is {@link #complete} may read it.
 */
final class Arrivals {
    private final long[] nanos;
    private volatile int count;

    Arrivals(int machines) {
        nanos = new long[machines];
    }

    /** For the one thread that writes. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void at(long now) {
        if (count < nanos.length) {
            nanos[count] = now;
            count++;
        }
    }

    int count() {
        return count;
    }

    boolean complete() {
        return count == nanos.length;
    }

    /** The first, or the last: milliseconds after some time. */
    double millis(double share, long since) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(share * count) - 1;
        return (sorted[Math.max(0, index)] - since) / 1e6;
    }
}
