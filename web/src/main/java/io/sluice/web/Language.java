package io.sluice.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What language whoever asks reads: the one chosen in the console, or else the first of the browser's that there is. */
public final class Language {
    private static final String COOKIE = "sluice-language";

    private Language() {}

    /** English or Chinese. */
    public static Locale of(HttpServletRequest request) {
        return of(cookie(request, COOKIE), Collections.list(request.getLocales()));
    }

    static Locale of(Optional<String> chosen, List<Locale> wanted) {
        return Stream.concat(chosen.stream(), wanted.stream().map(Locale::getLanguage))
                .filter(language -> language.startsWith("zh") || language.startsWith("en"))
                .findFirst()
                .filter(language -> language.startsWith("zh"))
                .map(language -> Locale.SIMPLIFIED_CHINESE)
                .orElse(Locale.ENGLISH);
    }

    /** What the browser was given to remember under a name. */
    public static Optional<String> cookie(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Stream.of(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }
}
