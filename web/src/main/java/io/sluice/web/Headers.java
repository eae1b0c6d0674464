package io.sluice.web;

import io.sluice.audit.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells browsers what they may not do with our answers, and the audit log where requests come from. */
@WebFilter("/*")
public class Headers extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        protect(response);
        if (Paths.of(request).startsWith("/shared/")) {
            closed(response);
        }
        if (!Paths.of(request).startsWith("/jakarta.faces.resource/")) {
            response.setHeader("Cache-Control", "no-store");
        }
        Origin.set(request.getRemoteAddr());
        try {
            chain.doFilter(request, response);
        } finally {
            Origin.forget();
        }
    }

    /** For a page whose address is a secret, and which is paper: it tells nobody where it is and runs nothing. */
    private static void closed(HttpServletResponse response) {
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; img-src 'self' data:; style-src 'self'; base-uri 'none'; form-action 'none';"
                        + " frame-ancestors 'none'");
    }

    static void protect(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
                        + " script-src 'self' 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self';"
                        + " form-action 'self'; frame-ancestors 'none'");
    }
}
