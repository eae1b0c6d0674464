package io.sluice.evidence;

/** Rows of shares of three lengths, one after another, in which the bad ones are counted. */
final class Rows {
    /** The part of a machine's shares that may be bad. */
    static final double TOLERATED = 0.05;

    private static final int[] LENGTHS = {20, 200, 2_000};

    /** A job change can spoil some shares at once; that proves nothing. */
    private static final double LEAST_SECONDS = 60;

    private final long[] shares = new long[LENGTHS.length];
    private final long[] bad = new long[LENGTHS.length];
    private final double[] seconds = new double[LENGTHS.length];

    /** A row with improbably many bad shares. */
    record Badness(long bad, long shares, double seconds, double logProbability) {}

    /** Begins anew. */
    void clear() {
        for (int i = 0; i < LENGTHS.length; i++) {
            clear(i);
        }
    }

    /** @return a row that counts against the machine; null when there is none */
    Badness add(double moreSeconds, long moreShares, long moreBad, Significance significance) {
        Badness found = null;
        for (int i = 0; i < LENGTHS.length; i++) {
            shares[i] += moreShares;
            bad[i] += moreBad;
            seconds[i] += moreSeconds;
            if (shares[i] >= LENGTHS[i] && seconds[i] >= LEAST_SECONDS) {
                if (bad[i] > shares[i] * TOLERATED) {
                    double logProbability = Tail.binomialAtLeast(Math.min(bad[i], shares[i]), shares[i], TOLERATED);
                    if (logProbability <= significance.badShares(LENGTHS.length, seconds[i])) {
                        found = new Badness(bad[i], shares[i], seconds[i], logProbability);
                    }
                }
                clear(i);
            }
        }
        return found;
    }

    private void clear(int i) {
        shares[i] = 0;
        bad[i] = 0;
        seconds[i] = 0;
    }
}
