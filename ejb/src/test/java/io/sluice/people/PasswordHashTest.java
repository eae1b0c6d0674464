package io.sluice.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordHashTest {
    @Test
    void onlyThePasswordItselfIsRight() {
        PasswordHash stored =
                PasswordHash.parse(PasswordHash.of("correct horse").text());
        assertThat(stored.matches("correct horse")).isTrue();
        assertThat(stored.matches("correct hors")).isFalse();
        assertThat(stored).asString().doesNotContain("correct");
    }

    @Test
    void nobodysCostsAsMuchAsAnybodysAndIsRightForNoPassword() {
        String nobody = PasswordHash.ofNobody().text();
        String[] parts = nobody.split(":", -1);
        String[] others = PasswordHash.of("x").text().split(":", -1);
        assertThat(parts).hasSameSizeAs(others);
        assertThat(parts[0]).isEqualTo(others[0]);
        assertThat(parts[1]).as("rounds").isEqualTo(others[1]);
        assertThat(parts[2]).as("salt").hasSameSizeAs(others[2]);
        assertThat(parts[3]).as("hash").hasSameSizeAs(others[3]);
        assertThat(PasswordHash.parse(nobody).matches("")).isFalse();
        assertThat(PasswordHash.ofNobody().text()).isNotEqualTo(nobody);
    }

    @Test
    void whatIsNoHashIsRefused() {
        assertThatThrownBy(() -> PasswordHash.parse("x")).isInstanceOf(IllegalArgumentException.class);
    }
}
