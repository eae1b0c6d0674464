package io.sluice.stratum.relay;

/** Hashrate of one machine, measured on its good shares over the last five minutes. Single-threaded. */
final class HashrateMeter {
    private static final int BUCKETS = 10;
    private static final long BUCKET_MILLIS = 30_000;
    private static final double HASHES_PER_DIFFICULTY = 4_294_967_296.0;

    private final double[] difficulty = new double[BUCKETS];
    private final long startedMillis;
    private long bucket;
    private long lastShareMillis = -1;
    private double atLastShare;

    HashrateMeter(long nowMillis) {
        startedMillis = nowMillis;
        bucket = nowMillis / BUCKET_MILLIS;
    }

    void add(long nowMillis, double shareDifficulty) {
        turnTo(nowMillis);
        difficulty[(int) (bucket % BUCKETS)] += shareDifficulty;
        lastShareMillis = nowMillis;
        atLastShare = hashrate(nowMillis);
    }

    /** Hashes a second as they were at the last share, however long that is ago; 0 before the first. */
    double hashrateAtLastShare() {
        return atLastShare;
    }

    /** Hashes a second. */
    double hashrate(long nowMillis) {
        turnTo(nowMillis);
        double sum = 0;
        for (double d : difficulty) {
            sum += d;
        }
        long window = (BUCKETS - 1) * BUCKET_MILLIS + nowMillis % BUCKET_MILLIS;
        long measured = Math.max(1_000, Math.min(window, nowMillis - startedMillis));
        return sum * HASHES_PER_DIFFICULTY * 1_000 / measured;
    }

    /** Milliseconds of the loop's clock; -1 before the first share. */
    long lastShareMillis() {
        return lastShareMillis;
    }

    private void turnTo(long nowMillis) {
        long now = nowMillis / BUCKET_MILLIS;
        long from = Math.max(bucket + 1, now - BUCKETS + 1);
        for (long b = from; b <= now; b++) {
            difficulty[(int) (b % BUCKETS)] = 0;
        }
        bucket = Math.max(bucket, now);
    }
}
