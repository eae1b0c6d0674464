package io.sluice.distribution;

import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ledger of computing capability: every accepted share is booked in it once, and nothing else is.
 *
 * <p>Each report is booked in one local transaction of its own: the report's id, the lines, the periods' sums, the check
 * and the messages for the accounting system stand or fall together. Sub-accounts are locked first, in the order of
 * their names; two deliveries of one report meet at the first of these locks, and the second finds the report's id.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CapabilityLedger {
    /** Decimals of a hash that the database keeps; what is below them is no work of anyone. */
    private static final int DECIMALS = 40;

    private record PeriodKey(String subAccount, Instant start) {}

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    UpToStandardCheck check;

    /**
     * Books a report, unless it is booked already.
     *
     * @return names of the sub-accounts that came up to standard by it; empty when it was known
     */
    public List<String> book(TaskResults report) {
        Instant now = Instant.now();
        Map<String, SubAccount> subAccounts = lock(report.results(), now);
        if (em.find(BookedReport.class, new BookedReport.Key(report.id())) != null) {
            return List.of();
        }
        em.persist(new BookedReport(report.id(), now));
        // Lines refer to the report and JPA does not know it.
        em.flush();
        Incarnation by = live(report.id().incarnation(), now);
        Map<PeriodKey, StandardPeriod> periods = new HashMap<>();
        List<String> upToStandard = new ArrayList<>();
        for (int index = 0; index < report.results().size(); index++) {
            TaskResult result = report.results().get(index);
            SubAccount subAccount = subAccounts.get(result.subAccount());
            // Looked up once for each period: every query would first write all that was booked so far.
            StandardPeriod period = periods.computeIfAbsent(
                    new PeriodKey(result.subAccount(), result.periodStart()),
                    key -> new Periods(em).findOrBegin(subAccount, key.start()));
            Work work = bookable(result.work());
            period.add(
                    work,
                    result.accepted(),
                    result.rejectedShares(),
                    result.unanswered(),
                    by,
                    period.getIncarnation()
                            .map(name -> em.find(Incarnation.class, name))
                            .orElse(null));
            if (check.judge(period, result.to())) {
                upToStandard.add(subAccount.getName());
                em.persist(
                        new Event(result.to(), Event.Kind.UP_TO_STANDARD, subAccount.getName() + " is up to standard.")
                                .ofSubAccount(subAccount.getName()));
            }
            var booking = new Booking(
                    subAccount.nextSequence(),
                    period,
                    result,
                    work,
                    AccountingJson.reasons(result.rejected()),
                    report.id(),
                    index,
                    now);
            em.persist(booking);
            em.persist(new AccountingMessage(subAccount, booking.getSequence(), AccountingJson.body(booking)));
        }
        return upToStandard;
    }

    /** Takes note that a life of the adapter began; all reports of earlier ones are booked. */
    public void started(Started report) {
        if (em.find(Incarnation.class, report.incarnation()) == null) {
            live(report.incarnation(), report.at());
            em.persist(new Event(report.at(), Event.Kind.STARTED, "The adapter started."));
        }
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
        for (String name : periods.notBegun(now)) {
            periods.lock(name)
                    .filter(subAccount -> !subAccount.isArchived())
                    .ifPresent(subAccount -> periods.findOrBegin(
                            subAccount, subAccount.spanAt(now).start()));
        }
    }

    private Map<String, SubAccount> lock(List<TaskResult> results, Instant now) {
        var periods = new Periods(em);
        Map<String, SubAccount> locked = new TreeMap<>();
        for (String name :
                new TreeSet<>(results.stream().map(TaskResult::subAccount).toList())) {
            locked.put(name, periods.lock(name).orElseGet(() -> adopt(name, now)));
        }
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
