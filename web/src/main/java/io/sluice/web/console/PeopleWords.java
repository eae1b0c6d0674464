package io.sluice.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/** What the pages about people say, in the language of whoever looks. */
@Named
@ApplicationScoped
public class PeopleWords {
    private static final String BUNDLE = "io.sluice.web.people";

    /** A sentence with its gaps filled. */
    public String of(String key, Object... gaps) {
        return say(key, gaps);
    }

    /** A time as people read it; a dash for none. */
    public String time(Optional<Instant> at) {
        return at.map(this::at).orElse("–");
    }

    /** A time as people read it. */
    public String at(Instant at) {
        return new Shown().time(at);
    }

    static String say(String key, Object... gaps) {
        Locale locale = Words.locale();
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE,
                locale,
                PeopleWords.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
        return new MessageFormat(bundle.getString(key), locale).format(gaps);
    }
}
