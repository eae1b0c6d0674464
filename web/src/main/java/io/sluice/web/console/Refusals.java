package io.sluice.web.console;

import io.sluice.web.ErrorPage;
import jakarta.faces.application.ViewExpiredException;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * What becomes of what pages cannot answer. A role that does not allow what was tried, where a bean refused it, is told of;
 * pages do not even offer it. A page that was open for longer than it is remembered is shown anew, and says so.
 */
public class Refusals extends ExceptionHandlerFactory {
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
                }
            }
            getWrapped().handle();
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
                    // There is no view that could write this answer.
                    external.setResponseContentType("text/xml");
                    external.setResponseCharacterEncoding("UTF-8");
                    external.getResponseOutputWriter()
                            .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\""
                                    + address.replace("&", "&amp;").replace("\"", "&quot;")
                                    + "\"/></partial-response>");
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
