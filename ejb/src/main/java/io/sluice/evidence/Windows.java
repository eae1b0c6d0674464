package io.sluice.evidence;

/**
 * Windows of doubling length over the last working time, each seen at a few checkpoints: a machine that is dead shows in the
 * short ones at once, one that is a little weak in the long ones. Bounded: {@value #LEVELS} lengths of
 * {@value #STEPS} checkpoints each.
 */
final class Windows {
    /** From a minute to 18 hours. */
    static final int LEVELS = 11;

    static final int STEPS = 4;

    /** Seconds between checkpoints of the shortest window, which is long enough to forgive a line that hangs a while. */
    static final double SHORTEST_STEP = 16;

    private final int[] shares = new int[LEVELS * STEPS];
    private final double[] exposures = new double[LEVELS * STEPS];
    private final float[] times = new float[LEVELS * STEPS];

    private long tick;
    private double seconds;
    private double sinceTick;
    private int sharesNow;
    private double exposureNow;

    /** What was found in a window that is improbable. */
    record Weakness(long shares, double exposure, double seconds, double logProbability) {}

    Windows() {
        clear();
    }

    /** Begins anew. */
    void clear() {
        tick = 0;
        seconds = 0;
        sinceTick = 0;
        sharesNow = 0;
        exposureNow = 0;
        for (int level = 0; level < LEVELS; level++) {
            mark(level * STEPS);
        }
    }

    /**
     * Adds what was found in some working time and looks at those windows whose time has come.
     *
     * @param standard hashes a second; 0 when there is none
     * @return the most improbable of those that count; null when none does
     */
    Weakness add(double moreSeconds, long moreShares, double exposure, double standard, Significance significance) {
        seconds += moreSeconds;
        sinceTick += moreSeconds;
        sharesNow += (int) moreShares;
        exposureNow += exposure;
        if (sinceTick < SHORTEST_STEP) {
            return null;
        }
        sinceTick = 0;
        tick++;
        Weakness found = null;
        for (int level = 0; level < LEVELS && tick % (1L << level) == 0; level++) {
            long step = tick >> level;
            int at = level * STEPS + (int) (step % STEPS);
            if (step >= STEPS && standard > 0) {
                Weakness weakness = weakness(at, level, standard, significance);
                if (weakness != null && (found == null || weakness.logProbability() < found.logProbability())) {
                    found = weakness;
                }
            }
            mark(at);
        }
        return found;
    }

    private Weakness weakness(int at, int level, double standard, Significance significance) {
        int found = sharesNow - shares[at];
        double exposure = exposureNow - exposures[at];
        double expected = standard * exposure;
        if (found >= expected) {
            return null;
        }
        double bound = significance.window(LEVELS, SHORTEST_STEP * (1L << level));
        double logProbability = Tail.poissonAtMost(found, expected);
        return logProbability > bound ? null : new Weakness(found, exposure, seconds - times[at], logProbability);
    }

    private void mark(int at) {
        shares[at] = sharesNow;
        exposures[at] = exposureNow;
        times[at] = (float) seconds;
    }
}
