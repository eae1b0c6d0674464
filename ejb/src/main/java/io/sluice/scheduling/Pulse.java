package io.sluice.scheduling;

import io.sluice.api.JournalStatus;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.DeadLetterBox;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Whether database, broker and adapter answer, and what they say of what waits. Each is asked on a timer of its own, so that
 * one that hangs holds up nobody; what they said last is there for everybody at once. While the database is away nobody else
 * asks it: each failure would be written to the log by the container, with all its causes.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Pulse {
    private static final System.Logger LOG = System.getLogger(Pulse.class.getName());

    private static final long EVERY_MILLIS = 2_000;
    private static final int ANSWERS_WITHIN_SECONDS = 5;
    /** After that long without an answer it is asked less often: each time, the container writes three lines to the log. */
    private static final Duration AWAY_FOR_LONG = Duration.ofSeconds(20);

    private static final Duration ASKED_SELDOM = Duration.ofSeconds(9);
    private static final Duration SILENT = Duration.ofSeconds(10);
    private static final Duration WAITING = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private enum Part {
        DATABASE,
        BROKER,
        ADAPTER
    }

    @Resource(lookup = Jndi.DATABASE)
    DataSource database;

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    DeadLetterBox letters;

    @EJB
    Backlog backlog;

    @Resource
    TimerService timers;

    /** Nanoseconds; never steps. */
    LongSupplier clock = System::nanoTime;

    private final Trouble databaseTrouble = new Trouble(LOG);
    private final Trouble brokerTrouble = new Trouble(LOG);
    private volatile boolean databaseAnswers = true;
    private volatile boolean brokerAnswers = true;
    private volatile long databaseAnsweredAt = clock.getAsLong();
    private volatile long databaseAskedAt = clock.getAsLong();
    private volatile long brokerAnsweredAt = clock.getAsLong();
    private volatile long deadLetters;
    private volatile Optional<Instant> oldestReport = Optional.empty();
    private volatile JournalStatus journal = JournalStatus.NONE;
    private volatile long handedOver;
    private volatile long movedAt = clock.getAsLong();
    private volatile boolean ended;

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        for (Part part : Part.values()) {
            timers.createIntervalTimer(0, EVERY_MILLIS, new TimerConfig(part, false));
        }
    }

    @Timeout
    void due(Timer timer) {
        if (ended) {
            return;
        }
        switch ((Part) timer.getInfo()) {
            case DATABASE -> {
                boolean awayForLong =
                        !databaseAnswers && since(databaseAnsweredAt).compareTo(AWAY_FOR_LONG) > 0;
                if (!awayForLong || since(databaseAskedAt).compareTo(ASKED_SELDOM) > 0) {
                    askDatabase();
                }
            }
            case BROKER -> askBroker();
            case ADAPTER -> askAdapter();
        }
    }

    /** Asks the database; the answer is what everybody sees from then on. */
    public void askDatabase() {
        databaseAskedAt = clock.getAsLong();
        try {
            try (Connection connection = database.getConnection()) {
                if (!connection.isValid(ANSWERS_WITHIN_SECONDS)) {
                    throw new SQLException("the connection is not valid any more");
                }
            }
            deadLetters = letters.countOpen();
            databaseAnsweredAt = clock.getAsLong();
            databaseAnswers = true;
            databaseTrouble.over("The database answers again.");
        } catch (SQLException | RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            databaseAnswers = false;
            databaseTrouble.with(
                    "The database does not answer; the machines work on, and what they do is booked when it is back.",
                    e);
        }
    }

    void askBroker() {
        try {
            oldestReport = backlog.oldestReport();
            brokerAnsweredAt = clock.getAsLong();
            brokerAnswers = true;
            brokerTrouble.over("The broker answers again.");
        } catch (RuntimeException e) {
            brokerAnswers = false;
            brokerTrouble.with(
                    "The broker does not answer; the machines work on, and the adapter's journal keeps what they do.",
                    e);
        }
    }

    void askAdapter() {
        JournalStatus now = JournalStatus.NONE;
        try (Switchboard switchboard = switchboards.getConnection()) {
            now = switchboard.journal();
        } catch (SwitchboardUnavailableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The adapter does not run.", e);
        }
        long handed =
                now.retained().stream().mapToLong(JournalStatus.Retained::last).sum();
        if (now.undelivered() == 0 || handed != handedOver) {
            movedAt = clock.getAsLong();
        }
        handedOver = handed;
        journal = now;
    }

    /** Whether the database answered when it was last asked. */
    public boolean databaseAnswers() {
        return databaseAnswers;
    }

    /** Whether the broker answered when it was last asked. */
    public boolean brokerAnswers() {
        return brokerAnswers;
    }

    /** Whether the database did not answer when it was last asked, or hangs. */
    public boolean isDatabaseAway() {
        return !databaseAnswers || since(databaseAnsweredAt).compareTo(SILENT) > 0;
    }

    /** Whether the broker did not answer when it was last asked, or hangs. */
    public boolean isBrokerAway() {
        return !brokerAnswers || since(brokerAnsweredAt).compareTo(SILENT) > 0;
    }

    /** What the adapter last said of its journal. */
    public JournalStatus journal() {
        return journal;
    }

    /** How many messages that could not be read waited when the database last said so. */
    public long deadLetters() {
        return deadLetters;
    }

    /**
     * Returns when the database answers, however long that takes: whoever holds a message need not have it delivered again
     * and again.
     *
     * @throws AwayException when the application ends before that
     */
    public void awaitDatabase() {
        while (!databaseAnswers) {
            if (ended) {
                throw new AwayException("The application ends before the database is back.");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** Waits, but not longer than the application runs. */
    public void rest(Duration time) {
        long begun = System.nanoTime();
        while (!ended && System.nanoTime() - begun < time.toNanos()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** The application ends: nobody waits any more, and nothing is asked. */
    @PreDestroy
    public void end() {
        ended = true;
    }

    /** What is wrong now, a sentence each. */
    public List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (isDatabaseAway()) {
            complaints.add("The database has not answered for "
                    + since(databaseAnsweredAt).toSeconds()
                    + " s; the machines work on, and what they do is booked when it is back.");
        }
        if (isBrokerAway()) {
            complaints.add("The broker has not answered for "
                    + since(brokerAnsweredAt).toSeconds()
                    + " s; the machines work on, and the adapter's journal keeps what they do.");
        }
        if (!journal.trouble().isEmpty()) {
            complaints.add(journal.trouble());
        }
        if (journal.undelivered() > 0 && since(movedAt).compareTo(WAITING) > 0) {
            complaints.add("Reports of shares have been waiting in the adapter's journal for "
                    + since(movedAt).toSeconds() + " s; the application does not take them over.");
        }
        oldestReport
                .map(oldest -> Duration.between(oldest, Instant.now()))
                .filter(age -> age.compareTo(WAITING) > 0)
                .ifPresent(age -> complaints.add("Reports of shares have been waiting at the broker for "
                        + age.toSeconds() + " s to be booked."));
        if (deadLetters > 0) {
            complaints.add(
                    deadLetters == 1
                            ? "A message could not be read and waits among the dead letters."
                            : deadLetters + " messages could not be read and wait among the dead letters.");
        }
        return complaints;
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(clock.getAsLong() - nanos);
    }
}
