package io.sluice.web.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;

/**
 * How the person at the browser wants the console: language, light or dark, and the time zone. Chosen there, kept in
 * cookies there, and read here before anything is drawn, so that nothing is drawn twice.
 */
@Named
@RequestScoped
public class Preferences {
    private static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    /** The language chosen, or else the first of the browser's that there is. */
    public Locale getLocale() {
        return locale(FacesContext.getCurrentInstance());
    }

    static Locale locale(FacesContext faces) {
        Optional<String> chosen = cookie(faces, "sluice-language");
        if (chosen.isPresent()) {
            return chosen.get().startsWith("zh") ? CHINESE : Locale.ENGLISH;
        }
        Iterator<Locale> wanted = faces.getExternalContext().getRequestLocales();
        while (wanted.hasNext()) {
            String language = wanted.next().getLanguage();
            if (language.equals("zh")) {
                return CHINESE;
            }
            if (language.equals("en")) {
                return Locale.ENGLISH;
            }
        }
        return Locale.ENGLISH;
    }

    /** The language as HTML writes it. */
    public String getLanguage() {
        return getLocale().toLanguageTag();
    }

    /** {@code light}, {@code dark}, or {@code auto}: as the system is. */
    public String getTheme() {
        return cookie(FacesContext.getCurrentInstance(), "sluice-theme")
                .filter(theme -> theme.equals("light") || theme.equals("dark"))
                .orElse("auto");
    }

    /** For which media the light theme holds. */
    public String getLightMedia() {
        return media("light");
    }

    /** For which media the dark theme holds. */
    public String getDarkMedia() {
        return media("dark");
    }

    private String media(String theme) {
        String chosen = getTheme();
        return chosen.equals("auto")
                ? "(prefers-color-scheme: " + theme + ")"
                : chosen.equals(theme) ? "all" : "not all";
    }

    /** The browser's time zone; UTC until it is known. */
    static ZoneId zone(FacesContext faces) {
        try {
            return cookie(faces, "sluice-zone").map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            // A zone that this Java does not know; UTC is right everywhere.
            return ZoneOffset.UTC;
        }
    }

    private static Optional<String> cookie(FacesContext faces, String name) {
        return faces != null && faces.getExternalContext().getRequestCookieMap().get(name) instanceof Cookie cookie
                ? Optional.of(cookie.getValue().replace("%2F", "/"))
                : Optional.empty();
    }
}
