package io.sluice.web.console;

import io.sluice.people.SharedView;
import io.sluice.web.SharedServlet;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.util.List;
import java.util.Locale;

/** What a customer's link shows. The servlet behind {@code /shared/} found it; nobody else gets here. */
@Named
@RequestScoped
public class SharedPage {
    /** All of it. */
    public SharedView getView() {
        Object view = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestMap()
                .get(SharedServlet.VIEW);
        if (view instanceof SharedView shared) {
            return shared;
        }
        throw new IllegalStateException("only a link leads here");
    }

    /** The present period, as a list of one; empty before the first. */
    public List<SharedView.Period> getPresent() {
        return getView().periods().stream().limit(1).toList();
    }

    /** The periods before the present one. */
    public List<SharedView.Period> getPast() {
        return getView().periods().stream().skip(1).toList();
    }

    /** A part of one in thousandths, for a bar. */
    public String thousandths(double part) {
        return String.format(Locale.ROOT, "%.0f", Math.floor(part * 1000));
    }
}
