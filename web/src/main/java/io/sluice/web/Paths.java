package io.sluice.web;

import jakarta.servlet.http.HttpServletRequest;

/** Which part of the application a request is for. */
final class Paths {
    private Paths() {}

    /** The path within the application, as it was sent. */
    static String of(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    static boolean isApi(String path) {
        return path.equals("/api") || path.startsWith("/api/");
    }
}
