package io.sluice.scheduling;

import io.sluice.distribution.AssignmentBook;
import io.sluice.distribution.EventLog;
import io.sluice.distribution.History;
import io.sluice.distribution.Stretch;
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

/**
 * Forgets events and assignments that nobody looks for any more, so that a farm that comes and goes does not fill the disk
 * with them, and makes the history of hashrates coarser with age. The ledger forgets nothing, and neither do the ids of its reports.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Forgetting {
    private static final System.Logger LOG = System.getLogger(Forgetting.class.getName());

    private static final Duration KEPT = Duration.ofDays(90);
    private static final long MOST_EVENTS = 1_000_000;

    /** Deleted in one transaction; small enough not to hold up anybody. */
    private static final int BATCH = 5_000;

    /** Minutes that are added up in one transaction: nothing is booked meanwhile for those whose they are. */
    private static final int MINUTES = 500;

    private static final long HOUR_MILLIS = 3_600_000;

    /** Minutes of charts; ten minutes from then on. */
    private static final Duration MINUTES_KEPT = Duration.ofDays(2);

    private static final Duration TEN_MINUTES_KEPT = Duration.ofDays(365);
    private static final Duration ASSIGNMENTS_KEPT = Duration.ofDays(90);
    private static final long MOST_ASSIGNMENTS = 1_000_000;

    /** In one clause of SQL. */
    private static final int IDS = 500;

    @EJB
    EventLog events;

    @EJB
    AssignmentBook assignments;

    @EJB
    History history;

    @Resource
    TimerService timers;

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        timers.createIntervalTimer(HOUR_MILLIS, HOUR_MILLIS, new TimerConfig(null, false));
    }

    @Timeout
    void due() {
        try {
            Instant now = Instant.now();
            forget(now.minus(KEPT), MOST_EVENTS, BATCH);
            forgetAssignments(now.minus(ASSIGNMENTS_KEPT), MOST_ASSIGNMENTS, IDS);
            coarsen(now, MINUTES);
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            LOG.log(Level.WARNING, "Old events could not be deleted; it is tried again in an hour.", e);
        }
    }

    /** Deletes assignments that ended before an instant, and of the rest all but the newest {@code most}. */
    void forgetAssignments(Instant before, long most, int batch) {
        int deleted;
        do {
            deleted = assignments.forget(before, most, batch);
        } while (deleted == batch);
    }

    /** Adds up what charts show as it ages, and forgets what is too old for them. */
    void coarsen(Instant now, int batch) {
        Instant old = Stretch.startOf(now.minus(MINUTES_KEPT), Stretch.TEN_MINUTES);
        int added;
        do {
            added = history.coarsen(old, batch);
        } while (added > 0);
        history.forget(now.minus(TEN_MINUTES_KEPT));
    }

    /** Deletes what is older than an instant, and of the rest all but the newest {@code most}. */
    void forget(Instant before, long most, int batch) {
        int deleted;
        do {
            deleted = events.forget(before, most, batch);
        } while (deleted == batch);
    }
}
