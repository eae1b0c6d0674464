package io.sluice.stratum.relay;

/**
 * A machine's own difficulty, a power of two that follows its speed so that it sends about the wanted number of shares
 * a minute. It is never above the pool's: a share that the pool would take is never missed, and what lies between the two
 * tells health and hashrate at no cost to anybody. Single-threaded.
 */
final class DifficultySteering {
    /** Shares after which the speed is judged anew, and the time after which it is even without. */
    private static final int SHARES = 16;

    private static final long MILLIS = 30_000;

    private final int sharesPerMinute;
    private int leastExponent;
    private int wanted = Integer.MAX_VALUE;
    private int shares;
    private double work;
    private long sinceMillis;

    /** @param sharesPerMinute 0: the pool's difficulty always */
    DifficultySteering(int sharesPerMinute, long nowMillis) {
        this.sharesPerMinute = sharesPerMinute;
        this.leastExponent = Integer.MIN_VALUE;
        this.sinceMillis = nowMillis;
    }

    /** The machine wants no difficulty below this one. */
    void atLeast(int exponent) {
        leastExponent = exponent;
    }

    /** The machine suggested a difficulty to begin with. */
    void suggest(int exponent) {
        if (sharesPerMinute > 0) {
            wanted = exponent;
        }
    }

    /** Exponent of the machine's difficulty on a job of a pool's difficulty. */
    int exponent(int poolExponent) {
        return Math.min(poolExponent, Math.max(leastExponent, wanted));
    }

    void share(double difficulty) {
        shares++;
        work += difficulty;
    }

    /** A new job for another pool: what is measured goes on, the present difficulty may not have been its choice. */
    boolean judgeable(long nowMillis) {
        return sharesPerMinute > 0 && (shares >= SHARES || nowMillis - sinceMillis >= MILLIS);
    }

    /**
     * Judges the speed.
     *
     * @return whether the machine's difficulty on such a job is now another
     */
    boolean judge(long nowMillis, int poolExponent) {
        double minutes = Math.max(1, nowMillis - sinceMillis) / 60_000.0;
        int before = exponent(poolExponent);
        // Silence for t at a difficulty says no more than that its shares come rarer than one in t.
        double seen = shares == 0 ? 0.5 * Math.scalb(1.0, before) : work;
        double ideal = seen / minutes / sharesPerMinute;
        int exponent = Math.getExponent(ideal);
        // A band of one and a half either way, or the noise of a few shares would turn it to and fro.
        if (ideal > 1.5 * Math.scalb(1.0, before + 1) || ideal < Math.scalb(1.0, before) / 1.5) {
            wanted = exponent;
        }
        shares = 0;
        work = 0;
        sinceMillis = nowMillis;
        return exponent(poolExponent) != before;
    }
}
