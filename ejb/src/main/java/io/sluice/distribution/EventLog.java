package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;

/** Writes events, in the caller's transaction. */
@Stateless
public class EventLog {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** Adds an event. */
    public void add(Event event) {
        em.persist(event);
    }

    /** Keeps a message that could not be read, and says so. */
    public void deadLetter(String queue, String reason, String body) {
        Instant now = Instant.now();
        em.persist(new DeadLetter(now, queue, reason, body));
        em.persist(new Event(
                now,
                Event.Kind.ALARM,
                "A message on " + queue + " could not be read and was put aside in table dead_letter: " + reason));
    }
}
