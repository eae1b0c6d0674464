package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void readsEachHoweverItIsWritten() {
        assertThat(Policy.parse(" sequential ")).isEqualTo(Policy.SEQUENTIAL);
        assertThat(Policy.parse("Steady")).isEqualTo(Policy.STEADY);
        assertThat(Policy.parse("WEIGHTED")).isEqualTo(Policy.WEIGHTED);
    }

    @Test
    void saysWhatToChooseInstead() {
        assertThatThrownBy(() -> Policy.parse("fair"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fair' is not a policy; choose one of: SEQUENTIAL, STEADY, WEIGHTED.");
    }
}
