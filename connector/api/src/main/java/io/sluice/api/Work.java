package io.sluice.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Objects;

/**
 * Hashes stood for by accepted shares: computing capability accumulated. An exact decimal; never floating point.
 *
 * @param hashes number of hashes, zero or more
 */
public record Work(BigDecimal hashes) implements Comparable<Work> {
    /** Hashes that one share of difficulty 1 stands for, by the convention of every pool's own figures: 2^32. */
    public static final BigDecimal HASHES_PER_DIFFICULTY = BigDecimal.valueOf(1L << 32);

    /** As many as a long has room for. */
    private static final int ZEROS = 18;

    private static final BigInteger MANY_ZEROS = BigInteger.TEN.pow(ZEROS);

    public static final Work ZERO = new Work(BigDecimal.ZERO);

    public Work {
        Objects.requireNonNull(hashes, "hashes");
        if (hashes.signum() < 0) {
            throw new IllegalArgumentException("work is never negative: " + hashes);
        }
        hashes = hashes.signum() == 0 ? BigDecimal.ZERO : stripped(hashes);
    }

    /** Without zeros at its end. A column of the database adds forty behind the point, which BigDecimal takes off one by one. */
    private static BigDecimal stripped(BigDecimal value) {
        BigDecimal shorter = value;
        while (shorter.scale() >= ZEROS && shorter.precision() > ZEROS) {
            BigInteger[] parts = shorter.unscaledValue().divideAndRemainder(MANY_ZEROS);
            if (parts[1].signum() != 0) {
                break;
            }
            shorter = new BigDecimal(parts[0], shorter.scale() - ZEROS);
        }
        return shorter.stripTrailingZeros();
    }

    /** The work that one accepted share of a pool's difficulty stands for: difficulty × 2^32. */
    public static Work ofShare(BigDecimal difficulty) {
        return new Work(difficulty.multiply(HASHES_PER_DIFFICULTY));
    }

    public static Work sum(Collection<Work> parts) {
        return parts.stream().reduce(ZERO, Work::plus);
    }

    public Work plus(Work more) {
        return new Work(hashes.add(more.hashes));
    }

    public Work times(long shares) {
        return new Work(hashes.multiply(BigDecimal.valueOf(shares)));
    }

    /** What is left of this work after the other was done; zero when the other is more. */
    public Work minus(Work done) {
        return done.compareTo(this) >= 0 ? ZERO : new Work(hashes.subtract(done.hashes));
    }

    public boolean isZero() {
        return hashes.signum() == 0;
    }

    @Override
    public int compareTo(Work other) {
        return hashes.compareTo(other.hashes);
    }

    @Override
    public String toString() {
        return hashes.toPlainString() + " hashes";
    }
}
