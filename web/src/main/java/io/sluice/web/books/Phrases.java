package io.sluice.web.books;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;

/** Words and figures of one language, as they stand on paper. */
public final class Phrases {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Locale locale;
    private final ResourceBundle bundle;

    private Phrases(Locale locale) {
        this.locale = locale;
        this.bundle = ResourceBundle.getBundle(
                "io.sluice.web.books",
                locale,
                Phrases.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Those of a language tag such as {@code zh-CN}; English when it is null or another. */
    public static Phrases of(String language) {
        return new Phrases(
                language != null && language.toLowerCase(Locale.ROOT).startsWith("zh")
                        ? Locale.SIMPLIFIED_CHINESE
                        : Locale.ENGLISH);
    }

    Locale locale() {
        return locale;
    }

    String say(String key, Object... gaps) {
        return new MessageFormat(bundle.getString(key), locale).format(gaps);
    }

    /** In UTC, to the second. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    /** The UTC day. */
    static String day(Instant at) {
        return TIME.format(at).substring(0, 10);
    }

    /** A number with its thousands apart. */
    String count(long number) {
        return String.format(locale, "%,d", number);
    }

    /** Hashes in a unit that people read, such as 1.234 PH. */
    static String work(BigDecimal hashes) {
        BigDecimal rest = hashes;
        int prefix = 0;
        while (rest.compareTo(BigDecimal.valueOf(1_000)) >= 0 && prefix < PREFIXES.length - 1) {
            rest = rest.movePointLeft(3);
            prefix++;
        }
        return rest.round(new MathContext(5, RoundingMode.DOWN))
                        .stripTrailingZeros()
                        .toPlainString() + " " + PREFIXES[prefix] + "H";
    }

    /** Hashes with all their digits. */
    static String exact(BigDecimal hashes) {
        BigDecimal stripped = hashes.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    /** A part of one as percent, never 100 before it is all. */
    static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f", Math.floor(part * 10_000) / 100) + " %";
    }
}
