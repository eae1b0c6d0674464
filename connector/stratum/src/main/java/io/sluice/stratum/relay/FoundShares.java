package io.sluice.stratum.relay;

/**
 * The shares already found for a job, so that none counts twice. A share is known by 64 bits of its own hash: of a
 * million shares, two different ones agree in these once in ten million jobs.
 *
 * <p>An extendible hash table: the first bits of a hash say in which part it is, each part is an open-addressed set of longs, and
 * one that is full becomes two. So no share waits until hundreds of thousands have moved, and no array is so long that the
 * collector keeps it apart, with up to as much room again lost behind it.
 */
final class FoundShares {
    /** Shares remembered for one job. */
    private static final int MOST = 1 << 20;
    /** Those that no pool wants are remembered up to here: they cost their machine next to nothing, and room for all. */
    private static final int MOST_EASY = 1 << 15;

    /** How many are remembered for all jobs of a loop. */
    static final class Together {
        /** At 11 to 22 bytes each. A pool that wants shares that are so easy that this is too few gets no more of them. */
        private static final int MOST_TOGETHER = 1 << 21;

        private long size;

        boolean isFull() {
            return size >= MOST_TOGETHER;
        }
    }

    /** Numbers in a part, at most: 64 KiB. */
    private static final int LONGEST = 1 << 13;
    /** With a million shares there are ten or so. Who made shares on purpose that agree in more gets a longer part instead. */
    private static final int MOST_BITS = 14;

    /** Those hashes that agree in their first bits. */
    private static final class Part {
        /** How many bits that is. */
        private final int bits;

        private long[] table;
        private int size;

        Part(int bits, int length) {
            this.bits = bits;
            table = new long[length];
        }

        boolean isFull() {
            return 4 * size >= 3 * table.length;
        }

        boolean insert(long key) {
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

        void grow() {
            long[] old = table;
            table = new long[old.length * 2];
            size = 0;
            for (long key : old) {
                if (key != 0) {
                    insert(key);
                }
            }
        }
    }

    private final Together together;
    /** By the first {@link #bits} of a hash; a part that goes by fewer is there more than once. */
    private Part[] parts = {new Part(0, 16)};

    private int bits;
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
            parts = new Part[] {new Part(0, 16)};
            bits = 0;
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
        Part part = parts[place(key)];
        while (part.isFull()) {
            if (part.table.length < LONGEST || part.bits == MOST_BITS) {
                part.grow();
            } else {
                split(part);
                part = parts[place(key)];
            }
        }
        boolean fresh = part.insert(key);
        if (fresh) {
            size++;
            together.size++;
        }
        return fresh;
    }

    private int place(long key) {
        // Not by 64 bits at once, which Java takes for none.
        return (int) (key >>> 1 >>> (63 - bits));
    }

    private void split(Part part) {
        if (part.bits == bits) {
            Part[] twice = new Part[parts.length * 2];
            for (int i = 0; i < twice.length; i++) {
                twice[i] = parts[i / 2];
            }
            parts = twice;
            bits++;
        }
        // Each as long as it needs to be: hashes that were made to be alike all go one way.
        Part[] halves = {new Part(part.bits + 1, 16), new Part(part.bits + 1, 16)};
        int next = 63 - part.bits;
        for (long key : part.table) {
            if (key != 0) {
                Part half = halves[(int) (key >>> next) & 1];
                if (half.isFull()) {
                    half.grow();
                }
                half.insert(key);
            }
        }
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == part) {
                parts[i] = halves[(i >>> (bits - part.bits - 1)) & 1];
            }
        }
    }
}
