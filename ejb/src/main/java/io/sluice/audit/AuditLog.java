package io.sluice.audit;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the audit log, in the caller's transaction, and reads it. Who may read it is the caller's to decide. */
@Stateless
public class AuditLog {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    public AuditLog() {}

    /** For whoever has no container. */
    public AuditLog(EntityManager em) {
        this.em = em;
    }

    /**
     * Writes a change down.
     *
     * @param who name of the user or token
     * @param did such as {@code changed}
     * @param thing such as {@code pool alpha}
     */
    public void write(String who, String did, String thing, Difference difference) {
        em.persist(new AuditEntry(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                who,
                Origin.address().orElse(""),
                did,
                thing,
                difference.before().orElse(null),
                difference.after().orElse(null)));
    }

    /**
     * Which entries are wanted.
     *
     * @param who exactly this user or token
     * @param thing something with this in its name, in capitals or not
     * @param from only what happened then or later
     * @param to only what happened before then
     */
    public record Filter(Optional<String> who, Optional<String> thing, Optional<Instant> from, Optional<Instant> to) {
        /** Everything. */
        public static final Filter ALL =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Entries, newest first.
     *
     * @param before the id of the last entry of the page before; empty for the first page
     * @param limit how many at most
     */
    public List<AuditEntry> read(Filter filter, Optional<Long> before, int limit) {
        var conditions = new ArrayList<String>(List.of("e.id < :before"));
        filter.who().ifPresent(w -> conditions.add("e.who = :who"));
        filter.thing().ifPresent(t -> conditions.add("lower(e.thing) like :thing escape '!'"));
        filter.from().ifPresent(f -> conditions.add("e.at >= :from"));
        filter.to().ifPresent(t -> conditions.add("e.at < :to"));
        TypedQuery<AuditEntry> query = em.createQuery(
                "select e from AuditEntry e where " + String.join(" and ", conditions) + " order by e.id desc",
                AuditEntry.class);
        query.setParameter("before", before.orElse(Long.MAX_VALUE)).setMaxResults(limit);
        filter.who().ifPresent(w -> query.setParameter("who", w));
        filter.thing()
                .ifPresent(t -> query.setParameter(
                        "thing", "%" + t.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%"));
        filter.from().ifPresent(f -> query.setParameter("from", f));
        filter.to().ifPresent(t -> query.setParameter("to", t));
        return query.getResultList();
    }
}
