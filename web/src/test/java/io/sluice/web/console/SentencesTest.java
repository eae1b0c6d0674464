package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    @Test
    void englishIsAsItWasSaid() {
        assertThat(Sentences.in(Locale.ENGLISH, "It is not connected.")).isEqualTo("It is not connected.");
        assertThat(Sentences.in(Locale.UK, "otter is up to standard.")).isEqualTo("otter is up to standard.");
    }

    @Test
    void whatIsNotKnownStaysAsItIs() {
        assertThat(chinese("A pool said: low diff.")).isEqualTo("A pool said: low diff.");
        assertThat(chinese("")).isEmpty();
        assertThat(chinese("Who knows. It is not connected.")).isEqualTo("Who knows. 未连接。");
    }

    @Test
    void gapsAreFilledAndWhatIsInThemIsTranslatedToo() {
        assertThat(chinese("In the place of rig-1: otter's part by weight is 3.20 TH/s; its machines do 3.00 TH/s."))
                .isEqualTo("代替 rig-1：otter 按权重应得 3.20 TH/s；其矿机现有 3.00 TH/s。");
        assertThat(chinese("2 machines with 3.20 TH/s work for otter; 1.50 PH remain until 2026-03-01T10:00:00Z."
                        + " By the hashrates of now it will be up to standard in time."))
                .isEqualTo("2 台矿机（3.20 TH/s）为 otter 工作；到 2026-03-01T10:00:00Z 还差 1.50 PH。 按目前算力将按时达标。");
        assertThat(chinese(
                        "rig-1, rig-2 and 4 more are to work for otter instead of badger: badger is up to standard."))
                .isEqualTo("rig-1, rig-2 及另外 4 台 将改为 otter 工作（原为 badger）：badger 已达标。");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b is the first in order that is not up to standard; 1.5 PH remain, until about 2026-03-01T10:00:00Z.",
                "surplus takes what is left over: 1 machine with 3.20 TH/s.",
                "By the hashrates of now otter will miss 3.20 PH (2.0 %) of its standard at 2026-03-01T10:00:00Z; it"
                        + " lacks 1.00 TH/s.",
                "rig-1 connected: cpuminer/2.5 from 10.0.0.1:4711",
                "rig-1 is silent. ",
                "must be from 1 to 1000000, not 0.",
                "There is no pool 'river'."
            })
    void isKnown(String said) {
        assertThat(chinese(said.strip())).isNotEqualTo(said.strip()).matches("(?s).*\\p{IsHan}.*");
    }

    private static String chinese(String said) {
        return Sentences.in(Locale.SIMPLIFIED_CHINESE, said);
    }
}
