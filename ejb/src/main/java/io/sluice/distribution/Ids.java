package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import org.eclipse.persistence.sessions.Session;

/** Ids for rows that are written as rows, from where those of entities come. */
final class Ids {
    private final Session session;
    private final Class<?> entity;

    Ids(EntityManager em, Class<?> entity) {
        session = em.unwrap(Session.class);
        this.entity = entity;
    }

    /** Greater than all before, in this process. */
    long next() {
        return session.getNextSequenceNumberValue(entity).longValue();
    }
}
