package io.sluice.distribution;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ledger of computing capability: every accepted share is booked in it once, and nothing else is.
 *
 * <p>Each report is booked in one local transaction of its own: the report's id, the lines, the periods' sums and the
 * check stand or fall together. Sub-accounts are locked first; two deliveries of one report meet at the first of these locks,
 * and the second finds the report's id.
 *
 * <p>With the same lock and in the same transaction goes what is booked for each life of the adapter ({@link LifeCount}), to
 * be compared with what that life counted.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CapabilityLedger {
    /** Decimals of a hash that the database keeps; what is below them is no work of anyone. */
    private static final int DECIMALS = 40;

    /** From so many sub-accounts on, all periods that run are looked for at once, and not each by itself. */
    private static final int MANY = 20;

    /** Where the numbers of reports are that need not come again. */
    private static final List<String> KEPT = List.of(
            "select r.number from BookedReport r where r.incarnation = :incarnation and r.number",
            "select d.reportNumber from DeadLetter d where d.incarnation = :incarnation and d.reportNumber");

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    UpToStandardCheck check;

    /**
     * Books a report, unless it is booked already.
     *
     * @return what came of it; nothing when it was known
     */
    public Booked book(TaskResults report) {
        Instant now = Instant.now();
        if (isBooked(report.id())) {
            // The same after a restart, perhaps many of them: nobody else need wait for that.
            return Booked.BEFORE;
        }
        var periods = new Periods(em);
        Map<String, SubAccount> subAccounts =
                lock(periods, report.results().stream().map(TaskResult::subAccount), now);
        if (isBooked(report.id())) {
            return Booked.BEFORE;
        }
        em.persist(new BookedReport(report.id(), now));
        // Before the lines, so that of two deliveries one ends here.
        em.flush();
        Incarnation by = live(report.id().incarnation(), now);
        if (subAccounts.size() >= MANY) {
            periods.look(
                    subAccounts.values(),
                    report.results().stream()
                            .map(TaskResult::from)
                            .min(Instant::compareTo)
                            .orElse(now));
        }
        // All of them before anything is changed, which every query would first write.
        report.results()
                .forEach(result -> periods.findOrBegin(subAccounts.get(result.subAccount()), result.periodStart()));
        Map<StandardPeriod, Shares> sums = new HashMap<>();
        Map<String, Incarnation> lives = new HashMap<>();
        var stretches = new Stretches(em);
        var accounting = new AccountingJson();
        var ids = new Ids(em, Booking.class);
        List<String> upToStandard = new ArrayList<>();
        List<Booking> lines = new ArrayList<>();
        List<AccountingMessage> messages = new ArrayList<>();
        for (int index = 0; index < report.results().size(); index++) {
            TaskResult result = report.results().get(index);
            SubAccount subAccount = subAccounts.get(result.subAccount());
            StandardPeriod period = periods.findOrBegin(subAccount, result.periodStart());
            Work work = bookable(result.work());
            Shares shares = Shares.of(result, work);
            sums.merge(period, shares, Shares::plus);
            long id = ids.next();
            stretches.book(period, result.to(), shares, id);
            period.add(
                    work,
                    result.accepted(),
                    result.rejectedShares(),
                    result.unanswered(),
                    by,
                    period.getIncarnation()
                            .map(name -> lives.computeIfAbsent(name, n -> em.find(Incarnation.class, n)))
                            .orElse(null));
            // A bean is called for what is new, not for each of thousands of lines.
            if (UpToStandardCheck.isDue(period) && check.judge(period, result.to())) {
                upToStandard.add(subAccount.getName());
                em.persist(
                        new Event(result.to(), Event.Kind.UP_TO_STANDARD, subAccount.getName() + " is up to standard.")
                                .ofSubAccount(subAccount.getName()));
            }
            // Late work: what the next period was told to make up for need not be made up for any more.
            for (StandardPeriod lessened : periods.lessenAfter(period)) {
                if (check.judge(lessened, now)) {
                    upToStandard.add(subAccount.getName());
                    em.persist(new Event(
                                    now,
                                    Event.Kind.UP_TO_STANDARD,
                                    subAccount.getName() + " is up to standard, as less is carried over.")
                            .ofSubAccount(subAccount.getName()));
                }
            }
            var booking = new Booking(
                    id,
                    subAccount.nextSequence(),
                    period,
                    result,
                    work,
                    AccountingJson.reasons(result.rejected()),
                    report.id(),
                    index,
                    now);
            lines.add(booking);
            messages.add(booking.message(accounting));
        }
        BookingLines.write(em, lines);
        sums.forEach((period, shares) -> lifeCount(by.getName(), period).book(shares));
        stretches.write();
        return new Booked(upToStandard, messages);
    }

    /** Takes note that a life of the adapter began; all reports of earlier ones are booked. */
    public void started(Started report) {
        if (em.find(Incarnation.class, report.incarnation()) == null) {
            live(report.incarnation(), report.at());
            em.persist(new Event(report.at(), Event.Kind.STARTED, "The adapter started."));
        }
    }

    /**
     * Takes note of what a life of the adapter counted, once or more often. What it counted and never reported stands there
     * too, with nothing booked.
     */
    public void ended(Ended report) {
        var periods = new Periods(em);
        Map<String, SubAccount> subAccounts =
                lock(periods, report.counts().stream().map(ShareCount::subAccount), Instant.now());
        for (ShareCount count : report.counts()) {
            StandardPeriod period = periods.findOrBegin(subAccounts.get(count.subAccount()), count.periodStart());
            lifeCount(report.incarnation(), period).counted(count, bookable(count.work()));
        }
    }

    /**
     * Takes note where the present life of the adapter counts, so that it is compared even when nothing of it is booked. The
     * same once more changes nothing.
     */
    public void expect(String incarnation, List<ShareCount> counts) {
        Map<String, List<ShareCount>> bySubAccount = counts.stream()
                .filter(count -> count.sent() > 0)
                .collect(Collectors.groupingBy(ShareCount::subAccount));
        var periods = new Periods(em);
        Map<String, SubAccount> subAccounts = periods.lock(bySubAccount.keySet());
        if (subAccounts.size() >= MANY) {
            periods.look(subAccounts.values(), Instant.now());
        }
        subAccounts.forEach((name, subAccount) -> bySubAccount
                .get(name)
                .forEach(count -> lifeCount(incarnation, periods.findOrBegin(subAccount, count.periodStart()))));
    }

    /**
     * Which reports are not booked. One that could not be read counts as booked: its text is kept, and an operator knows.
     *
     * @return those of the given ones, in the same order
     */
    public List<ReportId> unbooked(List<ReportId> reports) {
        Map<String, Set<Long>> asked = reports.stream()
                .collect(Collectors.groupingBy(
                        ReportId::incarnation, Collectors.mapping(ReportId::number, Collectors.toSet())));
        Set<ReportId> had = new HashSet<>();
        asked.forEach((incarnation, numbers) -> {
            for (String kept : KEPT) {
                em.createQuery(kept + " in :numbers", Long.class)
                        .setParameter("incarnation", incarnation)
                        .setParameter("numbers", numbers)
                        .getResultStream()
                        .forEach(number -> had.add(new ReportId(incarnation, number)));
            }
        });
        return reports.stream().filter(report -> !had.contains(report)).toList();
    }

    /**
     * Which reports of a life of the adapter are not booked; see {@link #unbooked}.
     *
     * @param first number of the first one that is asked for
     * @param last number of the last one
     * @param most how many at most
     * @return their numbers, growing
     */
    public List<Long> missing(String incarnation, long first, long last, int most) {
        long booked = em.createQuery(
                        "select count(r) from BookedReport r where r.incarnation = :incarnation"
                                + " and r.number between :first and :last",
                        Long.class)
                .setParameter("incarnation", incarnation)
                .setParameter("first", first)
                .setParameter("last", last)
                .getSingleResult();
        if (booked > last - first) {
            return List.of();
        }
        Set<Long> had = new TreeSet<>();
        for (String kept : KEPT) {
            had.addAll(em.createQuery(kept + " between :first and :last", Long.class)
                    .setParameter("incarnation", incarnation)
                    .setParameter("first", first)
                    .setParameter("last", last)
                    .getResultList());
        }
        List<Long> missing = new ArrayList<>();
        for (long number = first; number <= last && missing.size() < most; number++) {
            if (!had.contains(number)) {
                missing.add(number);
            }
        }
        return missing;
    }

    /** The latest life of the adapter that told of itself; empty before the first. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Incarnation> latestIncarnation() {
        return em.createQuery("select i from Incarnation i order by i.number desc", Incarnation.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** Begins the present period of every sub-account that is served and whose period was not begun yet. */
    public void beginPeriods(Instant now) {
        var periods = new Periods(em);
        periods.beginPresent(
                periods.lock(periods.notBegun(now)).values().stream()
                        .filter(subAccount -> !subAccount.isArchived())
                        .toList(),
                now);
    }

    private boolean isBooked(ReportId report) {
        return em.find(BookedReport.class, new BookedReport.Key(report)) != null;
    }

    private LifeCount lifeCount(String incarnation, StandardPeriod period) {
        LifeCount known = em.find(LifeCount.class, new LifeCount.Key(incarnation, period));
        if (known != null) {
            return known;
        }
        var begun = new LifeCount(incarnation, period);
        em.persist(begun);
        return begun;
    }

    private Map<String, SubAccount> lock(Periods periods, Stream<String> subAccounts, Instant now) {
        SortedSet<String> names = subAccounts.collect(Collectors.toCollection(TreeSet::new));
        Map<String, SubAccount> locked = periods.lock(names);
        names.forEach(name -> locked.computeIfAbsent(name, unknown -> adopt(unknown, now)));
        return locked;
    }

    /** Work was accepted for a name that is not there any more: it is kept under that name, archived. */
    private SubAccount adopt(String name, Instant now) {
        var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
        var subAccount = new SubAccount(name, group, now);
        subAccount.setArchived(true);
        em.persist(subAccount);
        em.persist(new Event(
                        now,
                        Event.Kind.ALARM,
                        "Work was reported for sub-account " + name
                                + ", which is not known; it is booked under that name, archived.")
                .ofSubAccount(name));
        em.flush();
        return subAccount;
    }

    private Incarnation live(String name, Instant at) {
        Incarnation known = em.find(Incarnation.class, name);
        if (known != null) {
            return known;
        }
        long number = latestIncarnation().map(Incarnation::getNumber).orElse(0L) + 1;
        var incarnation = new Incarnation(name, number, at);
        em.persist(incarnation);
        return incarnation;
    }

    private static Work bookable(Work work) {
        BigDecimal hashes = work.hashes();
        return hashes.scale() <= DECIMALS ? work : new Work(hashes.setScale(DECIMALS, RoundingMode.DOWN));
    }
}
