package io.sluice.stratum.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DifficultyTest {
    @Test
    void isEqualHoweverItIsWritten() {
        assertThat(Difficulty.of("1024.00"))
                .isEqualTo(Difficulty.of("1.024e3"))
                .hasSameHashCodeAs(Difficulty.powerOfTwo(10))
                .hasToString("1024");
        assertThat(Difficulty.of("1e3")).hasToString("1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "-0.5", "1e-13", "1e31", "1e999999999", "1e-999999999", "NaN", "Infinity", "", "0x10"
            })
    void refusesWhatNoPoolCanMean(String text) {
        assertThatThrownBy(() -> Difficulty.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesBothEndsOfItsRange() {
        assertThat(Difficulty.powerOfTwo(-40).value()).isEqualByComparingTo("9.094947017729282379150390625e-13");
        assertThat(Difficulty.powerOfTwo(100).value()).isEqualByComparingTo("1267650600228229401496703205376");
        assertThatThrownBy(() -> Difficulty.powerOfTwo(-41)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Difficulty.powerOfTwo(101)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "1.999,0", "2,1", "0.5,-1", "0.75,-1", "65536,16", "65535.9,15", "0.99999999999999999,0"})
    void roundsDownToAPowerOfTwoOnTheDouble(String text, int exponent) {
        assertThat(Difficulty.of(text).floorExponent()).isEqualTo(exponent);
    }

    @Property
    void aPowerOfTwoIsItsOwnFloor(@ForAll @IntRange(min = -40, max = 100) int exponent) {
        assertThat(Difficulty.powerOfTwo(exponent).floorExponent()).isEqualTo(exponent);
        assertThat(Difficulty.powerOfTwo(exponent).asDouble()).isEqualTo(Math.scalb(1.0, exponent));
    }

    @Test
    void aShareStandsForExactlyItsDifficultyTimes2To32() {
        assertThat(Difficulty.of("0.1").work().hashes()).isEqualByComparingTo("429496729.6");
        assertThat(Difficulty.powerOfTwo(-20).work().hashes()).isEqualByComparingTo("4096");
    }

    @Test
    void targetOfDifficulty1IsTheOneOfTheFirstBlock() {
        BigInteger first = Target.ofCompactBits(0x1d00ffff).value();
        assertThat(Difficulty.of("1").target().value())
                .isEqualTo(first)
                .isEqualTo(BigInteger.valueOf(0xFFFF).shiftLeft(208));
        assertThat(Difficulty.of("1").target())
                .hasToString("00000000ffff0000000000000000000000000000000000000000000000000000");
        assertThat(Difficulty.of("2").target().value()).isEqualTo(first.shiftRight(1));
        assertThat(Difficulty.of("0.5").target().value()).isEqualTo(first.shiftLeft(1));
        assertThat(Difficulty.of("65536").target().value()).isEqualTo(first.shiftRight(16));
        assertThat(Difficulty.powerOfTwo(-20).target().value()).isEqualTo(first.shiftLeft(20));
        assertThat(Difficulty.of("1e3").target().value()).isEqualTo(first.divide(BigInteger.valueOf(1_000)));
        assertThat(Difficulty.of("0.3").target().value())
                .isEqualTo(first.multiply(BigInteger.TEN).divide(BigInteger.valueOf(3)));
    }

    @Test
    void targetNeverNeedsMoreThan256Bits() {
        assertThat(Difficulty.powerOfTwo(-40).target().value())
                .isEqualTo(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    }

    @Property
    void targetIsTheLargestWhoseDifficultyIsEnough(
            @ForAll @BigRange(min = "0.000001", max = "100000000000000") @Scale(9) BigDecimal value) {
        BigInteger target = Difficulty.of(value).target().value();
        BigDecimal first = new BigDecimal(BigInteger.valueOf(0xFFFF).shiftLeft(208));
        assertThat(new BigDecimal(target).multiply(value)).isLessThanOrEqualTo(first);
        assertThat(new BigDecimal(target.add(BigInteger.ONE)).multiply(value)).isGreaterThan(first);
    }
}
