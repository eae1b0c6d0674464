package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The ledger and its periods, for those who turn its pages. Reads only. */
@Stateless
public class Books {
    private static final JsonProvider JSON = JsonProvider.provider();

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /**
     * Which bookings are meant.
     *
     * @param subAccount name; empty for all
     * @param period start of the period that they count for; empty for all
     * @param from only what ended at or after it
     * @param to only what ended before it
     */
    public record Selection(
            Optional<String> subAccount, Optional<Instant> period, Optional<Instant> from, Optional<Instant> to) {
        private List<String> conditions() {
            List<String> conditions = new ArrayList<>();
            subAccount.ifPresent(s -> conditions.add("b.subAccount.name = :subAccount"));
            conditions.addAll(conditionsOfTime());
            return conditions;
        }

        List<String> conditionsOfTime() {
            List<String> conditions = new ArrayList<>();
            period.ifPresent(p -> conditions.add("b.periodStartsAt = :period"));
            from.ifPresent(f -> conditions.add("b.toAt >= :from"));
            to.ifPresent(t -> conditions.add("b.toAt < :to"));
            return conditions;
        }

        private <T> TypedQuery<T> apply(TypedQuery<T> query) {
            subAccount.ifPresent(s -> query.setParameter("subAccount", s));
            return applyTime(query);
        }

        <T> TypedQuery<T> applyTime(TypedQuery<T> query) {
            period.ifPresent(p -> query.setParameter("period", p));
            from.ifPresent(f -> query.setParameter("from", f));
            to.ifPresent(t -> query.setParameter("to", t));
            return query;
        }
    }

    /** How many bookings are meant; counts no further than {@code most}. */
    public int count(Selection selection, int most) {
        return Lines.of(em, selection)
                .map(lines -> lines.query("select b.id from Booking b", "", lines.range(), Long.class)
                        .setMaxResults(most)
                        .getResultList()
                        .size())
                .orElse(0);
    }

    /**
     * Some of them, the newest first.
     *
     * @param limit how many at most, up to {@value LedgerQueries#LONGEST_PAGE}
     */
    public List<Booking> page(Selection selection, int first, int limit) {
        // Their numbers first: joined with the sub-accounts, H2 would sort the whole ledger.
        List<Long> ids = Lines.of(em, selection)
                .map(lines -> lines.range().newest(first + LedgerQueries.checked(limit), (range, most) -> lines.query(
                                "select b.id from Booking b", " order by b.id desc", range, Long.class)
                        .setMaxResults(most)
                        .getResultList()))
                .orElse(List.of())
                .stream()
                .skip(first)
                .toList();
        return ids.isEmpty()
                ? List.of()
                : em.createQuery(
                                "select b from Booking b join fetch b.subAccount where b.id in :ids order by b.id desc",
                                Booking.class)
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /**
     * Some of them, the oldest first.
     *
     * @param after the id of the last one of the part before; 0 for the first part
     * @param limit how many at most, up to {@value LedgerQueries#LONGEST_PAGE}
     */
    public List<Booking> part(Selection selection, long after, int limit) {
        return Lines.of(em, selection)
                // In the index's own order, so that no more is read than is wanted.
                .map(lines -> (lines.areOfOneSubAccount()
                                ? lines.query(
                                        "select b from Booking b",
                                        " order by b.subAccount.id, b.sequence",
                                        lines.rangeAfter(after),
                                        Booking.class)
                                : lines.query(
                                        "select b from Booking b join fetch b.subAccount",
                                        " order by b.id",
                                        lines.rangeAfter(after),
                                        Booking.class))
                        .setMaxResults(LedgerQueries.checked(limit))
                        .getResultList())
                .orElse(List.of());
    }

    /** Periods, the latest first. */
    public List<StandardPeriod> periods(Optional<String> subAccount, int first, int limit) {
        if (subAccount.isEmpty()) {
            return new Periods(em)
                    .latest(Optional.empty(), false, first + limit, Instant.now()).stream()
                            .skip(first)
                            .toList();
        }
        return em.createQuery(
                        "select p from StandardPeriod p join fetch p.subAccount where p.subAccount.name = :subAccount"
                                + " order by p.startsAt desc, p.id desc",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount.get())
                .setFirstResult(first)
                .setMaxResults(limit)
                .getResultList();
    }

    /** The names of all sub-accounts, archived ones as well. */
    public List<String> subAccounts() {
        return em.createQuery("select s.name from SubAccount s order by s.name", String.class)
                .getResultList();
    }

    /** The period of that start. */
    public Optional<StandardPeriod> period(String subAccount, Instant start) {
        return em.createQuery(
                        "select p from StandardPeriod p join fetch p.subAccount"
                                + " where p.subAccount.name = :subAccount and p.startsAt = :start",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("start", start)
                .getResultStream()
                .findFirst();
    }

    /** The latest period that began at an instant or before, and was not over then. */
    public Optional<StandardPeriod> periodAt(String subAccount, Instant at) {
        return em.createQuery(
                        "select p from StandardPeriod p join fetch p.subAccount"
                                + " where p.subAccount.name = :subAccount and p.startsAt <= :at"
                                + " and (p.endsAt is null or p.endsAt > :at) order by p.startsAt desc",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("at", at)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** The pools' reasons for the rejected shares among bookings, and how many shares each had. */
    public Map<String, Long> rejections(Selection selection) {
        List<String> conditions = selection.conditions();
        TypedQuery<Object[]> query = em.createQuery(
                "select b.byReason, count(b) from Rejection b"
                        + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
                        + " group by b.byReason",
                Object[].class);
        Map<String, Long> sums = new TreeMap<>();
        for (Object[] row : selection.apply(query).getResultList()) {
            add((String) row[0], (Long) row[1], sums);
        }
        return sums;
    }

    /**
     * The same of all sub-accounts, by name.
     *
     * @param since of bookings that ended then or later
     * @param most how far back it is looked, lest it take long: so many bookings with rejected shares
     */
    public Map<String, Map<String, Long>> rejectionsBySubAccount(Instant since, int most) {
        List<Long> newest = RowRange.all(em, Rejection.class, "booking").newest(most, (range, some) -> em.createQuery(
                        "select r.booking from Rejection r where r.booking >= :first and r.booking <= :last"
                                + " order by r.booking desc",
                        Long.class)
                .setParameter("first", range.first())
                .setParameter("last", range.last())
                .setMaxResults(some)
                .getResultList());
        Map<String, Map<String, Long>> bySubAccount = new TreeMap<>();
        em.createQuery(
                        "select r.subAccount.name, r.byReason, count(r) from Rejection r"
                                + " where r.booking >= :first and r.toAt >= :since"
                                + " group by r.subAccount.name, r.byReason",
                        Object[].class)
                .setParameter("first", newest.isEmpty() ? 0L : newest.get(newest.size() - 1))
                .setParameter("since", since)
                .getResultStream()
                .forEach(row -> add(
                        (String) row[1],
                        (Long) row[2],
                        bySubAccount.computeIfAbsent((String) row[0], name -> new TreeMap<>())));
        return bySubAccount;
    }

    /**
     * The same of a machine, whoever it worked for.
     *
     * @param since of bookings that ended then or later
     */
    public Map<String, Long> rejections(String machine, Instant since) {
        Map<String, Long> sums = new TreeMap<>();
        em.createQuery(
                        "select r.byReason, count(r) from Rejection r where r.machine = :machine and r.toAt >= :since"
                                + " group by r.byReason",
                        Object[].class)
                .setParameter("machine", machine)
                .setParameter("since", since)
                .getResultStream()
                .forEach(row -> add((String) row[0], (Long) row[1], sums));
        return sums;
    }

    private static void add(String byReason, long times, Map<String, Long> sums) {
        try (JsonReader reader = JSON.createReader(new StringReader(byReason))) {
            var reasons = reader.readObject();
            for (String reason : reasons.keySet()) {
                sums.merge(reason, reasons.getJsonNumber(reason).longValueExact() * times, Long::sum);
            }
        }
    }

    /** The pools that sub-accounts are at, by the name of the sub-account. */
    public Map<String, String> pools() {
        return em.createQuery("select s.name, s.pool.name from SubAccount s where s.pool is not null", Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1]));
    }
}
