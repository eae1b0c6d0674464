package io.sluice.web.console;

import io.sluice.web.Sessions;
import jakarta.faces.component.UIComponent;
import jakarta.faces.component.UIViewRoot;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseEvent;
import jakarta.faces.event.PhaseId;
import jakarta.faces.event.PhaseListener;
import jakarta.servlet.http.HttpSession;
import java.time.InstantSource;
import org.primefaces.component.poll.Poll;
import org.primefaces.component.remotecommand.RemoteCommand;

/** Tells a session that somebody is there. A page that brings itself up to date is nobody. */
public class Activity implements PhaseListener {
    private static final long serialVersionUID = 1L;

    @Override
    public PhaseId getPhaseId() {
        return PhaseId.RESTORE_VIEW;
    }

    @Override
    public void beforePhase(PhaseEvent event) {
        // The view tells who asks, and is there afterwards.
    }

    @Override
    public void afterPhase(PhaseEvent event) {
        FacesContext faces = event.getFacesContext();
        ExternalContext external = faces.getExternalContext();
        if (external.getSession(false) instanceof HttpSession session && !isByItself(faces)) {
            Sessions.active(session, InstantSource.system());
        }
    }

    /** Whether the page asks by itself, with nobody there. */
    static boolean isByItself(FacesContext faces) {
        String source = faces.getExternalContext().getRequestParameterMap().get("jakarta.faces.source");
        UIViewRoot view = faces.getViewRoot();
        if (source == null || view == null || !faces.getPartialViewContext().isAjaxRequest()) {
            return false;
        }
        UIComponent component;
        try {
            component = view.findComponent(":" + source);
        } catch (IllegalArgumentException e) {
            // No such id can be; whatever sends it is not one of our pages.
            return true;
        }
        return component == null || component instanceof Poll || component instanceof RemoteCommand;
    }
}
