package io.sluice.stratum.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TargetTest {
    @Property
    void comparesAsAnUnsignedLittleEndianNumber(
            @ForAll @Size(32) byte[] hash, @ForAll @IntRange(min = -39, max = 99) int exponent) {
        Target target = Difficulty.powerOfTwo(exponent).target();
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = hash[31 - i];
        }
        assertThat(target.isMetBy(hash)).isEqualTo(new BigInteger(1, bigEndian).compareTo(target.value()) <= 0);
    }

    @Test
    void aHashEqualToTheBoundMeetsItAndOneMoreDoesNot() {
        Target target = Target.ofCompactBits(0x1d00ffff);
        byte[] hash = new byte[32];
        hash[26] = (byte) 0xFF;
        hash[27] = (byte) 0xFF;
        assertThat(target.isMetBy(hash)).isTrue();
        hash[0] = 1;
        assertThat(target.isMetBy(hash)).isFalse();
    }

    @Test
    void compactBitsOfEverySize() {
        assertThat(Target.ofCompactBits(0x03123456).value()).isEqualTo(BigInteger.valueOf(0x123456));
        assertThat(Target.ofCompactBits(0x01123456).value()).isEqualTo(BigInteger.valueOf(0x12));
        // Bitcoin Core's regtest bound, src/kernel/chainparams.cpp
        assertThat(Target.ofCompactBits(0x207fffff).value())
                .isEqualTo(BigInteger.valueOf(0x7fffff).shiftLeft(232));
        assertThatThrownBy(() -> Target.ofCompactBits(0x04923456)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Target.ofCompactBits(0xff123456)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void targetsOfOneValueAreEqual() {
        assertThat(Target.ofCompactBits(0x1d00ffff))
                .isEqualTo(Difficulty.of("1").target())
                .hasSameHashCodeAs(Difficulty.of("1").target())
                .isNotEqualTo(Difficulty.of("2").target());
    }
}
