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

    /** How many are remembered for all jobs of a loop. */
    static final class Together {
        /** At 16 to 32 bytes each. A pool that wants shares that are so easy that this is too few gets no more of them. */
        private static final int MOST_TOGETHER = 1 << 21;

        private long size;

        boolean isFull() {
            return size >= MOST_TOGETHER;
        }
    }

    private final Together together;
    private long[] table = new long[16];
    private int size;
    private int holders;
    private boolean holdsZero;

    FoundShares(Together together) {
        this.together = together;
    }

    boolean isFull() {
        return size >= MOST;
    }

    /** By one more id of the job. */
    void held() {
        holders++;
    }

    /** One id of the job is over; with the last one all is forgotten. */
    void letGo() {
        if (--holders == 0) {
            together.size -= size;
            table = new long[16];
            size = 0;
        }
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
        boolean fresh = insert(key);
        if (fresh) {
            together.size++;
        }
        return fresh;
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
