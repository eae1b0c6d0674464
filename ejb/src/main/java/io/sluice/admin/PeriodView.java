package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A period of a sub-account's standard, running or over.
 *
 * @param end empty when it never ends
 * @param standardHashes work that was due; empty for the surplus account
 * @param accumulatedHashes work that the pool accepted
 * @param upToStandardAt when the standard was met; empty when it was not
 */
public record PeriodView(
        Instant start,
        Optional<Instant> end,
        Optional<BigDecimal> standardHashes,
        BigDecimal accumulatedHashes,
        long acceptedShares,
        long rejectedShares,
        long unansweredShares,
        Optional<Instant> upToStandardAt) {}
