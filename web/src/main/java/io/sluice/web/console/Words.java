package io.sluice.web.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the console says, in the language of whoever looks. */
@Named
@ApplicationScoped
public class Words {
    private static final String BUNDLE = "io.sluice.web.console";

    /** A sentence with its gaps filled: {@code {0}}, {@code {1}} and so on. */
    public String of(String key, Object... gaps) {
        return say(key, gaps);
    }

    /** A name as part of an address. */
    public String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    static String say(String key, Object... gaps) {
        Locale locale = locale();
        return new MessageFormat(bundle(locale).getString(key), locale).format(gaps);
    }

    /** The words for something that goes by a name inside, such as a state; the name itself when there are none. */
    static String named(String prefix, String name) {
        ResourceBundle bundle = bundle(locale());
        String key = prefix + name;
        return bundle.containsKey(key) ? bundle.getString(key) : name;
    }

    /** The language of whoever looks; English where nobody does. */
    static Locale locale() {
        FacesContext faces = FacesContext.getCurrentInstance();
        if (faces == null) {
            return Locale.ENGLISH;
        }
        return faces.getViewRoot() == null
                ? Preferences.locale(faces)
                : faces.getViewRoot().getLocale();
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                BUNDLE,
                locale,
                Words.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
    }
}
