package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What may be planned with of a machine. */
class RosterMachineTest {
    @Test
    void aHealthyMachineCountsAsItsStandardWhateverItsMeasureWavers() {
        assertThat(healthy(100, 80).present()).isEqualTo(100);
        assertThat(healthy(100, 120).present()).isEqualTo(100);
        assertThat(healthy(100, 0).present()).isEqualTo(100);
    }

    @Test
    void aStandardFarBelowWhatItDoesHidesNoHashrate() {
        assertThat(healthy(100, 200).present()).isEqualTo(200);
        assertThat(healthy(100, 200).expected())
                .as("what is missed when it fails")
                .isEqualTo(100);
    }

    private static RosterMachine healthy(double standard, double measured) {
        return new RosterMachine(
                "m", "default", false, Health.HEALTHY, Instant.EPOCH, false, OptionalDouble.of(standard), measured);
    }
}
