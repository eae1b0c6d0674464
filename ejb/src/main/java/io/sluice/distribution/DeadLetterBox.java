package io.sluice.distribution;

import io.sluice.api.ReportId;
import io.sluice.audit.AuditLog;
import io.sluice.audit.Difference;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The messages that could not be read. Each call is a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DeadLetterBox {
    private static final int QUOTED = 500;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    AuditLog audit;

    /** Keeps a message and says so, unless it is one that was kept before and delivered again. */
    public void keep(String queue, String reason, String body, Optional<ReportId> report) {
        if (report.filter(this::isKept).isPresent()) {
            return;
        }
        Instant now = Instant.now();
        em.persist(new DeadLetter(now, queue, reason, body, report));
        em.persist(new Event(
                now,
                Event.Kind.ALARM,
                "A message on " + queue
                        + report.map(id -> ", report " + text(id) + ",").orElse("")
                        + " could not be read and was put aside; look at it under dead letters: " + reason));
    }

    /**
     * Those that nobody dealt with yet, newest first.
     *
     * @param before id of the last one of the page before; empty for the first page
     * @param limit how many at most
     */
    public List<DeadLetter> open(Optional<Long> before, int limit) {
        return em.createQuery(
                        "select d from DeadLetter d where d.state = :open and d.id < :before order by d.id desc",
                        DeadLetter.class)
                .setParameter("open", DeadLetter.State.OPEN)
                .setParameter("before", before.orElse(Long.MAX_VALUE))
                .setMaxResults(limit)
                .getResultList();
    }

    /** One that nobody dealt with yet. */
    public Optional<DeadLetter> find(long id) {
        return Optional.ofNullable(em.find(DeadLetter.class, id)).filter(DeadLetter::isOpen);
    }

    /** How many nobody dealt with yet. */
    public long countOpen() {
        return em.createQuery("select count(d) from DeadLetter d where d.state = :open", Long.class)
                .setParameter("open", DeadLetter.State.OPEN)
                .getSingleResult();
    }

    /** Takes note that a message is back on its queue: it is no dead letter any more. */
    public void replayed(String who, long id) {
        find(id).ifPresent(letter -> {
            em.remove(letter);
            audit(who, "replayed", letter);
            changed(who + " put a message back on " + letter.getQueue() + ": " + quote(letter));
        });
    }

    /** Gives a message up. What was in it is in the event that says so, as far as it has room. */
    public void discard(String who, long id) {
        find(id).ifPresent(letter -> {
            audit(who, "discarded", letter);
            changed(who + " discarded a message that was on " + letter.getQueue() + ": " + quote(letter));
            if (letter.getReport().isPresent()) {
                letter.discard();
            } else {
                em.remove(letter);
            }
        });
    }

    private boolean isKept(ReportId report) {
        return em.createQuery(
                                "select count(d) from DeadLetter d where d.incarnation = :incarnation"
                                        + " and d.reportNumber = :number",
                                Long.class)
                        .setParameter("incarnation", report.incarnation())
                        .setParameter("number", report.number())
                        .getSingleResult()
                > 0;
    }

    private void audit(String who, String did, DeadLetter letter) {
        var gone = new Difference().removed("queue", letter.getQueue()).removed("message", quote(letter));
        audit.write(who, did, "dead letter " + letter.getId(), gone);
    }

    private void changed(String text) {
        em.persist(new Event(Instant.now(), Event.Kind.CHANGED, text));
    }

    private static String quote(DeadLetter letter) {
        return letter.getReport().map(id -> "report " + text(id) + ", ").orElse("")
                + Text.upTo(QUOTED, letter.getBody());
    }

    private static String text(ReportId id) {
        return id.incarnation() + "/" + id.number();
    }
}
