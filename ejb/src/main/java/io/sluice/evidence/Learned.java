package io.sluice.evidence;

/**
 * What a machine did over a long time in which nothing was proven against it.
 *
 * @param hashrate hashes a second
 * @param shares how many shares it was learned from, the older ones counted less, and no more than one in six seconds: the
 *     first minutes say little of a machine, however many shares it finds in them
 */
public record Learned(double hashrate, double shares) {
    /** Seconds of work after which a share counts half. */
    private static final double HALF_LIFE = 10 * 86_400.0;

    private static final double SECONDS_A_SHARE = 6;

    /** What an ordinary machine's hashrate swings with the weather. */
    private static final double SWING = 0.05;

    /** The standard errors that what was learned from few shares may be too high. */
    private static final double DOUBT = 2.5;

    public Learned {
        if (!(hashrate > 0 && hashrate < Double.POSITIVE_INFINITY && shares > 0)) {
            throw new IllegalArgumentException("nothing is learned from " + shares + " shares at " + hashrate);
        }
    }

    /** The hashrate that it may be held to. */
    double floor() {
        return hashrate * Math.max(0.1, 1 - SWING - DOUBT / Math.sqrt(shares));
    }

    /** From a machine's first healthy work. */
    static Learned of(long shares, double exposure, double seconds) {
        return new Learned(shares / exposure, weight(shares, seconds));
    }

    /** With some more work in which nothing was proven. */
    Learned and(long moreShares, double exposure, double seconds) {
        double kept = shares * Math.pow(0.5, seconds / HALF_LIFE);
        double more = weight(moreShares, seconds);
        double all = kept + more;
        return new Learned(all / (kept / hashrate + more * exposure / moreShares), all);
    }

    static double weight(long shares, double seconds) {
        return Math.min((double) shares, seconds / SECONDS_A_SHARE);
    }
}
