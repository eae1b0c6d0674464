package io.sluice.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TailTest {
    private static final MathContext DIGITS = new MathContext(60);

    @ParameterizedTest
    @CsvSource({
        "0, 0.001",
        "0, 16",
        "0, 700",
        "1, 0.5",
        "3, 40",
        "12, 12",
        "19, 60",
        "20, 60",
        "21, 60",
        "100, 99.5",
        "400, 600",
        "1000, 1000",
        "1800, 2000",
        "5, 1"
    })
    void thePoissonTailIsThatOfTheExactSum(int n, String mean) {
        assertThat(Tail.poissonAtMost(n, Double.parseDouble(mean)))
                .isCloseTo(ln(exactPoisson(n, new BigDecimal(mean))), Percentage.withPercentage(1e-9));
    }

    @Test
    void itHoldsWhereNoNumberIsSmallEnough() {
        // ln P(N ≤ 0) is minus the mean, whatever that is.
        assertThat(Tail.poissonAtMost(0, 1e6)).isEqualTo(-1e6);
        assertThat(Tail.poissonAtMost(-1, 5)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Tail.poissonAtMost(3, 0)).isZero();
    }

    @Test
    void aMillionIsNearTheNormalDistribution() {
        // Half a share more for continuity; at one standard error below the mean, Φ(-1).
        assertThat(Math.exp(Tail.poissonAtMost(998_999, 1e6))).isCloseTo(0.15854, Offset.offset(2e-4));
        assertThat(Math.exp(Tail.poissonAtMost(1_000_000, 1e6))).isCloseTo(0.50027, Offset.offset(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"1, 20, 0.05", "10, 20, 0.05", "20, 20, 0.05", "40, 200, 0.05", "101, 2000, 0.05", "400, 2000, 0.05"})
    void theBinomialTailIsThatOfTheExactSum(int k, int n, String p) {
        BigDecimal success = new BigDecimal(p);
        BigDecimal failure = BigDecimal.ONE.subtract(success);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal choose = BigDecimal.ONE;
        for (int i = 0; i <= n; i++) {
            if (i >= k) {
                sum = sum.add(choose.multiply(success.pow(i, DIGITS)).multiply(failure.pow(n - i, DIGITS)), DIGITS);
            }
            choose = choose.multiply(BigDecimal.valueOf(n - i)).divide(BigDecimal.valueOf(i + 1), DIGITS);
        }
        assertThat(Tail.binomialAtLeast(k, n, Double.parseDouble(p)))
                .isCloseTo(ln(sum), Percentage.withPercentage(1e-8));
    }

    @Test
    void whatCannotBeIsImpossibleAndWhatMustBeIsCertain() {
        assertThat(Tail.binomialAtLeast(0, 10, 0.05)).isZero();
        assertThat(Tail.binomialAtLeast(11, 10, 0.05)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    private static BigDecimal exactPoisson(int n, BigDecimal mean) {
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k <= n; k++) {
            term = term.multiply(mean).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term);
        }
        return sum.divide(exp(mean), DIGITS);
    }

    private static BigDecimal exp(BigDecimal x) {
        BigDecimal part = x.divide(BigDecimal.valueOf(1024), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 100; k++) {
            term = term.multiply(part).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term);
        }
        return sum.pow(1024, new MathContext(80));
    }

    private static double ln(BigDecimal number) {
        int power = number.precision() - number.scale();
        return Math.log(number.movePointLeft(power).doubleValue()) + power * Math.log(10);
    }
}
