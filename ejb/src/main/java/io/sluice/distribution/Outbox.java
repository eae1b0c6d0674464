package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the accounting system is still to be told: the bookings beyond the last that it was told of, for each sub-account.
 * Who sends them reads, sends, and marks: what fails in between is sent again, and nothing is left out.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Outbox {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /**
     * The next messages to send, each sub-account's in the order of their numbers.
     *
     * @param most how many at most
     * @param fresh what need not be read; loses what is taken from it
     */
    public List<AccountingMessage> pending(int most, FreshMessages fresh) {
        List<Object[]> behind = em.createQuery(
                        "select s.id, coalesce(p.publishedSequence, 0) from SubAccount s"
                                + " left join Publication p on p.subAccountId = s.id"
                                + " where coalesce(p.publishedSequence, 0) < s.lastSequence order by s.id",
                        Object[].class)
                .getResultList();
        List<AccountingMessage> messages = new ArrayList<>();
        for (Object[] subAccount : behind) {
            long id = (Long) subAccount[0];
            long sequence = ((Number) subAccount[1]).longValue();
            int room = most - messages.size();
            if (room > 0) {
                List<AccountingMessage> next = fresh.after(id, sequence, room);
                messages.addAll(next.isEmpty() ? after(id, sequence, room) : next);
            }
        }
        return messages;
    }

    private List<AccountingMessage> after(long subAccountId, long sequence, int most) {
        var json = new AccountingJson();
        return em.createQuery(
                        // Bounded, and in the index's own order: H2 would read and sort all that is pending otherwise.
                        "select b from Booking b where b.subAccount.id = :subAccount and b.sequence between :first and :last"
                                + " order by b.subAccount.id, b.sequence",
                        Booking.class)
                .setParameter("subAccount", subAccountId)
                .setParameter("first", sequence + 1)
                .setParameter("last", sequence + most)
                .setHint("eclipselink.read-only", "true")
                .getResultStream()
                .map(booking -> booking.message(json))
                .toList();
    }

    /** Takes note that messages were sent, with all that come before them. */
    public void published(List<AccountingMessage> messages) {
        Map<Long, Long> last = new TreeMap<>();
        messages.forEach(message -> last.merge(message.subAccountId(), message.sequence(), Math::max));
        last.forEach((subAccountId, sequence) -> {
            Publication publication = em.find(Publication.class, subAccountId);
            if (publication == null) {
                publication = new Publication(subAccountId);
                em.persist(publication);
            }
            publication.published(sequence);
        });
    }
}
