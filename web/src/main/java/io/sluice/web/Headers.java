package io.sluice.web;

import io.sluice.audit.Origin;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Tells browsers what they may not do with our answers, and the audit log where requests come from. */
@WebFilter("/*")
public class Headers extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final String POLICY = "Content-Security-Policy";

    /** Styles within elements are PrimeFaces's own. */
    private static final String WHATEVER_IT_IS =
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
                    + " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

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
            chain.doFilter(request, new OnePolicy(response));
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
        response.setHeader(POLICY, WHATEVER_IT_IS);
    }

    /**
     * PrimeFaces adds which scripts may run, by the page's nonce. As a header of its own that could only narrow ours, which
     * would have to allow all; in one header ours allows none but those.
     */
    private static final class OnePolicy extends HttpServletResponseWrapper {
        OnePolicy(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase(POLICY) && WHATEVER_IT_IS.equals(getHeader(POLICY))) {
                setHeader(POLICY, WHATEVER_IT_IS + "; " + value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
