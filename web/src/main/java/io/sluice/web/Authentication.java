package io.sluice.web;

import io.sluice.admin.Condition;
import io.sluice.people.Login;
import io.sluice.people.LoginAnswer;
import io.sluice.people.Logins;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The ways in. REST takes HTTP Basic or a bearer token on every request and never looks at a session, so no page that a
 * browser happens to show can act through it; the console takes its login form and keeps who that was in the session.
 * Whoever is in has the role and those that it includes.
 */
@ApplicationScoped
public class Authentication implements HttpAuthenticationMechanism {
    /** Where the login page finds what became of an attempt: a {@link LoginAnswer}. */
    public static final String ANSWER = "io.sluice.web.answer";

    @Inject
    private Logins logins;

    @Inject
    private Condition condition;

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        return Paths.isApi(Paths.of(request)) ? api(request, response, context) : session(request, response, context);
    }

    private AuthenticationStatus api(
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
        String header = request.getHeader("Authorization");
        Optional<String> token = bearerToken(header);
        if (token.isPresent()) {
            Optional<Login> login = logins.token(token.get());
            return login.isPresent()
                    ? in(login.get(), context)
                    : unauthorized(response, "This token is wrong, was revoked or has expired.");
        }
        Optional<UsernamePasswordCredential> credential = basicCredential(header);
        if (credential.isEmpty()) {
            return unauthorized(response, "Send user name and password with HTTP Basic, or a token as Bearer.");
        }
        LoginAnswer answer = logins.password(
                credential.get().getCaller(), credential.get().getPasswordAsString(), request.getRemoteAddr());
        return switch (answer.kind()) {
            case ACCEPTED -> in(answer.login().orElseThrow(), context);
            case REFUSED -> unauthorized(response, "User name or password is wrong.");
            case LOCKED ->
                later(
                        response,
                        429,
                        answer.seconds(),
                        "Too many failed logins from this address; try again in " + answer.seconds() + " seconds.");
            case BUSY ->
                later(
                        response,
                        503,
                        ErrorPage.RETRY_SECONDS,
                        "Too many others are logging in just now; try again in a moment.");
        };
    }

    private static AuthenticationStatus in(Login login, HttpMessageContext context) {
        return context.notifyContainerAboutLogin(login.name(), login.role().names());
    }

    private static AuthenticationStatus unauthorized(HttpServletResponse response, String detail) {
        response.setHeader("WWW-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"");
        ErrorPage.write(response, 401, "unauthorized", "Unauthorized", detail);
        return AuthenticationStatus.SEND_FAILURE;
    }

    private static AuthenticationStatus later(HttpServletResponse response, int status, long seconds, String detail) {
        response.setHeader("Retry-After", Long.toString(seconds));
        ErrorPage.write(
                response,
                status,
                status == 429 ? "too-many-failures" : "unavailable",
                status == 429 ? "Too many failures" : "Not available now",
                detail);
        return AuthenticationStatus.SEND_FAILURE;
    }

    private AuthenticationStatus session(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        if (context.isAuthenticationRequest()) {
            return login(request, context);
        }
        if (!context.isProtected()) {
            return context.doNothing();
        }
        // Without the database nobody can be asked, and nothing can be shown or changed but that it is away.
        Optional<Login> login = Sessions.login(
                request,
                InstantSource.system(),
                name -> condition.isDatabaseAway() ? Optional.empty() : Optional.of(logins.current(name)));
        return login.isPresent() ? in(login.get(), context) : toLogin(request, response);
    }

    private AuthenticationStatus login(HttpServletRequest request, HttpMessageContext context) {
        Credential credential = context.getAuthParameters().getCredential();
        if (!(credential instanceof UsernamePasswordCredential given) || Paths.isFromElsewhere(request)) {
            return AuthenticationStatus.SEND_FAILURE;
        }
        LoginAnswer answer = logins.password(given.getCaller(), given.getPasswordAsString(), request.getRemoteAddr());
        request.setAttribute(ANSWER, answer);
        if (answer.login().isEmpty()) {
            return AuthenticationStatus.SEND_FAILURE;
        }
        Sessions.begin(request, answer.login().get(), InstantSource.system());
        return in(answer.login().get(), context);
    }

    private AuthenticationStatus toLogin(HttpServletRequest request, HttpServletResponse response) {
        String login = request.getContextPath() + "/login";
        Headers.protect(response);
        try {
            if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
                // The page's script follows this; an ordinary redirect would be taken for the answer.
                response.setContentType("text/xml");
                response.setCharacterEncoding("UTF-8");
                response.getWriter()
                        .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\"" + login
                                + "\"/></partial-response>");
            } else {
                // Without the host: that is whatever the request says.
                response.setStatus(HttpServletResponse.SC_FOUND);
                response.setHeader("Location", login);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AuthenticationStatus.SEND_CONTINUE;
    }

    static Optional<String> bearerToken(String header) {
        return header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? Optional.of(header.substring("bearer ".length()).strip())
                : Optional.empty();
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
