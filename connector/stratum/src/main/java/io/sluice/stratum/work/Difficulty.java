package io.sluice.stratum.work;

import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool.SetDifficulty;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How hard a share is to find: an exact decimal between 2^-40 and 2^100. A share of difficulty 1 takes 2^32 hashes, by
 * the convention of the field. Two difficulties of the same value are equal, however they were written.
 */
public final class Difficulty implements Comparable<Difficulty> {
    private static final int LEAST_EXPONENT = -40;
    private static final int MOST_EXPONENT = 100;

    /** Kept, as each machine is told one of these with its first job, and to divide one by it takes longer than all the rest. */
    private static final Difficulty[] POWERS_OF_TWO = IntStream.rangeClosed(LEAST_EXPONENT, MOST_EXPONENT)
            .mapToObj(exponent -> {
                BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(exponent)));
                return of(exponent < 0 ? BigDecimal.ONE.divide(power) : power);
            })
            .toArray(Difficulty[]::new);

    private final BigDecimal value;

    private Difficulty(BigDecimal value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException unless the value is between 2^-40 and 2^100 */
    public static Difficulty of(BigDecimal value) {
        SetDifficulty.checked(value);
        return new Difficulty(value.stripTrailingZeros());
    }

    /**
     * Reads a decimal such as {@code 65536}, {@code 0.5} or {@code 1e-3}.
     *
     * @throws IllegalArgumentException unless it is a decimal between 2^-40 and 2^100
     */
    public static Difficulty of(String text) {
        Objects.requireNonNull(text, "text");
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a difficulty is a decimal number such as 65536 or 0.5", e);
        }
        return of(value);
    }

    /** @throws IllegalArgumentException unless the exponent is between -40 and 100 */
    public static Difficulty powerOfTwo(int exponent) {
        if (exponent < LEAST_EXPONENT || exponent > MOST_EXPONENT) {
            throw new IllegalArgumentException("a difficulty is between 2^-40 and 2^100, not 2^" + exponent);
        }
        return POWERS_OF_TWO[exponent - LEAST_EXPONENT];
    }

    public BigDecimal value() {
        return value;
    }

    public double asDouble() {
        return value.doubleValue();
    }

    /**
     * The largest e with 2^e ≤ value, worked out on the double, which is how pools come by their decimals: what a pool
     * prints as 0.99999999999999999 was 1.
     */
    public int floorExponent() {
        return Math.getExponent(asDouble());
    }

    /** Hashes that one share of this difficulty stands for. */
    public Work work() {
        return Work.ofShare(value);
    }

    /** The bound that a share's hash must not exceed. */
    public Target target() {
        return Target.ofDifficulty(this);
    }

    @Override
    public int compareTo(Difficulty other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Difficulty that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
