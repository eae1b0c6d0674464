package io.sluice.web.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The units in which people say what is due to a sub-account. All of them are exact amounts of hashes. */
enum StandardUnit {
    /** 10^15 hashes a second for one day. */
    PETAHASH_DAYS(new BigDecimal("1e15").multiply(BigDecimal.valueOf(86_400))),
    /** 10^12 hashes a second on the average of the whole period. */
    TERAHASH_AVERAGE(null),
    /** 10^15 hashes a second on the average of the whole period. */
    PETAHASH_AVERAGE(null),
    HASHES(BigDecimal.ONE);

    /** More digits than this are nobody's intention; the amount is shown in hashes then. */
    private static final int DIGITS = 15;

    private final BigDecimal hashes;

    StandardUnit(BigDecimal hashes) {
        this.hashes = hashes;
    }

    /** How many hashes one is; empty when that depends on how long a period is, and it has no length. */
    Optional<BigDecimal> hashes(String period) {
        return switch (this) {
            case PETAHASH_DAYS, HASHES -> Optional.of(hashes);
            case TERAHASH_AVERAGE -> seconds(period).map(new BigDecimal("1e12")::multiply);
            case PETAHASH_AVERAGE -> seconds(period).map(new BigDecimal("1e15")::multiply);
        };
    }

    /** An amount in this unit as hashes. */
    Optional<BigDecimal> toHashes(BigDecimal amount, String period) {
        return hashes(period).map(amount::multiply);
    }

    /** Hashes in this unit; empty when that cannot be written exactly with a few digits. */
    Optional<BigDecimal> exactly(BigDecimal amount, String period) {
        return hashes(period).flatMap(one -> {
            BigDecimal rounded =
                    amount.divide(one, new MathContext(this == HASHES ? 0 : DIGITS, RoundingMode.HALF_EVEN));
            return rounded.multiply(one).compareTo(amount) == 0
                    ? Optional.of(rounded.stripTrailingZeros())
                    : Optional.empty();
        });
    }

    /** Hashes in this unit, rounded for reading. */
    Optional<BigDecimal> about(BigDecimal amount, String period) {
        return hashes(period).map(one -> amount.divide(one, new MathContext(4, RoundingMode.HALF_EVEN)));
    }

    /** The seconds of a period; empty when it never ends or cannot be read. */
    static Optional<BigDecimal> seconds(String period) {
        if (period == null || period.equals("ONCE")) {
            return Optional.empty();
        }
        if (period.equals("DAILY")) {
            return Optional.of(BigDecimal.valueOf(86_400));
        }
        try {
            Duration length = Duration.parse(period);
            return length.isNegative() || length.isZero()
                    ? Optional.empty()
                    : Optional.of(BigDecimal.valueOf(length.getSeconds()).add(BigDecimal.valueOf(length.getNano(), 9)));
        } catch (DateTimeParseException e) {
            // What is wrong with it is said when it is stored.
            return Optional.empty();
        }
    }
}
