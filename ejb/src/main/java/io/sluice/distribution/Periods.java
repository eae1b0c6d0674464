package io.sluice.distribution;

import io.sluice.api.Work;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The periods of sub-accounts, and the lock under which they change, within the caller's transaction. There are more each day
 * and none is ever forgotten: what is asked for with each plan is found without reading those that are over.
 */
public final class Periods {
    private final EntityManager em;

    /** What was looked for: every query would first write all that was changed so far, and a report has thousands of lines. */
    private final Map<Key, Optional<StandardPeriod>> found = new HashMap<>();

    /** Of these sub-accounts, by id, all is found that is not over then; null before it was looked for. */
    private Instant looked;

    private Set<Long> lookedFor = Set.of();

    private record Key(long subAccount, Instant start) {}

    public Periods(EntityManager em) {
        this.em = em;
    }

    /** Those that were not over at an instant, whether they had begun or not, of archived sub-accounts too; in no order. */
    public List<StandardPeriod> notOver(Instant at) {
        // Not one query with "or", nor joined with their sub-accounts: for either H2 reads all periods.
        TypedQuery<StandardPeriod> endless =
                em.createQuery("select p from StandardPeriod p where p.endsAt is null", StandardPeriod.class);
        TypedQuery<StandardPeriod> ending = em.createQuery(
                        "select p from StandardPeriod p where p.endsAt > :at", StandardPeriod.class)
                .setParameter("at", at);
        // One may be in both, whose end is set between them.
        Set<StandardPeriod> periods = new LinkedHashSet<>();
        for (TypedQuery<StandardPeriod> query : List.of(endless, ending)) {
            // Sub-accounts that are not in memory by one more query, and not each by its own.
            query.setHint("eclipselink.batch.type", "IN");
            query.setHint("eclipselink.batch", "p.subAccount");
            periods.addAll(query.getResultList());
        }
        // Without those of a sub-account that is removed at this moment.
        return periods.stream().filter(period -> period.getSubAccount() != null).toList();
    }

    /**
     * The latest periods by their starts, and of those that begin together by their ids, the latest first. No index has the starts, so
     * they are looked for among those that were not over a day before, and then eight times as long before, and so on.
     *
     * @param before only those that come after this one; empty for all
     * @param counted only those in which a life of the adapter counted
     * @param most how many at most
     */
    List<StandardPeriod> latest(Optional<StandardPeriod> before, boolean counted, int most, Instant now) {
        Instant latest = before.map(period -> period.getSpan().start()).orElse(now);
        for (Duration back = Duration.ofDays(1); ; back = back.multipliedBy(8)) {
            boolean all = back.compareTo(Duration.between(Instant.EPOCH, latest)) >= 0;
            Instant from = all ? Instant.EPOCH : latest.minus(back);
            // What begins later is over later still, so none of these is missing.
            List<StandardPeriod> found = since(from, before, counted, most);
            if (all || found.size() == most) {
                return found;
            }
        }
    }

    /** Those that begin at an instant or later. */
    private List<StandardPeriod> since(Instant from, Optional<StandardPeriod> before, boolean counted, int most) {
        // One may be in both, as above.
        Set<StandardPeriod> found = new LinkedHashSet<>();
        for (String over : List.of("p.endsAt is null", "p.endsAt >= :from")) {
            TypedQuery<StandardPeriod> query = em.createQuery(
                    "select p from StandardPeriod p where p.startsAt >= :from and " + over
                            + (before.isPresent()
                                    ? " and (p.startsAt < :start or (p.startsAt = :start and p.id < :id))"
                                    : "")
                            + (counted ? " and exists (select c from LifeCount c where c.period = p)" : "")
                            + " order by p.startsAt desc, p.id desc",
                    StandardPeriod.class);
            before.ifPresent(
                    last -> query.setParameter("start", last.getSpan().start()).setParameter("id", last.getId()));
            query.setParameter("from", from).setMaxResults(most);
            query.setHint("eclipselink.batch.type", "IN");
            query.setHint("eclipselink.batch", "p.subAccount");
            found.addAll(query.getResultList());
        }
        return found.stream()
                .sorted(Comparator.comparing(
                                (StandardPeriod period) -> period.getSpan().start())
                        .thenComparing(StandardPeriod::getId)
                        .reversed())
                .limit(most)
                .toList();
    }

    /**
     * Locks a sub-account until the transaction ends.
     *
     * @return as it is now; empty when there is none of that name
     */
    Optional<SubAccount> lock(String name) {
        return Optional.ofNullable(lock(List.of(name)).get(name));
    }

    /**
     * Locks sub-accounts until the transaction ends, in the order of their ids: whoever locks several does so here, with one
     * call, or two would wait for each other.
     *
     * @return by name and in the order of names, as they are now; without those that are not there
     */
    SortedMap<String, SubAccount> lock(Collection<String> names) {
        // By ids, as H2 locks rows in the order in which it comes upon them, and may read all to find some names.
        List<Long> ids = Parts.find(new TreeSet<>(names), some -> em.createQuery(
                        "select s.id from SubAccount s where s.name in :names", Long.class)
                .setParameter("names", some)
                .getResultList());
        SortedMap<String, SubAccount> locked = new TreeMap<>();
        lockById(ids).forEach(subAccount -> locked.put(subAccount.getName(), subAccount));
        return locked;
    }

    /** The same by ids; as they are now, in the order of the ids, without those that are not there. */
    List<SubAccount> lockById(Collection<Long> ids) {
        return Parts.find(new TreeSet<>(ids), some -> em.createQuery(
                        "select s from SubAccount s where s.id in :ids order by s.id", SubAccount.class)
                .setParameter("ids", some)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList());
    }

    /**
     * Looks once for all periods of sub-accounts that were not over at an instant, where one at a time would take longer.
     *
     * @param locked they were locked before
     */
    void look(Collection<SubAccount> locked, Instant at) {
        lookedFor = locked.stream().map(SubAccount::getId).collect(Collectors.toSet());
        // As rows: there may be many of others, and of those that are archived.
        Set<Long> ids = new TreeSet<>();
        for (String running : List.of("p.endsAt is null", "p.endsAt > :at")) {
            TypedQuery<Object[]> query = em.createQuery(
                    "select p.id, p.subAccount.id from StandardPeriod p where " + running, Object[].class);
            if (running.contains(":at")) {
                query.setParameter("at", at);
            }
            query.getResultStream()
                    .filter(row -> lookedFor.contains((Long) row[1]))
                    .forEach(row -> ids.add((Long) row[0]));
        }
        Parts.find(ids, some -> em.createQuery(
                                "select p from StandardPeriod p where p.id in :ids", StandardPeriod.class)
                        .setParameter("ids", some)
                        .getResultList())
                .forEach(period ->
                        found.put(key(period.getSubAccount(), period.getSpan().start()), Optional.of(period)));
        looked = InstantColumn.stored(at);
    }

    /** The period of that start, if it was ever begun; looked for once. Under the sub-account's lock. */
    Optional<StandardPeriod> find(SubAccount subAccount, Instant start) {
        return found.computeIfAbsent(
                key(subAccount, start),
                // What begins later is over later still: it would have been seen.
                key -> lookedFor.contains(key.subAccount()) && key.start().isAfter(looked)
                        ? Optional.empty()
                        : em.createQuery(
                                        "select p from StandardPeriod p"
                                                + " where p.subAccount = :subAccount and p.startsAt = :start",
                                        StandardPeriod.class)
                                .setParameter("subAccount", subAccount)
                                .setParameter("start", key.start())
                                .getResultStream()
                                .findFirst());
    }

    private static Key key(SubAccount subAccount, Instant start) {
        return new Key(subAccount.getId(), InstantColumn.stored(start));
    }

    /** The period of that start; begun now, if it was not. Under the sub-account's lock. */
    StandardPeriod findOrBegin(SubAccount subAccount, Instant start) {
        return find(subAccount, start).orElseGet(() -> {
            Span span = subAccount.spanAt(start);
            boolean regular = span.start().equals(start);
            var period = new StandardPeriod(
                    subAccount,
                    // Not of the present cycle: a grant of an earlier one named it. It ends where the present one
                    // begins or,
                    // when it was still to come then, as it begins, so that it is never taken for the present one.
                    regular ? span : new Span(start, Optional.of(start.isBefore(span.start()) ? span.start() : start)),
                    regular ? subAccount.getStandard().map(Standard::work) : Optional.empty());
            if (regular) {
                period.setCarried(carriedInto(subAccount, start));
            }
            em.persist(period);
            found.put(key(subAccount, start), Optional.of(period));
            return period;
        });
    }

    /** Begins the present period of each that has not begun it. Under their locks, and no others are asked for. */
    void beginPresent(Collection<SubAccount> subAccounts, Instant now) {
        Map<SubAccount, Instant> starts = new LinkedHashMap<>();
        subAccounts.forEach(
                subAccount -> starts.put(subAccount, subAccount.spanAt(now).start()));
        // From just before the earliest on: so those before them are seen, too, of which something may be carried over.
        starts.values().stream()
                .min(Instant::compareTo)
                .ifPresent(earliest -> look(subAccounts, earliest.minus(1, ChronoUnit.MICROS)));
        starts.forEach(this::findOrBegin);
    }

    /**
     * What is due in a period of the present cycle because the one before was short of it: not more than one standard, so
     * that a debt does not grow without end. A period that was never begun was short of all of it.
     */
    Work carriedInto(SubAccount subAccount, Instant start) {
        Optional<Work> standard = subAccount.getStandard().map(Standard::work);
        if (!subAccount.isCarryOver() || standard.isEmpty()) {
            return Work.ZERO;
        }
        return subAccount
                .spanBefore(start)
                .map(before -> find(subAccount, before.start())
                        .map(StandardPeriod::getMissing)
                        .orElse(standard.get()))
                .map(missing -> missing.compareTo(standard.get()) > 0 ? standard.get() : missing)
                .orElse(Work.ZERO);
    }

    /**
     * What was booked late for a period lessens what is carried over from it, and so on from period to period.
     *
     * @return the periods in which less is due now
     */
    List<StandardPeriod> lessenAfter(StandardPeriod booked) {
        List<StandardPeriod> lessened = new ArrayList<>();
        StandardPeriod before = booked;
        while (before.getSubAccount().isCarryOver() && before.getSpan().end().isPresent()) {
            StandardPeriod next =
                    find(before.getSubAccount(), before.getSpan().end().get()).orElse(null);
            if (next == null || next.getCarried().compareTo(before.getMissing()) <= 0) {
                break;
            }
            next.setCarried(before.getMissing());
            lessened.add(next);
            before = next;
        }
        return lessened;
    }

    /** The names of sub-accounts that are served and whose present period was not begun yet, in their order. */
    List<String> notBegun(Instant now) {
        Set<Long> begun = new HashSet<>();
        for (String running : List.of("p.endsAt is null", "p.endsAt > :now")) {
            TypedQuery<Long> query = em.createQuery(
                            "select p.subAccount.id from StandardPeriod p where p.startsAt <= :now and " + running,
                            Long.class)
                    .setParameter("now", now);
            begun.addAll(query.getResultList());
        }
        return em.createQuery(
                        "select s.id, s.name from SubAccount s where s.archived = false order by s.name",
                        Object[].class)
                .getResultStream()
                .filter(row -> !begun.contains((Long) row[0]))
                .map(row -> (String) row[1])
                .toList();
    }
}
