package io.sluice.web.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the application says by itself – explanations, events, conditions, what is wrong with an input – in the language of
 * whoever looks. The application says and stores it in English; here the English sentence is the key, so what was stored long
 * ago is shown in every language, and what is not known stays as it is.
 */
final class Sentences {
    private static final String BUNDLE = "io.sluice.web.sentences";
    private static final Pattern GAP = Pattern.compile("\\{(\\d)}");

    /** Between two sentences. Names of machines and such have no spaces. */
    private static final Pattern BETWEEN = Pattern.compile("(?<=\\.) (?=[A-Z0-9])");

    /** The most specific first: what has the most words of its own. */
    private static final List<Known> KNOWN = known();

    private Sentences() {}

    /** A sentence and how it is recognized; its gaps are the groups, in their order. */
    private record Known(String key, Pattern pattern, int words) {}

    /** Text as it was said, in a language; as it is in English and where nothing of it is known. */
    static String in(Locale locale, String said) {
        return locale.getLanguage().equals(Locale.ENGLISH.getLanguage()) || said.isEmpty()
                ? said
                : said(bundle(locale), said);
    }

    private static String said(ResourceBundle words, String text) {
        for (Known known : KNOWN) {
            Matcher matcher = known.pattern.matcher(text);
            if (matcher.matches()) {
                return GAP.matcher(words.getString(known.key))
                        .replaceAll(gap -> Matcher.quoteReplacement(
                                said(words, matcher.group(Integer.parseInt(gap.group(1)) + 1))));
            }
        }
        String[] parts = BETWEEN.split(text, 2);
        return parts.length == 1 ? text : said(words, parts[0]) + " " + said(words, parts[1]);
    }

    private static List<Known> known() {
        ResourceBundle english = bundle(Locale.ENGLISH);
        List<Known> known = new ArrayList<>();
        for (String key : english.keySet()) {
            String sentence = english.getString(key);
            var pattern = new StringBuilder();
            Matcher gap = GAP.matcher(sentence);
            int from = 0;
            while (gap.find()) {
                // A gap never goes from one sentence into the next, but after a colon at the end, where several may
                // follow.
                boolean many = gap.end() == sentence.length() && sentence.startsWith(": ", gap.start() - 2);
                pattern.append(Pattern.quote(sentence.substring(from, gap.start())))
                        .append(many ? "(.+)" : "((?:(?!\\. [A-Z0-9]).)+?)");
                from = gap.end();
            }
            pattern.append(Pattern.quote(sentence.substring(from)));
            known.add(new Known(
                    key,
                    Pattern.compile(pattern.toString()),
                    GAP.matcher(sentence).replaceAll("").length()));
        }
        known.sort(Comparator.comparingInt(Known::words).reversed().thenComparing(Known::key));
        return List.copyOf(known);
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                BUNDLE,
                locale,
                Sentences.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
    }
}
