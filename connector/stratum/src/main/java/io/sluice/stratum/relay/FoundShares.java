package io.sluice.stratum.relay;

import java.util.Arrays;

/**
 * The shares already found for a job, so that none counts twice. A share is known by 64 bits of its own hash: of a
 * million shares, two different ones agree in these once in ten million jobs. An open-addressed set of longs.
 */
final class FoundShares {
    /** Shares remembered for one job. */
    private static final int MOST = 1 << 20;
    /** Those that no pool wants are remembered up to here: they cost their machine next to nothing, and room for all. */
    private static final int MOST_EASY = 1 << 15;

    private long[] table = new long[16];
    private int size;
    private boolean holdsZero;

    boolean isFull() {
        return size >= MOST;
    }

    /** Whether there is room left for a share that the pool would not take. */
    boolean takesEasy() {
        return size < MOST_EASY;
    }

    /** Adds a share's hash; returns false when it was there. */
    boolean add(byte[] hash) {
        long key = 0;
        // The first bytes: the last ones are the zeros that make it a share.
        for (int i = 0; i < 8; i++) {
            key = (key << 8) | (hash[i] & 0xff);
        }
        if (key == 0) {
            boolean fresh = !holdsZero;
            holdsZero = true;
            return fresh;
        }
        if (size * 2 >= table.length) {
            grow();
        }
        return insert(key);
    }

    private boolean insert(long key) {
        int mask = table.length - 1;
        int at = (int) (key ^ key >>> 32) & mask;
        while (table[at] != 0) {
            if (table[at] == key) {
                return false;
            }
            at = at + 1 & mask;
        }
        table[at] = key;
        size++;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        size = 0;
        Arrays.stream(old).filter(key -> key != 0).forEach(this::insert);
    }
}
