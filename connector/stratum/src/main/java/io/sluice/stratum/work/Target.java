package io.sluice.stratum.work;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;

/** The 256-bit bound that a header's hash, read as a little-endian number, must not exceed. */
public final class Target {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    private static final BigInteger OF_DIFFICULTY_1 = BigInteger.valueOf(0xFFFF).shiftLeft(208);

    /** The bound in four words, the most significant first, so that a hash is nearly always judged by one comparison. */
    private final long word3;

    private final long word2;
    private final long word1;
    private final long word0;

    private Target(BigInteger value) {
        word3 = value.shiftRight(192).longValue();
        word2 = value.shiftRight(128).longValue();
        word1 = value.shiftRight(64).longValue();
        word0 = value.longValue();
    }

    /** The bound of difficulty 1, 0xFFFF × 2^208, divided by the difficulty and rounded down; at most 2^256 - 1. */
    public static Target ofDifficulty(Difficulty difficulty) {
        BigDecimal divisor = difficulty.value();
        BigInteger ten = BigInteger.TEN.pow(Math.abs(divisor.scale()));
        BigInteger value = divisor.scale() >= 0
                ? OF_DIFFICULTY_1.multiply(ten).divide(divisor.unscaledValue())
                : OF_DIFFICULTY_1.divide(divisor.unscaledValue().multiply(ten));
        return new Target(value.min(LARGEST));
    }

    /**
     * The bound that a block header's compact form stands for.
     *
     * @throws IllegalArgumentException when it stands for a negative number or one of more than 256 bits
     */
    public static Target ofCompactBits(int nbits) {
        int bytes = nbits >>> 24;
        BigInteger mantissa = BigInteger.valueOf(nbits & 0x7F_FFFF);
        BigInteger value = mantissa.shiftLeft(8 * (bytes - 3));
        if (((nbits & 0x80_0000) != 0 && value.signum() != 0) || value.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException(
                    "nbits " + Integer.toHexString(nbits) + " is not the bound of any block");
        }
        return new Target(value);
    }

    /**
     * Whether a hash is within the bound.
     *
     * @param hash 32 bytes of a double SHA-256, as produced
     */
    public boolean isMetBy(byte[] hash) {
        int order = Long.compareUnsigned((long) LONGS.get(hash, 24), word3);
        if (order == 0) {
            order = Long.compareUnsigned((long) LONGS.get(hash, 16), word2);
        }
        if (order == 0) {
            order = Long.compareUnsigned((long) LONGS.get(hash, 8), word1);
        }
        if (order == 0) {
            order = Long.compareUnsigned((long) LONGS.get(hash, 0), word0);
        }
        return order <= 0;
    }

    public BigInteger value() {
        BigInteger value = BigInteger.ZERO;
        for (long word : new long[] {word3, word2, word1, word0}) {
            value = value.shiftLeft(64).or(new BigInteger(Long.toUnsignedString(word)));
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Target that
                && word3 == that.word3
                && word2 == that.word2
                && word1 == that.word1
                && word0 == that.word0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(word3 ^ word2 ^ word1 ^ word0);
    }

    /** The bound in 64 hexadecimal digits. */
    @Override
    public String toString() {
        return "%016x%016x%016x%016x".formatted(word3, word2, word1, word0);
    }
}
