package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What was done over time: read for charts and statements, and made coarser as it ages. */
@Stateless
public class History {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /**
     * Work of one sub-account in one stretch, whatever the period.
     *
     * @param hashes work accepted in it
     */
    public record Piece(String subAccount, Instant startsAt, BigDecimal hashes) {}

    /** Events of one kind that happened together. {@code subAccount} and such are one of theirs: the one, when all agree. */
    public record Cluster(Event.Kind kind, Instant first, long count, String least, String greatest) {}

    /** The work of all sub-accounts in stretches of a length, by name and time. */
    public List<Piece> pieces(Duration length, Instant from, Instant to) {
        return em.createQuery(
                        "select s.subAccount.name, s.startsAt, sum(s.hashes) from Stretch s"
                                + " where s.seconds = :seconds and s.startsAt >= :from and s.startsAt < :to"
                                + " group by s.subAccount.name, s.startsAt order by s.subAccount.name, s.startsAt",
                        Object[].class)
                .setParameter("seconds", Math.toIntExact(length.toSeconds()))
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultStream()
                .map(row -> new Piece((String) row[0], (Instant) row[1], (BigDecimal) row[2]))
                .toList();
    }

    /** The days of one period, by time. */
    public List<Stretch> days(StandardPeriod period) {
        return em.createQuery(
                        "select s from Stretch s where s.subAccount = :subAccount and s.periodStartsAt = :period"
                                + " and s.seconds = :seconds order by s.startsAt",
                        Stretch.class)
                .setParameter("subAccount", period.getSubAccount())
                .setParameter("period", period.getSpan().start())
                .setParameter("seconds", Math.toIntExact(Stretch.DAY.toSeconds()))
                .getResultList();
    }

    /**
     * Adds minutes up into ten minutes, one sub-account in each transaction.
     *
     * @param before only minutes that began before it; a whole ten minutes
     * @param limit how many minutes at most
     * @return how many
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int coarsen(Instant before, int limit) {
        Optional<SubAccount> due = em.createQuery(
                        "select s.subAccount from Stretch s where s.seconds = :seconds and s.startsAt < :before"
                                + " order by s.startsAt",
                        SubAccount.class)
                .setParameter("seconds", Math.toIntExact(Stretch.MINUTE.toSeconds()))
                .setParameter("before", before)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
        if (due.isEmpty()) {
            return 0;
        }
        SubAccount subAccount = due.get();
        em.lock(subAccount, LockModeType.PESSIMISTIC_WRITE);
        List<Stretch> minutes = em.createQuery(
                        "select s from Stretch s where s.subAccount = :subAccount and s.seconds = :seconds"
                                + " and s.startsAt < :before order by s.startsAt",
                        Stretch.class)
                .setParameter("subAccount", subAccount)
                .setParameter("seconds", Math.toIntExact(Stretch.MINUTE.toSeconds()))
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList();
        var stretches = new Stretches(em);
        for (Stretch minute : minutes) {
            stretches.add(
                    subAccount,
                    minute.getPeriodStartsAt(),
                    Stretch.TEN_MINUTES,
                    Stretch.startOf(minute.getStartsAt(), Stretch.TEN_MINUTES),
                    minute.getShares());
            em.remove(minute);
        }
        stretches.write();
        return minutes.size();
    }

    /** Deletes the ten minutes that began before an instant, in a transaction of its own; days are kept. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int forget(Instant before) {
        return em.createQuery("delete from Stretch s where s.seconds = :seconds and s.startsAt < :before")
                .setParameter("seconds", Math.toIntExact(Stretch.TEN_MINUTES.toSeconds()))
                .setParameter("before", before)
                .executeUpdate();
    }

    /**
     * Switches and failures of machines, by kind and time.
     *
     * @param together how far apart events of one kind are taken together, in whole seconds
     */
    public List<Cluster> clusters(Instant from, Instant to, Duration together) {
        // In SQL: JPQL divides instants by nothing. Both databases divide whole numbers without a rest.
        List<?> rows = em.createNativeQuery("select kind, min(happened_at), count(*), min(subject), max(subject) from"
                        + " (select kind, happened_at, happened_at / " + together.toSeconds() * 1_000_000
                        + " as bucket, case when kind = 'SWITCHED' then sub_account else machine end as subject"
                        + " from event where happened_at >= ?1 and happened_at < ?2 and (kind in"
                        + " ('MACHINE_DISCONNECTED', 'MACHINE_SILENT', 'MACHINE_BELOW_STANDARD') or"
                        + " (kind = 'SWITCHED' and sub_account is not null))) happened"
                        + " group by kind, bucket order by 2")
                .setParameter(1, ChronoUnit.MICROS.between(Instant.EPOCH, from))
                .setParameter(2, ChronoUnit.MICROS.between(Instant.EPOCH, to))
                .getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new Cluster(
                        Event.Kind.valueOf((String) row[0]),
                        Instant.EPOCH.plus(((Number) row[1]).longValue(), ChronoUnit.MICROS),
                        ((Number) row[2]).longValue(),
                        (String) row[3],
                        (String) row[4]))
                .toList();
    }

    /**
     * When addresses of pools failed and served again, by time; those just before as well, as an outage may have begun then.
     *
     * @param limit how many at most, the newest
     */
    public List<Event> ofPools(Instant from, Instant to, int limit) {
        return em.createQuery(
                        "select e from Event e where e.kind in :kinds and e.at >= :from and e.at < :to"
                                + " order by e.at desc, e.id desc",
                        Event.class)
                .setParameter("kinds", List.of(Event.Kind.POOL_FAILING, Event.Kind.POOL_SERVING))
                .setParameter("from", from)
                .setParameter("to", to)
                .setMaxResults(limit)
                .getResultList();
    }
}
