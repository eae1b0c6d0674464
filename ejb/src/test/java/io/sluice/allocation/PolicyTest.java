package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PolicyTest {
    @Test
    void readsWhatIsAvailable() {
        assertThat(Policy.parse(" sequential ")).isEqualTo(Policy.SEQUENTIAL);
        assertThat(Policy.available()).containsExactly(Policy.SEQUENTIAL);
    }

    @Test
    void saysWhatToChooseInstead() {
        assertThatThrownBy(() -> Policy.parse("STEADY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Policy STEADY is not available in this version; choose one of: SEQUENTIAL.");
        assertThatThrownBy(() -> Policy.parse("fair"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fair' is not a policy; choose one of: SEQUENTIAL.");
    }
}
