package io.sluice.web.console;

import io.sluice.admin.Condition;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.primefaces.PrimeFaces;

/** What every page says while something is wrong. Known without the database, so it is said while that is away too. */
@Named
@RequestScoped
public class Banner {
    private static final String SAID = Banner.class.getName() + ".said";

    @Inject
    private Condition condition;

    public List<String> getReasons() {
        return condition.degraded().stream().map(new Shown()::said).toList();
    }

    /** Whether no page has anything to show. */
    public boolean isWithoutDatabase() {
        return condition.isDatabaseAway();
    }

    /** Whether pools and machines are the demo's. */
    public boolean isDemo() {
        return "true".equalsIgnoreCase(System.getenv("SLUICE_DEMO"));
    }

    /** Tells a page that could show nothing when it can again. */
    public void look() {
        PrimeFaces.current().ajax().addCallbackParam("there", !condition.isDatabaseAway());
        // A browser that speaks what it is told of should not hear the same every few seconds.
        String reasons = String.join("\n", getReasons());
        Object before =
                FacesContext.getCurrentInstance().getViewRoot().getViewMap().put(SAID, reasons);
        if (!reasons.equals(before)) {
            PrimeFaces.current().ajax().update("condition:banner");
        }
    }
}
