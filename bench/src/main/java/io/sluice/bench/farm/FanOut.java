package io.sluice.bench.farm;

import io.sluice.bench.load.EasyPool;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How clean jobs spread, one after the other, while nothing else is to be done.
 *
 * @param jobs how many were sent
 * @param halfMillis from the pool's first byte until half of the machines had the job; median of the jobs
 * @param lastMillis the same until the last machine had it
 * @param worstMillis the same of the slowest job
 * @param processorMillis processor time for each job of who sends it to the machines, what it does at rest included
 */
record FanOut(int jobs, double halfMillis, double lastMillis, double worstMillis, double processorMillis) {
    private static final long PAUSE_MILLIS = 250;
    private static final int PATIENCE_SECONDS = 30;

    /** Something that has used processor time until now. */
    interface Meter {
        Usage read() throws IOException;
    }

    static FanOut measure(PoolProcess pool, Farm farm, Meter meter, int jobs) throws IOException, InterruptedException {
        double[] half = new double[jobs];
        double[] last = new double[jobs];
        long before = meter.read().processorNanos();
        for (int i = 0; i < jobs; i++) {
            EasyPool.Sent sent = pool.job(true);
            Arrivals arrivals = farm.job(sent.number());
            farm.await("all machines have the job", PATIENCE_SECONDS, arrivals::complete);
            half[i] = arrivals.millis(0.5, sent.begun());
            last[i] = arrivals.millis(1, sent.begun());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        double processor = (meter.read().processorNanos() - before) / 1e6 / jobs;
        Arrays.sort(half);
        Arrays.sort(last);
        return new FanOut(jobs, half[jobs / 2], last[jobs / 2], last[jobs - 1], processor);
    }
}
