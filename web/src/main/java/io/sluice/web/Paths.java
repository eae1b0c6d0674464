package io.sluice.web;

import jakarta.servlet.http.HttpServletRequest;

/** Which part of the application a request is for. */
final class Paths {
    private Paths() {}

    /**
     * The path within the application, as the container took it to find out who answers. As it was sent it may be written
     * in other ways ({@code /%61pi}, {@code //api}) that lead to the same place.
     */
    static String of(HttpServletRequest request) {
        String inside = request.getPathInfo();
        return request.getServletPath() + (inside == null ? "" : inside);
    }

    static boolean isApi(String path) {
        return path.equals("/api") || path.startsWith("/api/");
    }

    /**
     * Whether a page that was not served from here sends this to change something. A browser adds a login by HTTP Basic
     * that it remembers to whatever a page sends, and says in every POST of whose page it is.
     */
    static boolean isForeign(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null
                || request.getMethod().equals("GET")
                || request.getMethod().equals("HEAD")) {
            return false;
        }
        String host = request.getHeader("Host");
        return host == null || !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host);
    }

    /**
     * Whether a browser says that a page of another site sends this. Also behind a proxy that says another host than the
     * browser does; not by every browser, and by none where this is neither HTTPS nor loopback.
     */
    static boolean isFromElsewhere(HttpServletRequest request) {
        return "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
    }
}
