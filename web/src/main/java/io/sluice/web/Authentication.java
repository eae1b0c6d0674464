package io.sluice.web;

import io.sluice.admin.Condition;
import io.sluice.admin.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The two ways in. REST takes HTTP Basic on every request and never looks at a session, so no page that a browser happens
 * to show can act through it; the console takes its login form and keeps who that was in the session.
 */
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {
    private static final String CALLER = Authentication.class.getName() + ".caller";

    @Inject
    private Users users;

    @Inject
    private Condition condition;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        return Paths.isApi(Paths.of(request)) ? basic(request, response, context) : session(request, response, context);
    }

    private AuthenticationStatus basic(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (Paths.isForeign(request)) {
            ErrorPage.write(
                    response,
                    403,
                    "forbidden",
                    "Not allowed",
                    "Pages of other origins may not change anything here; leave the header Origin out.");
            return AuthenticationStatus.SEND_FAILURE;
        }
        if (condition.isDatabaseAway()) {
            // Who asks is not known without the database, nor anything else; and whoever asked it would wait.
            response.setHeader("Retry-After", Integer.toString(ErrorPage.RETRY_SECONDS));
            ErrorPage.write(response, 503, "unavailable", "Not available now", ErrorPage.DATABASE_AWAY);
            return AuthenticationStatus.SEND_FAILURE;
        }
        Optional<UsernamePasswordCredential> credential = basicCredential(request.getHeader("Authorization"));
        Optional<String> role = credential.flatMap(this::role);
        if (role.isPresent()) {
            return context.notifyContainerAboutLogin(credential.get().getCaller(), Set.of(role.get()));
        }
        response.setHeader("WWW-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"");
        ErrorPage.write(
                response,
                401,
                "unauthorized",
                "Unauthorized",
                credential.isPresent()
                        ? "User name or password is wrong."
                        : "Send user name and password with HTTP Basic.");
        return AuthenticationStatus.SEND_FAILURE;
    }

    private AuthenticationStatus session(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (context.isAuthenticationRequest()) {
            return login(request, context);
        }
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(CALLER) instanceof Caller caller) {
            return context.notifyContainerAboutLogin(caller.name(), Set.of(caller.role()));
        }
        if (!context.isProtected()) {
            return context.doNothing();
        }
        return toLogin(request, response);
    }

    private AuthenticationStatus login(HttpServletRequest request, HttpMessageContext context) {
        Credential credential = context.getAuthParameters().getCredential();
        if (!(credential instanceof UsernamePasswordCredential given)) {
            return AuthenticationStatus.SEND_FAILURE;
        }
        Optional<String> role = role(given);
        if (role.isEmpty()) {
            return AuthenticationStatus.SEND_FAILURE;
        }
        // A session id that was known before the login must not be one that is logged in.
        request.getSession();
        request.changeSessionId();
        request.getSession().setAttribute(CALLER, new Caller(given.getCaller(), role.get()));
        return context.notifyContainerAboutLogin(given.getCaller(), Set.of(role.get()));
    }

    private AuthenticationStatus toLogin(HttpServletRequest request, HttpServletResponse response) {
        String login = request.getContextPath() + "/login";
        try {
            if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
                // The page's script follows this; an ordinary redirect would be taken for the answer.
                response.setContentType("text/xml");
                response.setCharacterEncoding("UTF-8");
                response.getWriter()
                        .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\"" + login
                                + "\"/></partial-response>");
            } else {
                response.sendRedirect(login);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AuthenticationStatus.SEND_CONTINUE;
    }

    private Optional<String> role(UsernamePasswordCredential credential) {
        return users.role(credential.getCaller(), credential.getPasswordAsString());
    }

    static Optional<UsernamePasswordCredential> basicCredential(String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(header.substring("basic ".length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            // Nobody's name has a NUL in it, and PostgreSQL does not even look for one.
            return colon < 1 || pair.indexOf('\0') >= 0
                    ? Optional.empty()
                    : Optional.of(new UsernamePasswordCredential(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            // Not Base64, so nobody's password.
            return Optional.empty();
        }
    }
}
