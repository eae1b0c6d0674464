package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * One booking in the ledger: shares of one machine for one sub-account, as the pool judged them.
 *
 * @param sequence 1, 2, 3 … for each sub-account, without gaps
 * @param periodStart start of the standard's period that it counts for
 * @param from time of the first verdict
 * @param to time of the last verdict
 * @param hashes work of the accepted shares
 * @param accumulatedHashes work of the period up to and with this booking
 */
public record BookingView(
        String subAccount,
        long sequence,
        Instant periodStart,
        Optional<Instant> periodEnd,
        String machine,
        Instant from,
        Instant to,
        long acceptedShares,
        BigDecimal hashes,
        BigDecimal accumulatedHashes,
        long rejectedShares,
        long unansweredShares,
        boolean upToStandard) {}
