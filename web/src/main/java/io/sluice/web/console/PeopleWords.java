package io.sluice.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.text.MessageFormat;
import java.time.Instant;
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

    /** What somebody did, in words; as it is written down where there are none. */
    public String did(String did) {
        String key = "did." + did.replace(' ', '-');
        return bundle().containsKey(key) ? say(key) : did;
    }

    /** The words for a field of what was changed; its name where there are none. */
    static String field(String name) {
        String key = "field." + name;
        return bundle().containsKey(key) ? say(key) : name;
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
        return new MessageFormat(bundle().getString(key), Words.locale()).format(gaps);
    }

    private static ResourceBundle bundle() {
        return ResourceBundle.getBundle(
                BUNDLE,
                Words.locale(),
                PeopleWords.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
    }
}
