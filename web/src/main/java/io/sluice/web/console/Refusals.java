package io.sluice.web.console;

import io.sluice.web.ErrorPage;
import jakarta.faces.context.ExceptionHandler;
import jakarta.faces.context.ExceptionHandlerFactory;
import jakarta.faces.context.ExceptionHandlerWrapper;
import jakarta.faces.event.ExceptionQueuedEvent;
import java.util.Iterator;

/** Says that a role does not allow what was tried, where a bean refused it. Pages do not even offer it. */
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
            Iterator<ExceptionQueuedEvent> events =
                    getWrapped().getUnhandledExceptionQueuedEvents().iterator();
            while (events.hasNext()) {
                var context = events.next().getContext();
                if (ErrorPage.isRefusal(context.getException())
                        && context.getContext().getPartialViewContext().isAjaxRequest()) {
                    events.remove();
                    Form.refused(PeopleWords.say("refused"));
                    context.getContext().validationFailed();
                }
            }
            getWrapped().handle();
        }
    }
}
