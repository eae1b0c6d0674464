package io.sluice.scheduling;

import io.sluice.distribution.EventLog;
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
 * Forgets events that nobody looks for any more, so that a farm that comes and goes does not fill the disk with them. The
 * ledger forgets nothing, and neither do the ids of its reports.
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

    private static final long HOUR_MILLIS = 3_600_000;

    @EJB
    EventLog events;

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
            forget(Instant.now().minus(KEPT), MOST_EVENTS, BATCH);
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            LOG.log(Level.WARNING, "Old events could not be deleted; it is tried again in an hour.", e);
        }
    }

    /** Deletes what is older than an instant, and of the rest all but the newest {@code most}. */
    void forget(Instant before, long most, int batch) {
        int deleted;
        do {
            deleted = events.forget(before, most, batch);
        } while (deleted == batch);
    }
}
