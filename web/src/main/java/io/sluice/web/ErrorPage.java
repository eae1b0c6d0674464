package io.sluice.web;

import io.sluice.admin.Condition;
import jakarta.ejb.EJBAccessException;
import jakarta.faces.application.ViewExpiredException;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.UUID;
import org.primefaces.csp.CspException;

/**
 * What the container shows when nothing else answers: a small page to people, a problem body to programs. Neither says
 * anything of the inside.
 */
@WebServlet("/error")
public class ErrorPage extends HttpServlet {
    private static final JsonProvider JSON = JsonProvider.provider();
    /** When who could not be answered should ask again. */
    static final int RETRY_SECONDS = 5;

    static final String DATABASE_AWAY = "The database does not answer, so nothing can be shown or changed now; the"
            + " machines work on. Try again in a moment; GET /health/ready says how things stand.";

    private static final String BUNDLE = "io.sluice.web.errors";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(ErrorPage.class.getName());

    @Inject
    private transient Condition condition;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        Headers.protect(response);
        if (isRefusal(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION))) {
            status = 403;
        }
        if (hasCause(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION), CspException.class)) {
            // A form without what our pages' script puts into it: sent by something else.
            status = 400;
        }
        if (hasCause(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION), ViewExpiredException.class)) {
            // The page was open for longer than its session, or the request is made up: begin again.
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", request.getContextPath() + "/");
            return;
        }
        if (uri instanceof String path && path.startsWith(request.getContextPath() + "/shared/")) {
            // There may be a token in the address all the same.
            response.setHeader("Referrer-Policy", "no-referrer");
        }
        String kind = kind(status);
        String detail = detail(status);
        String incident = "";
        if (status >= 500 && condition.isDatabaseAway()) {
            status = 503;
            kind = "away";
            detail = DATABASE_AWAY;
            response.setHeader("Retry-After", Integer.toString(RETRY_SECONDS));
        } else if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable thrown
                && status >= 500) {
            incident = UUID.randomUUID().toString();
            LOG.log(Level.ERROR, "A page failed, incident " + incident, thrown);
            kind = "incident";
            detail = "Something went wrong inside Sluice; its log has the details under incident " + incident + ".";
        }
        if (uri instanceof String path
                && Paths.isApi(path.substring(request.getContextPath().length()))) {
            write(response, status, kind(status), title(status), detail);
            return;
        }
        page(request, response, status, kind, incident);
    }

    /** What people see, in their language and in the colours that they chose. */
    private static void page(
            HttpServletRequest request, HttpServletResponse response, int status, String kind, String incident)
            throws IOException {
        Locale locale = Language.of(request);
        ResourceBundle words = ResourceBundle.getBundle(
                BUNDLE,
                locale,
                ErrorPage.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
        String colours = Language.cookie(request, "sluice-theme")
                .filter(theme -> theme.equals("light") || theme.equals("dark"))
                .orElse("light dark");
        response.setStatus(status);
        response.setContentType("text/html");
        response.setCharacterEncoding("UTF-8");
        response.getWriter()
                .write(
                        """
                        <!DOCTYPE html>
                        <html lang="%1$s"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="%2$s"><link rel="icon" href="data:,"><title>%3$s – Sluice</title>
                        <style>:root{color-scheme:%2$s}body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem;
                        color:light-dark(#22303c,#e6edf2);background:light-dark(#f5f7f9,#0d151b)}h1{font-size:1.5rem}p{overflow-wrap:anywhere}a{color:light-dark(#0b6e99,#5fc0e6)}</style></head>
                        <body><main><h1>%3$s</h1><p>%4$s</p><p><a href="%5$s/">%6$s</a></p></main></body></html>
                        """
                                .formatted(
                                        locale.toLanguageTag(),
                                        colours,
                                        words.getString("title." + kind),
                                        new MessageFormat(words.getString("detail." + kind), locale)
                                                .format(new Object[] {incident}),
                                        request.getContextPath(),
                                        words.getString("overview")));
    }

    /** Whether a bean did not let the caller do something; pages do not even show what the caller may not do. */
    public static boolean isRefusal(Object thrown) {
        return hasCause(thrown, EJBAccessException.class);
    }

    private static boolean hasCause(Object thrown, Class<? extends Throwable> cause) {
        for (Throwable at = thrown instanceof Throwable first ? first : null; at != null; at = at.getCause()) {
            if (cause.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    /** Writes a problem body where JAX-RS does not get to. */
    static void write(HttpServletResponse response, int status, String kind, String title, String detail) {
        Headers.protect(response);
        response.setHeader("Cache-Control", "no-store");
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setCharacterEncoding("UTF-8");
        try {
            response.getWriter()
                    .write(JSON.createObjectBuilder()
                            .add("type", "urn:sluice:problem:" + kind)
                            .add("title", title)
                            .add("status", status)
                            .add("detail", detail)
                            .add("errors", JsonValue.EMPTY_JSON_ARRAY)
                            .build()
                            .toString());
            response.getWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String kind(int status) {
        return switch (status) {
            case 401 -> "unauthorized";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 413 -> "too-large";
            case 503 -> "unavailable";
            default -> status < 500 ? "refused" : "internal";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 413 -> "Body too large";
            case 503 -> "Not available now";
            default -> status < 500 ? "Refused" : "Internal error";
        };
    }

    private static String detail(int status) {
        return switch (status) {
            case 401 -> "Log in first.";
            case 403 -> "Your role does not allow that; an ADMIN can give you another one.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not take that method.";
            case 413 -> "What was sent is too large.";
            default -> status < 500 ? "The request cannot be understood." : "Something went wrong inside Sluice.";
        };
    }
}
