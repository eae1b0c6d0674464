package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static final Optional<String> NONE = Optional.empty();

    @Test
    void whatWasChosenHoldsBeforeWhatTheBrowserWants() {
        assertThat(Language.of(Optional.of("zh"), List.of(Locale.ENGLISH))).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(Language.of(Optional.of("en"), List.of(Locale.CHINA))).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void theFirstOfTheBrowsersThatThereIs() {
        assertThat(Language.of(NONE, List.of(Locale.FRENCH, Locale.TAIWAN, Locale.ENGLISH)))
                .isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(Language.of(NONE, List.of(Locale.FRENCH, Locale.UK, Locale.CHINA)))
                .isEqualTo(Locale.ENGLISH);
        assertThat(Language.of(NONE, List.of(Locale.FRENCH))).isEqualTo(Locale.ENGLISH);
        assertThat(Language.of(Optional.of("xx"), List.of(Locale.CHINA))).isEqualTo(Locale.SIMPLIFIED_CHINESE);
    }
}
