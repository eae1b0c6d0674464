package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What console and REST want to know of the ledger. Reads only. */
@Stateless
public class LedgerQueries {
    /** Longest page. */
    public static final int LONGEST_PAGE = 1000;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** The period that an instant falls into; empty while nothing was booked in it and no plan was made for it. */
    public Optional<StandardPeriod> period(SubAccount subAccount, Instant at) {
        return em.createQuery(
                        "select p from StandardPeriod p where p.subAccount = :subAccount and p.startsAt <= :at"
                                + " and (p.endsAt is null or p.endsAt > :at) order by p.startsAt desc",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("at", at)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** The running period of every sub-account that has one, by the sub-account's name. */
    public Map<String, StandardPeriod> periods(Instant at) {
        Map<String, StandardPeriod> bySubAccount = new HashMap<>();
        new Periods(em)
                .notOver(at).stream()
                        .filter(p -> !p.getSpan().start().isAfter(at))
                        .sorted(Comparator.comparing(p -> p.getSpan().start()))
                        .forEach(p -> bySubAccount.put(p.getSubAccount().getName(), p));
        return bySubAccount;
    }

    /**
     * Events, newest first.
     *
     * @param before the id of the last event of the page before; empty for the first page
     * @param limit how many at most, up to {@value #LONGEST_PAGE}
     */
    public List<Event> events(Optional<Long> before, int limit) {
        RowRange all = RowRange.all(em, Event.class, "id");
        return before.map(all::below).orElse(all).newest(checked(limit), (range, most) -> em.createQuery(
                        "select e from Event e where e.id >= :first and e.id <= :last order by e.id desc", Event.class)
                .setParameter("first", range.first())
                .setParameter("last", range.last())
                .setMaxResults(most)
                .getResultList());
    }

    /** The newest booking; empty before the first. */
    public Optional<Booking> lastBooking() {
        // The greatest id is the primary key's last: ordered by it downwards, H2 would sort the whole ledger.
        return Optional.ofNullable(em.createQuery("select max(b.id) from Booking b", Long.class)
                        .getSingleResult())
                .map(id -> em.find(Booking.class, id));
    }

    /** Bookings that the accounting system is still to be told of. */
    public long unpublished() {
        return em.createQuery(
                        "select coalesce(sum(s.lastSequence - coalesce(p.publishedSequence, 0)), 0) from SubAccount s"
                                + " left join Publication p on p.subAccountId = s.id",
                        Number.class)
                .getSingleResult()
                .longValue();
    }

    /** Whether there is a sub-account of that name, archived or not. */
    public boolean isKnown(String subAccount) {
        return em.createQuery("select count(s) from SubAccount s where s.name = :name", Long.class)
                        .setParameter("name", subAccount)
                        .getSingleResult()
                > 0;
    }

    /**
     * What lives of the adapter counted, in the periods that have such counts, newest period first; the lines of a period
     * follow one another.
     *
     * @param subAccount name; empty for all
     * @param after id of the last period of the page before; empty for the first page
     * @param limit how many periods at most, up to {@value #LONGEST_PAGE}
     */
    public List<LifeCount> lifeCounts(Optional<String> subAccount, Optional<Long> after, int limit) {
        Optional<StandardPeriod> last = after.map(id -> em.find(StandardPeriod.class, id));
        if (after.isPresent() && last.isEmpty()) {
            return List.of();
        }
        List<StandardPeriod> periods = subAccount.isEmpty()
                ? new Periods(em).latest(last, true, checked(limit), Instant.now())
                : countedOf(subAccount.get(), last, checked(limit));
        if (periods.isEmpty()) {
            return List.of();
        }
        return lifeCounts(periods);
    }

    private List<StandardPeriod> countedOf(String subAccount, Optional<StandardPeriod> last, int limit) {
        TypedQuery<StandardPeriod> query = em.createQuery(
                "select p from StandardPeriod p where p.subAccount.name = :subAccount"
                        + " and exists (select c from LifeCount c where c.period = p)"
                        + (last.isPresent() ? " and p.startsAt < :start" : "")
                        + " order by p.startsAt desc",
                StandardPeriod.class);
        last.ifPresent(l -> query.setParameter("start", l.getSpan().start()));
        return query.setParameter("subAccount", subAccount).setMaxResults(limit).getResultList();
    }

    /** What lives of the adapter counted in periods that run, or ended after an instant. */
    public List<LifeCount> lifeCounts(Instant since) {
        List<StandardPeriod> periods = new Periods(em)
                .notOver(since).stream()
                        .sorted(Comparator.comparing(
                                        (StandardPeriod p) -> p.getSpan().start())
                                .thenComparing(StandardPeriod::getId)
                                .reversed())
                        .toList();
        return Parts.find(periods, this::lifeCounts);
    }

    /** Of these periods, the latest first. */
    private List<LifeCount> lifeCounts(List<StandardPeriod> periods) {
        return em.createQuery(
                        "select c from LifeCount c join fetch c.period where c.period in :periods"
                                + " order by c.period.startsAt desc, c.period.id desc",
                        LifeCount.class)
                .setParameter("periods", periods)
                .getResultList();
    }

    /** @throws IllegalArgumentException when it is too short or too long */
    static int checked(int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LONGEST_PAGE + " lines, not " + limit + ".");
        }
        return limit;
    }
}
