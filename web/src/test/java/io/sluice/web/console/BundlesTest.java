package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever adds words adds them in both languages. */
class BundlesTest {
    private static final Pattern GAP = Pattern.compile("\\{\\d");

    @ParameterizedTest
    @ValueSource(strings = {"console", "people", "books", "sentences", "errors"})
    void bothLanguagesSayTheSameThingsWithTheSameGaps(String bundle) throws IOException {
        Properties english = read(bundle + ".properties");
        Properties chinese = read(bundle + "_zh_CN.properties");
        assertThat(chinese.stringPropertyNames())
                .containsAll(english.stringPropertyNames())
                .allSatisfy(key -> assertThat(chinese.getProperty(key)).as(key).isNotBlank());
        assertThat(chinese.stringPropertyNames().stream()
                        .filter(key -> !english.containsKey(key))
                        // What Faces says itself, and the kinds of events, which are English words as they are.
                        .filter(key -> !key.startsWith("jakarta.faces.") && !key.startsWith("primefaces."))
                        .filter(key -> !key.startsWith("eventKind.")))
                .isEmpty();
        for (String key : english.stringPropertyNames()) {
            assertThat(gaps(chinese.getProperty(key))).as(key).isEqualTo(gaps(english.getProperty(key)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfEventHasItsChineseWord(Event.Kind kind) throws IOException {
        assertThat(read("console_zh_CN.properties")).containsKey("eventKind." + kind.name());
    }

    private static Set<String> gaps(String text) {
        return GAP.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties read(String file) throws IOException {
        var properties = new Properties();
        try (InputStream in = BundlesTest.class.getResourceAsStream("/io/sluice/web/" + file)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
