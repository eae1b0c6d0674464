package io.sluice.web.console;

import io.sluice.admin.Condition;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.primefaces.PrimeFaces;

/** What every page says while something is wrong. Known without the database, so it is said while that is away too. */
@Named
@RequestScoped
public class Banner {
    @Inject
    private Condition condition;

    public List<String> getReasons() {
        return condition.degraded();
    }

    /** Whether no page has anything to show. */
    public boolean isWithoutDatabase() {
        return condition.isDatabaseAway();
    }

    /** Tells a page that could show nothing when it can again. */
    public void look() {
        PrimeFaces.current().ajax().addCallbackParam("there", !condition.isDatabaseAway());
    }
}
