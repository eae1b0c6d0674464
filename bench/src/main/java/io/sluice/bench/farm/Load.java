package io.sluice.bench.farm;

import java.io.IOException;

/**
 * Shares at a rate, and what they cost.
 *
 * @param rate what was sent and answered
 * @param processorSeconds processor time for each 1,000 shares of who answers the machines, what it does at rest and what
 *     it books until the last answer included
 * @param bookedAfterSeconds from the last answer until the ledger had all shares; 0 where there is no ledger
 */
record Load(Farm.Rate rate, double processorSeconds, double bookedAfterSeconds) {
    /** As pools have it; the shares of one job that are remembered, to know a duplicate, are not without end. */
    private static final int JOB_SECONDS = 20;

    /** Waits until all is booked. */
    interface Ledger {
        void awaitBooked() throws IOException, InterruptedException;
    }

    static Load measure(
            PoolProcess pool, Farm farm, FanOut.Meter meter, Ledger ledger, double perSecond, double seconds)
            throws IOException, InterruptedException {
        long before = meter.read().processorNanos();
        Farm.Rate rate;
        PoolProcess.Jobs jobs = pool.jobsEvery(JOB_SECONDS);
        try {
            rate = farm.send(perSecond, seconds);
        } finally {
            jobs.close();
        }
        double processor = (meter.read().processorNanos() - before) / 1e6 / rate.sent();
        long answered = System.nanoTime();
        ledger.awaitBooked();
        return new Load(rate, processor, (System.nanoTime() - answered) / 1e9);
    }

    /** A percentile of the round trips in milliseconds. */
    double roundTrip(double percentile) {
        return rate.roundTrips().getValueAtPercentile(percentile) / 1e6;
    }
}
