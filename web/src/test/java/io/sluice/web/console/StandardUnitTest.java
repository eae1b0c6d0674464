package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class StandardUnitTest {
    @Test
    void aPetahashForADayIsItsSecondsOfWork() {
        assertThat(StandardUnit.PETAHASH_DAYS.toHashes(new BigDecimal("1.5"), "ONCE"))
                .hasValueSatisfying(hashes -> assertThat(hashes).isEqualByComparingTo("1.296e20"));
    }

    @Test
    void anAverageCountsTheWholePeriod() {
        assertThat(StandardUnit.TERAHASH_AVERAGE.toHashes(BigDecimal.TEN, "PT12H"))
                .hasValueSatisfying(hashes -> assertThat(hashes).isEqualByComparingTo("4.32e17"));
        assertThat(StandardUnit.PETAHASH_AVERAGE.toHashes(BigDecimal.TEN, "DAILY"))
                .isEqualTo(StandardUnit.PETAHASH_DAYS.toHashes(BigDecimal.TEN, "DAILY"));
    }

    @Test
    void anAverageOverNoEndMeansNothing() {
        assertThat(StandardUnit.TERAHASH_AVERAGE.toHashes(BigDecimal.ONE, "ONCE"))
                .isEmpty();
        assertThat(StandardUnit.TERAHASH_AVERAGE.toHashes(BigDecimal.ONE, "P1Y"))
                .isEmpty();
        assertThat(StandardUnit.TERAHASH_AVERAGE.toHashes(BigDecimal.ONE, null)).isEmpty();
    }

    @Test
    void thereAndBackNothingIsLost() {
        for (StandardUnit unit : StandardUnit.values()) {
            for (String amount : new String[] {"1", "0.001", "123456789.123", "7e-9"}) {
                BigDecimal hashes = unit.toHashes(new BigDecimal(amount), "P7D").orElseThrow();
                assertThat(unit.exactly(hashes, "P7D"))
                        .as("%s %s", amount, unit)
                        .hasValueSatisfying(back -> assertThat(back).isEqualByComparingTo(amount));
            }
        }
    }

    @Test
    void whatCannotBeWrittenExactlyIsNotRoundedInSilence() {
        assertThat(StandardUnit.PETAHASH_DAYS.exactly(new BigDecimal("1e15"), "DAILY"))
                .isEmpty();
        assertThat(StandardUnit.PETAHASH_DAYS.about(new BigDecimal("1e15"), "DAILY"))
                .hasValueSatisfying(about -> assertThat(about).isEqualByComparingTo("0.00001157"));
    }
}
