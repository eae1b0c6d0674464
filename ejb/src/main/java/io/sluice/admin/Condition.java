package io.sluice.admin;

import io.sluice.scheduling.AccountingPublisher;
import io.sluice.scheduling.Pulse;
import io.sluice.scheduling.Reconciliation;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Whether all is well. Answers from what timers found out, so at once, whatever is away. */
@ApplicationScoped
public class Condition {
    @EJB
    Pulse pulse;

    @EJB
    Reconciliation reconciliation;

    @EJB
    AccountingPublisher publisher;

    /** Why the system is degraded now, a sentence for each reason; empty when it is not. */
    public List<String> degraded() {
        List<String> reasons = new ArrayList<>(pulse.complaints());
        reasons.addAll(reconciliation.differences());
        publisher.complaint().ifPresent(reasons::add);
        return List.copyOf(reasons);
    }
}
