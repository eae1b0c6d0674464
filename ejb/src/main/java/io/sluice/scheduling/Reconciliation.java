package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.ShareCount;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.Event;
import io.sluice.distribution.EventLog;
import io.sluice.distribution.Incarnation;
import io.sluice.distribution.LedgerQueries;
import io.sluice.distribution.LifeCount;
import io.sluice.distribution.Shares;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Compares once a minute what the adapter counted with what is booked, and says when they differ.
 *
 * <p>More booked than counted is wrong at once. Less is on its way, and wrong when it has not arrived a minute later though
 * nothing is held up.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Reconciliation {
    private static final System.Logger LOG = System.getLogger(Reconciliation.class.getName());

    /** Periods that ended before are not compared any more; nothing comes for them. */
    public static final Duration COMPARED = Duration.ofDays(2);

    private static final long EVERY_MILLIS = 60_000;

    /** A timer may be a little early. */
    private static final Duration ARRIVES_WITHIN = Duration.ofMillis(EVERY_MILLIS - 1_000);

    /** What is younger is on its way. */
    private static final Duration HELD_UP = Duration.ofSeconds(30);

    /** The adapter's status is no older than a second. */
    private static final Duration STATUS_AGE = Duration.ofMillis(1_100);

    private static final int MOST_NAMED = 5;

    /** What was counted and not booked at an earlier check. */
    private record Missing(long since, Shares counted) {}

    /** Where a life of the adapter counts: for a sub-account, in the period that begins then. */
    private record Counted(String incarnation, String subAccount, Instant start) {}

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    CapabilityLedger ledger;

    @EJB
    LedgerQueries queries;

    @EJB
    Backlog backlog;

    @EJB
    EventLog events;

    @EJB
    Pulse pulse;

    @Resource
    TimerService timers;

    /** Nanoseconds; never steps. */
    LongSupplier clock = System::nanoTime;

    private final Trouble trouble = new Trouble(LOG);
    private final Map<Long, Missing> missing = new HashMap<>();

    /** Of what the ledger took note already; what is remembered here only saves asking it. */
    private Set<Counted> expected = Set.of();

    /** By period, what was last found wrong. */
    private volatile Map<Long, Comparison> different = Map.of();

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        timers.createIntervalTimer(EVERY_MILLIS, EVERY_MILLIS, new TimerConfig(null, false));
    }

    @Timeout
    void due() {
        if (!pulse.databaseAnswers() || !pulse.brokerAnswers()) {
            return;
        }
        try {
            check();
            trouble.over();
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            trouble.with("Ledger and adapter cannot be compared now; it is tried again in a minute.", e);
        }
    }

    /** Whether the last check found a period wrong. */
    public boolean isDifferent(Comparison comparison) {
        return different.containsKey(comparison.period());
    }

    /** In how many periods the last check found something wrong. */
    public int countDifferences() {
        return different.size();
    }

    /** What the last check found wrong, a sentence each, the first few. */
    public List<String> differences() {
        Map<Long, Comparison> found = different;
        List<String> sentences = found.values().stream()
                .limit(MOST_NAMED)
                .map(Reconciliation::sentence)
                .toList();
        return found.size() <= MOST_NAMED
                ? sentences
                : List.of("The ledger differs from what the adapter counted in " + found.size()
                        + " periods; see reconciliation.");
    }

    void check() {
        // First the ledger, then the adapter: what is booked is counted before, so it can never seem too much. And
        // first
        // whether the ledger knows of the present life, then its counts: what earlier lives counted was told before.
        Optional<String> latest = ledger.latestIncarnation().map(Incarnation::getName);
        List<LifeCount> lines = queries.lifeCounts(Instant.now().minus(COMPARED));
        Optional<FieldStatus> status = status();
        List<Comparison> comparisons = compare(lines, status, latest);
        if (comparisons.stream().anyMatch(line -> line.live() && line.isWrong())) {
            // The status may have been made before the ledger was read; one second later it was not.
            LockSupport.parkNanos(STATUS_AGE.toNanos());
            status = status();
            comparisons = compare(lines, status, latest);
        }
        boolean flowing = status.isPresent() && isFlowing(status.get());
        Map<Long, Comparison> found = new TreeMap<>();
        for (Comparison line : comparisons) {
            if (line.isWrong() || isOverdue(line, flowing)) {
                found.put(line.period(), line);
            }
        }
        missing.keySet().retainAll(comparisons.stream().map(Comparison::period).toList());
        tell(found, comparisons);
        different = Map.copyOf(found);
        status.filter(s -> latest.filter(s.incarnation()::equals).isPresent()).ifPresent(this::expect);
    }

    /** Has the ledger take note where the present life counts, once of each. */
    private void expect(FieldStatus status) {
        Map<Counted, ShareCount> counts = status.journal().counts().stream()
                .filter(count -> count.sent() > 0)
                .collect(Collectors.toMap(
                        count -> new Counted(status.incarnation(), count.subAccount(), count.periodStart()),
                        Function.identity(),
                        (one, other) -> one));
        List<ShareCount> news = counts.entrySet().stream()
                .filter(count -> !expected.contains(count.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!news.isEmpty()) {
            ledger.expect(status.incarnation(), news);
        }
        expected = Set.copyOf(counts.keySet());
    }

    private static List<Comparison> compare(
            List<LifeCount> lines, Optional<FieldStatus> status, Optional<String> latest) {
        boolean allTold = status.map(FieldStatus::incarnation)
                .filter(latest.orElse("")::equals)
                .isPresent();
        return Comparison.of(lines, status, allTold);
    }

    /** Whether what was counted a minute ago would be booked by now: no report is older than half of that. */
    private boolean isFlowing(FieldStatus status) {
        // A status that speaks of one report may mean the verdicts of this moment.
        return status.journal().undelivered() <= 1
                && backlog.oldestReport()
                        .filter(Instant.now().minus(HELD_UP)::isAfter)
                        .isEmpty();
    }

    private boolean isOverdue(Comparison line, boolean flowing) {
        Missing before = missing.get(line.period());
        if (before == null || !before.counted().exceed(line.booked())) {
            if (line.isBehind()) {
                missing.put(line.period(), new Missing(clock.getAsLong(), line.counted()));
            } else {
                missing.remove(line.period());
            }
            return false;
        }
        if (different.containsKey(line.period())) {
            return true;
        }
        return flowing && Duration.ofNanos(clock.getAsLong() - before.since()).compareTo(ARRIVES_WITHIN) >= 0;
    }

    private void tell(Map<Long, Comparison> found, List<Comparison> comparisons) {
        for (Comparison line : comparisons) {
            boolean before = different.containsKey(line.period());
            boolean now = found.containsKey(line.period());
            if (now && !before) {
                alarm(line, sentence(line));
            } else if (before && !now) {
                alarm(
                        line,
                        "For " + line.subAccount() + ", period from "
                                + line.span().start() + ", ledger and adapter agree again.");
            }
        }
    }

    private void alarm(Comparison line, String text) {
        events.add(new Event(Instant.now(), Event.Kind.ALARM, text).ofSubAccount(line.subAccount()));
        LOG.log(Level.WARNING, text);
    }

    private static String sentence(Comparison line) {
        return "For " + line.subAccount() + ", period from " + line.span().start()
                + ", the ledger differs from what the adapter counted: " + line.explanation();
    }

    private Optional<FieldStatus> status() {
        try (Switchboard switchboard = switchboards.getConnection()) {
            return Optional.of(switchboard.status());
        } catch (SwitchboardUnavailableException e) {
            LOG.log(Level.DEBUG, "Earlier lives are compared without the present one, as the adapter does not run.", e);
            return Optional.empty();
        }
    }
}
