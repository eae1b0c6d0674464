package io.sluice.scheduling;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

/** Has a new plan made when what operators changed is committed. */
@ApplicationScoped
public class RosterWatch {
    @EJB
    Scheduler scheduler;

    void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) RosterChanged change) {
        scheduler.replanSoon(change.why());
    }
}
