package io.sluice.scheduling;

import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.CapabilityLedger;
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
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sees to it that what should be is: whatever was missed – a message lost with a crash, a period that ended, an adapter
 * that started again – is found within two seconds and put right by the same way as everything else.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Watch {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());

    private static final long EVERY_MILLIS = 2_000;

    /**
     * It rests this many times as long as planning took, within a limit: however large the farm is, looking at it takes a
     * sixteenth of a processor. What is known to have changed is planned at once and does not wait for it.
     */
    private static final int REST = 15;

    private static final long LONGEST_REST_NANOS = 10_000_000_000L;

    /** A stop has 30 s in all. What is not booked this long after its beginning is booked after the next start. */
    private static final Duration STILL_WITHIN = Duration.ofSeconds(20);

    /** Booking has this long after the adapter came to rest, however long that took; no longer if the database is away. */
    private static final Duration BOOKED_WITHIN = Duration.ofSeconds(5);

    @Resource(lookup = Jndi.SWITCHBOARD)
    SwitchboardFactory switchboards;

    @EJB
    Scheduler scheduler;

    @EJB
    Backlog backlog;

    @EJB
    CapabilityLedger ledger;

    @EJB
    Pulse pulse;

    Duration stillWithin = STILL_WITHIN;
    Duration bookedWithin = BOOKED_WITHIN;

    private final Trouble trouble = new Trouble(LOG);
    private final AtomicBoolean standingStill = new AtomicBoolean();
    private final AtomicLong restsUntil = new AtomicLong(System.nanoTime());
    Acknowledgement acknowledgement;

    @Resource
    TimerService timers;

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        acknowledgement = new Acknowledgement(switchboards, backlog, ledger, System::nanoTime);
        timers.createIntervalTimer(EVERY_MILLIS, EVERY_MILLIS, new TimerConfig(null, false));
    }

    /** Compares and repairs. */
    @Timeout
    public void look() {
        if (standingStill.get() || !pulse.databaseAnswers()) {
            return;
        }
        if (System.nanoTime() - restsUntil.get() >= 0) {
            plan();
        }
        if (pulse.brokerAnswers()) {
            acknowledgement.run();
        }
    }

    private void plan() {
        long begun = System.nanoTime();
        try {
            scheduler.replan("what the watch found");
            trouble.over();
            long end = System.nanoTime();
            restsUntil.set(end + Math.min(LONGEST_REST_NANOS, REST * (end - begun)));
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            trouble.with(
                    "No plan can be made, or what it decided cannot be written; the machines go on with the last one that the"
                            + " adapter has.",
                    e);
        }
    }

    /**
     * Brings everything to rest before the application goes: the adapter stops taking work and reports all it knows, and
     * what it reported is booked. To be called while all beans are still there; the watch looks no
     * more then.
     */
    @PreDestroy
    public void standStill() {
        if (!standingStill.compareAndSet(false, true)) {
            return;
        }
        long begun = System.nanoTime();
        try (Switchboard switchboard = switchboards.getConnection()) {
            switchboard.quiesce();
            awaitBooked(begun);
        } catch (SwitchboardUnavailableException e) {
            LOG.log(Level.DEBUG, "The adapter has stopped already.", e);
        } finally {
            pulse.end();
        }
    }

    private void awaitBooked(long begun) {
        long atRest = System.nanoTime();
        while (!backlog.isEmpty()) {
            long now = System.nanoTime();
            boolean late = now - begun > stillWithin.toNanos() || pulse.isDatabaseAway();
            if (late && now - atRest > bookedWithin.toNanos()) {
                LOG.log(Level.WARNING, "Not everything is booked yet; the broker keeps the rest for the next start.");
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
