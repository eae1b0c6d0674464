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
     * @param switches how often all machines went from one sub-account to the other
     * @param switchMillis from the first machine that had a job of the other sub-account to the last; median of the switches
     * @param worstSwitchMillis the same of the slowest switch
     * @param askedMillis from the request that paused or resumed a sub-account to the last; median
     * @param restartSeconds from the start of the process until it was ready again
     * @param backSeconds from then until all machines were at work
     * @param logins that the pool saw because of the restart
     */
    record Change(
            int switches,
            double switchMillis,
            double worstSwitchMillis,
            double askedMillis,
            double restartSeconds,
            double backSeconds,
            long logins) {}
}
