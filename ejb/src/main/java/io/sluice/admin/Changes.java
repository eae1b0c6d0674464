package io.sluice.admin;

import io.sluice.audit.AuditLog;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Event;
import io.sluice.scheduling.RosterChanged;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;

/** What every change of an operator does besides: it waits for the one before, is written down, and is acted on. */
@Stateless
public class Changes {
    private static final int NAMED = 5;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    AuditLog audit;

    @Inject
    jakarta.enterprise.event.Event<RosterChanged> rosterChanged;

    /**
     * Lets one change at a time pass, until its transaction ends: what one operator's check found true must still be true
     * when it is stored.
     */
    public void oneAtATime() {
        em.find(AllocationGroup.class, AllocationGroup.DEFAULT, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Writes a change down, as an event and for the audit log; the next plan is made of it after commit. */
    public void happened(UnaryOperator<Event> concerning, String who, String did, String what, Change change) {
        plan(written(concerning, who, did, what, change));
    }

    /**
     * Writes one of many changes down, of all of which together a {@link #plan} is to be made.
     *
     * @return what it says of it
     */
    public String written(UnaryOperator<Event> concerning, String who, String did, String what, Change change) {
        String text = who + " " + did + " " + what + (change.isNone() ? "." : ": " + change.text() + ".");
        audit.write(who, did, what, change.audited());
        em.persist(concerning.apply(new Event(Instant.now().truncatedTo(ChronoUnit.MILLIS), Event.Kind.CHANGED, text)));
        return text;
    }

    /**
     * Has the next plan made after commit.
     *
     * @param why for the log
     */
    public void plan(String why) {
        rosterChanged.fire(new RosterChanged(why));
    }

    /** A few names, and how many more there are. */
    static String some(String what, List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return what + " " + first + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
