package io.sluice.bench.farm;

import java.util.Optional;

/**
 * What there is to say of Sluice only.
 *
 * @param side what compares with machines straight at the pool
 * @param startSeconds from the start of the process until it was ready, with an empty folder
 * @param residentEmpty bytes in main memory before the first machine came
 * @param residentConnected the same with all machines connected and nothing sent by them yet
 * @param residentAtEnd the same when everything had been measured
 * @param dropped machines whose connection Sluice ended
 * @param exact whether machines, pool and ledger counted the same number of shares
 * @param change what becomes of the machines when they go to another sub-account, and after a restart
 */
record Through(
        Side side,
        double startSeconds,
        long residentEmpty,
        long residentConnected,
        long residentAtEnd,
        int dropped,
        boolean exact,
        Optional<Change> change) {
    /**
     * Everybody at once.
     *
     * @param switchMillis from the first machine that had a job of the other sub-account to the last
     * @param askedMillis from the request that paused the first sub-account to the last
     * @param restartSeconds from the start of the process until it was ready again
     * @param backSeconds from then until all machines were at work
     * @param logins that the pool saw because of the restart
     */
    record Change(double switchMillis, double askedMillis, double restartSeconds, double backSeconds, long logins) {}
}
