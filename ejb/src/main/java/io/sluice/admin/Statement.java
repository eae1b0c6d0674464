package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was done for a customer in a period, to be sent to him. Holds no password.
 *
 * @param pool the pool's name; empty when the sub-account has none any more
 * @param poolUser the sub-account's user name at the pool
 * @param days what was accepted on each UTC day of the period, by day; they add up to the period
 * @param rejections the pool's reasons for rejected shares, the most frequent first
 * @param madeAt when this was found to be so; a period that is not over goes on
 */
public record Statement(
        LedgerPeriod period,
        Optional<String> pool,
        String poolUser,
        List<Day> days,
        List<Rejection> rejections,
        Instant madeAt) {
    public Statement {
        days = List.copyOf(days);
        rejections = List.copyOf(rejections);
    }

    /**
     * One UTC day.
     *
     * @param start its first instant
     */
    public record Day(
            Instant start, BigDecimal hashes, long acceptedShares, long rejectedShares, long unansweredShares) {}

    /** A reason of the pool's, in its own words, and how many shares it had. */
    public record Rejection(String reason, long shares) {}

    /** Whether the period was over when this was made. */
    public boolean isFinal() {
        return period.end().filter(end -> !end.isAfter(madeAt)).isPresent();
    }
}
