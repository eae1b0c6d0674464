package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class FormTest {
    private static final Set<String> TOGETHER = Set.of("amount", "unit");

    private final Form opened = Form.change("alice")
            .with("note", "old")
            .with("paused", false)
            .with("amount", "5")
            .with("unit", "HASHES");

    @Test
    void whatWasLeftAsItWasTakesWhatIsStored() {
        Form stored = Form.change("alice")
                .with("note", "somebody else's")
                .with("paused", true)
                .with("amount", "7")
                .with("unit", "HASHES");
        Form typed = Form.change("alice")
                .with("note", "mine")
                .with("paused", false)
                .with("amount", "5")
                .with("unit", "HASHES");
        Form over = typed.over(opened, stored, TOGETHER);
        assertThat(over.name()).isEqualTo("alice");
        assertThat(over.text("note")).isEqualTo("mine");
        assertThat(over.truth("paused")).isTrue();
        assertThat(over.text("amount")).isEqualTo("7");
    }

    @Test
    void whatMeansSomethingTogetherOnlyIsTypedTogether() {
        Form stored = Form.change("alice").with("amount", "7").with("unit", "HASHES");
        Form typed = Form.change("alice").with("amount", "5").with("unit", "PETAHASH_DAYS");
        Form over = typed.over(opened, stored, TOGETHER);
        assertThat(over.text("amount")).isEqualTo("5");
        assertThat(over.text("unit")).isEqualTo("PETAHASH_DAYS");
    }

    @Test
    void aPasswordIsAlwaysTheOneThatWasTyped() {
        Form over = Form.change("alice")
                .with("password", "  secret ")
                .over(opened, Form.change("alice").with("password", "other"), TOGETHER);
        assertThat(over.untouched("password")).isEqualTo("  secret ");
    }
}
