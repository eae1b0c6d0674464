package io.sluice.web.console;

import io.sluice.web.ErrorPage;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.UUID;

/**
 * What becomes of what pages cannot answer. A role that does not allow what was tried, where a bean refused it, is told of;
 * pages do not even offer it. A page that was open for longer than it is remembered is shown anew, and says so.
 */
public class Refusals extends ExceptionHandlerFactory {
    private static final Logger LOG = System.getLogger(Refusals.class.getName());

    public Refusals(ExceptionHandlerFactory wrapped) {
        super(wrapped);
    }

    @Override
    public ExceptionHandler getExceptionHandler() {
        return new Handler(getWrapped().getExceptionHandler());
    }

    private static final class Handler extends ExceptionHandlerWrapper {
        Handler(ExceptionHandler wrapped) {
            super(wrapped);
        }

        @Override
        public void handle() {
            FacesContext faces = FacesContext.getCurrentInstance();
            Iterator<ExceptionQueuedEvent> events =
                    getWrapped().getUnhandledExceptionQueuedEvents().iterator();
            while (events.hasNext()) {
                var context = events.next().getContext();
                if (context.getException() instanceof ViewExpiredException expired && !faces.getResponseComplete()) {
                    events.remove();
                    showAnew(expired.getViewId(), faces);
                    continue;
                }
                if (ErrorPage.isRefusal(context.getException())
                        && context.getContext().getPartialViewContext().isAjaxRequest()) {
                    events.remove();
                    Form.refused(PeopleWords.say("refused"));
                    context.getContext().validationFailed();
                } else if (faces.getPartialViewContext().isAjaxRequest()) {
                    events.remove();
                    failed(context.getException(), faces);
                }
            }
            getWrapped().handle();
        }

        /** Faces itself would name the exception's class, and its message. */
        private static void failed(Throwable thrown, FacesContext faces) {
            String incident = UUID.randomUUID().toString();
            // Nobody asked for what a page asks by itself, so nobody is told; the page says that it is not up to date.
            String name = Activity.isByItself(faces) ? "poll" : "error";
            LOG.log(Level.ERROR, "A request of a page's script failed, incident " + incident, thrown);
            if (faces.getResponseComplete()) {
                return;
            }
            ExternalContext external = faces.getExternalContext();
            try {
                if (!external.isResponseCommitted()) {
                    // Not its headers, which protect whoever reads it.
                    ((ServletResponse) external.getResponse()).resetBuffer();
                    answer(
                            "<error><error-name>" + name + "</error-name><error-message>"
                                    + Words.say("incident", incident) + "</error-message></error>",
                            external);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            faces.responseComplete();
        }

        /** There may be no view that could write this. */
        private static void answer(String content, ExternalContext external) throws IOException {
            external.setResponseContentType("text/xml");
            external.setResponseCharacterEncoding("UTF-8");
            external.getResponseOutputWriter()
                    .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response>" + content
                            + "</partial-response>");
        }

        /** Sends the browser to where it is, on a page that has forgotten what was typed; it is to say so. */
        private static void showAnew(String viewId, FacesContext faces) {
            ExternalContext external = faces.getExternalContext();
            String page = viewId.replaceAll("[.]xhtml$", "");
            String name = external.getRequestParameterMap().get("name");
            String address = external.getRequestContextPath() + (page.equals("/index") ? "/" : page) + "?expired=1"
                    + (name == null ? "" : "&name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
            try {
                if ("partial/ajax".equals(external.getRequestHeaderMap().get("Faces-Request"))) {
                    answer(
                            "<redirect url=\"" + address.replace("&", "&amp;").replace("\"", "&quot;") + "\"/>",
                            external);
                } else {
                    external.redirect(address);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            faces.responseComplete();
        }
    }
}
