package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;

/**
 * Messages for the accounting system, written with their bookings. Who sends them reads, sends, and marks: what fails in
 * between is sent again, and nothing is left out.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Outbox {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** The next messages to send, each sub-account's in the order of their numbers. */
    public List<AccountingMessage> pending(int most) {
        return em.createQuery(
                        "select m from AccountingMessage m where m.publishedAt is null order by m.subAccountId, m.sequence",
                        AccountingMessage.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** Takes note that messages were sent. */
    public void published(List<AccountingMessage.Key> messages) {
        Instant now = Instant.now();
        messages.forEach(key -> em.find(AccountingMessage.class, key).published(now));
    }

    /** Forgets messages that were sent before an instant; their bookings stay. */
    public int forget(Instant before) {
        return em.createQuery("delete from AccountingMessage m where m.publishedAt < :before")
                .setParameter("before", before)
                .executeUpdate();
    }
}
