package io.sluice.web.console;

import io.sluice.web.Language;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * How the person at the browser wants the console: language, light or dark, and the time zone. Chosen there, kept in
 * cookies there, and read here before anything is drawn, so that nothing is drawn twice.
 */
@Named
@RequestScoped
public class Preferences {
    private static final int YEAR_SECONDS = 31_536_000;

    /** The language chosen, or else the first of the browser's that there is. */
    public Locale getLocale() {
        return locale(FacesContext.getCurrentInstance());
    }

    static Locale locale(FacesContext faces) {
        return faces.getExternalContext().getRequest() instanceof HttpServletRequest request
                ? Language.of(request)
                : Locale.ENGLISH;
    }

    /** The browser's time zone, by its name. */
    public String getZone() {
        return zone(FacesContext.getCurrentInstance()).getId();
    }

    /** What the browser was given to remember under a name. */
    static Optional<String> remembered(String name) {
        return cookie(FacesContext.getCurrentInstance(), "sluice-" + name);
    }

    /** Gives the browser something to remember, of characters that a cookie takes. */
    static void remember(String name, String value) {
        if (FacesContext.getCurrentInstance().getExternalContext().getResponse()
                instanceof HttpServletResponse response) {
            var cookie = new Cookie("sluice-" + name, value);
            cookie.setPath("/");
            cookie.setMaxAge(YEAR_SECONDS);
            cookie.setHttpOnly(true);
            cookie.setAttribute("SameSite", "Lax");
            response.addCookie(cookie);
        }
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
        return faces != null && faces.getExternalContext().getRequest() instanceof HttpServletRequest request
                ? Language.cookie(request, name).map(value -> value.replace("%2F", "/"))
                : Optional.empty();
    }
}
