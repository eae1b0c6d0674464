package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was done over time: read for charts and statements, and made coarser as it ages. */
@Stateless
public class History {
    private static final String OF_TIME = " where m.seconds = ?1 and m.starts_at >= ?2 and m.starts_at < ?3";

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

    /**
     * The work of sub-accounts in stretches of a length, by name and time.
     *
     * @param subAccount only this one's; empty for all
     */
    public List<Piece> pieces(Optional<String> subAccount, Duration length, Instant from, Instant to) {
        return sums(subAccount, "m.starts_at", length, from, to, InstantColumn::instant);
    }

    /**
     * The work of sub-accounts by minutes, added up over steps, by name and time.
     *
     * @param subAccount only this one's; empty for all
     * @param from where the first step begins, a whole minute
     * @param step whole minutes
     * @return pieces as long as a step
     */
    public List<Piece> minutes(Optional<String> subAccount, Instant from, Duration step, Instant to) {
        // PostgreSQL would not know that two parameters are the same.
        String number =
                "(m.starts_at - " + InstantColumn.micros(from) + ") / " + TimeUnit.SECONDS.toMicros(step.toSeconds());
        return sums(subAccount, number, Stretch.MINUTE, from, to, nth -> from.plus(step.multipliedBy(nth)));
    }

    /**
     * @param place what is added up together, in SQL: a whole number
     * @param start when a piece starts, of its place
     */
    private List<Piece> sums(
            Optional<String> subAccount,
            String place,
            Duration length,
            Instant from,
            Instant to,
            Function<Long, Instant> start) {
        if (subAccount.isPresent()) {
            return sumsOfOne(subAccount.get(), place, length, from, to, start);
        }
        List<?> rows = ofTime(
                        "select s.name, " + place + ", sum(m.hashes) from stretch m"
                                + " join sub_account s on s.id = m.sub_account_id" + OF_TIME
                                + " group by s.name, " + place + " order by s.name, " + place,
                        length,
                        from,
                        to)
                .getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new Piece((String) row[0], start.apply(((Number) row[1]).longValue()), (BigDecimal) row[2]))
                .toList();
    }

    /** By the key, in which the period comes before the time. Without it all stretches of that time would be read. */
    private List<Piece> sumsOfOne(
            String subAccount, String place, Duration length, Instant from, Instant to, Function<Long, Instant> start) {
        // The days of that time know which periods they are of.
        List<?> periods = ofTime(
                        "select distinct m.sub_account_id, m.period_starts_at from stretch m"
                                + " join sub_account s on s.id = m.sub_account_id" + OF_TIME + " and s.name = ?4",
                        Stretch.DAY,
                        Stretch.startOf(from, Stretch.DAY),
                        to)
                .setParameter(4, subAccount)
                .getResultList();
        SortedMap<Long, BigDecimal> sums = new TreeMap<>();
        for (Object period : periods) {
            Object[] key = (Object[]) period;
            List<?> rows = ofTime(
                            "select " + place + ", sum(m.hashes) from stretch m" + OF_TIME
                                    + " and m.sub_account_id = ?4 and m.period_starts_at = ?5 group by " + place,
                            length,
                            from,
                            to)
                    .setParameter(4, key[0])
                    .setParameter(5, key[1])
                    .getResultList();
            rows.stream()
                    .map(row -> (Object[]) row)
                    .forEach(row -> sums.merge(((Number) row[0]).longValue(), (BigDecimal) row[1], BigDecimal::add));
        }
        return sums.entrySet().stream()
                .map(sum -> new Piece(subAccount, start.apply(sum.getKey()), sum.getValue()))
                .toList();
    }

    private Query ofTime(String sql, Duration length, Instant from, Instant to) {
        return em.createNativeQuery(sql)
                .setParameter(1, Math.toIntExact(length.toSeconds()))
                .setParameter(2, InstantColumn.micros(from))
                .setParameter(3, InstantColumn.micros(to));
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
     * Adds the oldest minutes up into ten minutes, in a transaction of its own.
     *
     * @param before only minutes that began before it; a whole ten minutes
     * @param limit about how many minutes; those that began at one time are added together
     * @return how many; 0 when none is left
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int coarsen(Instant before, int limit) {
        // In the order of the index of times, so that no more is read than is due.
        List<Object[]> due = em.createQuery(
                        "select s.subAccount.id, s.startsAt from Stretch s where s.seconds = :seconds and s.startsAt < :before"
                                + " order by s.seconds, s.startsAt",
                        Object[].class)
                .setParameter("seconds", Math.toIntExact(Stretch.MINUTE.toSeconds()))
                .setParameter("before", before)
                .setMaxResults(limit)
                .getResultList();
        if (due.isEmpty()) {
            return 0;
        }
        Set<Long> locked = new Periods(em)
                .lockById(due.stream().map(row -> (Long) row[0]).toList()).stream()
                        .map(SubAccount::getId)
                        .collect(Collectors.toSet());
        // Again, as they are now that nobody books into them.
        List<Stretch> minutes = em.createQuery(
                        "select s from Stretch s where s.seconds = :seconds and s.startsAt <= :last"
                                + " order by s.seconds, s.startsAt",
                        Stretch.class)
                .setParameter("seconds", Math.toIntExact(Stretch.MINUTE.toSeconds()))
                .setParameter("last", (Instant) due.get(due.size() - 1)[1])
                .getResultStream()
                .filter(minute -> locked.contains(minute.getSubAccount().getId()))
                .toList();
        var stretches = new Stretches(em);
        for (Stretch minute : minutes) {
            stretches.add(
                    minute.getSubAccount(),
                    minute.getPeriodStartsAt(),
                    Stretch.TEN_MINUTES,
                    Stretch.startOf(minute.getStartsAt(), Stretch.TEN_MINUTES),
                    minute.getShares(),
                    minute.getBookings());
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
        // One kind at a time: asked for several, H2 would read all events of that time.
        return Stream.of(
                        Event.Kind.SWITCHED,
                        Event.Kind.MACHINE_DISCONNECTED,
                        Event.Kind.MACHINE_SILENT,
                        Event.Kind.MACHINE_BELOW_STANDARD)
                .flatMap(kind -> clusters(kind, from, to, together))
                .sorted(Comparator.comparing(Cluster::first))
                .toList();
    }

    private Stream<Cluster> clusters(Event.Kind kind, Instant from, Instant to, Duration together) {
        String subject = kind == Event.Kind.SWITCHED ? "sub_account" : "machine";
        // In SQL: JPQL divides instants by nothing. Both databases divide whole numbers without a rest.
        List<?> rows = em.createNativeQuery("select min(happened_at), count(*), min(" + subject + "), max(" + subject
                        + ") from event where kind = '" + kind + "' and happened_at >= ?1 and happened_at < ?2 and "
                        + subject + " is not null group by happened_at / " + together.toSeconds() * 1_000_000)
                .setParameter(1, ChronoUnit.MICROS.between(Instant.EPOCH, from))
                .setParameter(2, ChronoUnit.MICROS.between(Instant.EPOCH, to))
                .getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new Cluster(
                        kind,
                        Instant.EPOCH.plus(((Number) row[0]).longValue(), ChronoUnit.MICROS),
                        ((Number) row[1]).longValue(),
                        (String) row[2],
                        (String) row[3]));
    }

    /**
     * When addresses of pools failed and served again, by time; those just before as well, as an outage may have begun then.
     *
     * @param limit how many at most, the newest
     */
    public List<Event> ofPools(Instant from, Instant to, int limit) {
        // One kind at a time, as above.
        return Stream.of(Event.Kind.POOL_FAILING, Event.Kind.POOL_SERVING)
                .flatMap(kind -> em.createQuery(
                                "select e from Event e where e.kind = :kind and e.at >= :from and e.at < :to"
                                        + " order by e.at desc, e.id desc",
                                Event.class)
                        .setParameter("kind", kind)
                        .setParameter("from", from)
                        .setParameter("to", to)
                        .setMaxResults(limit)
                        .getResultStream())
                .sorted(Comparator.comparing(Event::getAt)
                        .thenComparing(Event::getId)
                        .reversed())
                .limit(limit)
                .toList();
    }
}
