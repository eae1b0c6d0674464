package io.sluice.stratum.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {
    @Property
    void readsWhatItWroteInEitherCase(@ForAll byte[] bytes, @ForAll int word) {
        assertThat(Hex.bytes(Hex.of(bytes))).isEqualTo(bytes);
        assertThat(Hex.bytes(Hex.of(bytes).toUpperCase(Locale.ROOT))).isEqualTo(bytes);
        assertThat(Hex.word(Hex.of(word))).isEqualTo(word);
        assertThat(Hex.of(word)).isEqualTo("%08x".formatted(word));
    }

    @Test
    void shortWordsAreTaken() {
        assertThat(Hex.word("f")).isEqualTo(15);
        assertThat(Hex.word("1FfFe000")).isEqualTo(0x1fffe000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0g", "0x00", " 00", "00 ", "0-", "é0", "\u0660\u0660", "0/", "0:", "0@", "0`"})
    void refusesWhatIsNotPairsOfDigits(String text) {
        assertThatThrownBy(() -> Hex.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456789", "-1", "0x1", "+1", "g"})
    void refusesWhatIsNoWord(String text) {
        assertThatThrownBy(() -> Hex.word(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
