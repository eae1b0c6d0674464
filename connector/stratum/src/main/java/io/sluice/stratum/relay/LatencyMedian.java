package io.sluice.stratum.relay;

import java.util.Arrays;

/** Median of the last 63 answers' times, in milliseconds. Single-threaded. */
final class LatencyMedian {
    private final long[] last = new long[63];
    private int count;

    void add(long millis) {
        last[count++ % last.length] = millis;
    }

    /** 0 before the first. */
    double median() {
        int size = Math.min(count, last.length);
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(last, size);
        Arrays.sort(sorted);
        return sorted[size / 2];
    }
}
