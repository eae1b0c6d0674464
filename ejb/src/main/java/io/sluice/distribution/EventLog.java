package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;

/** Writes events, in the caller's transaction. */
@Stateless
public class EventLog {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** Adds an event. */
    public void add(Event event) {
        em.persist(event);
    }

    /**
     * Deletes the oldest events, in a transaction of its own: those that happened before an instant, and of the rest all
     * but the newest {@code most}.
     *
     * @param limit how many at most
     * @return how many
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int forget(Instant before, long most, int limit) {
        Long newest =
                em.createQuery("select max(e.id) from Event e", Long.class).getSingleResult();
        if (newest == null) {
            return 0;
        }
        // Read in the order of their ids, which is nearly that of their times, so that no index of the times is needed.
        List<Event> oldest = em.createQuery("select e from Event e order by e.id", Event.class)
                .setMaxResults(limit)
                .getResultList();
        List<Event> old = oldest.stream()
                .takeWhile(event -> event.getAt().isBefore(before) || event.getId() <= newest - most)
                .toList();
        if (!old.isEmpty()) {
            em.createQuery("delete from Event e where e.id <= :last")
                    .setParameter("last", old.get(old.size() - 1).getId())
                    .executeUpdate();
        }
        return old.size();
    }
}
