package io.sluice.web.health;

import io.sluice.admin.Bookings;
import io.sluice.admin.Condition;
import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.FieldStatus.SessionStatus;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The metrics. They are brought up to date every few seconds and not when they are read, so that whoever reads them
 * often costs nothing. Nothing of it waits for the database. The web's start comes after that of the beans, whom nobody may call before.
 */
@WebListener
public class FieldMetrics implements ServletContextListener {
    private static final int SECONDS_BETWEEN = 3;
    private static final Logger LOG = System.getLogger(FieldMetrics.class.getName());

    private final Map<String, Double> values = new ConcurrentHashMap<>();

    /** Shares by verdict when they were last read; touched by the updates only. */
    private final Map<String, Long> lastShares = new HashMap<>();

    private final AtomicBoolean readingLedger = new AtomicBoolean();

    /** As the ledger was last read; empty before that. */
    private volatile Optional<Bookings.Backlog> backlog = Optional.empty();

    /** Whether reports waited at the last update; touched by the updates only. */
    private boolean waitedBefore;

    @Inject
    MetricRegistry registry;

    @Inject
    Field field;

    @Inject
    Condition condition;

    @Inject
    Bookings bookings;

    @Resource
    private ManagedScheduledExecutorService executor;

    /** One more, so that what hangs in the database does not hold up the rest. */
    @Resource
    private ManagedExecutorService apart;

    private ScheduledFuture<?> updates;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        register();
        updates = executor.scheduleWithFixedDelay(() -> update(apart), 1, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    void register() {
        set("sluice_machines_connected", "Machines with at least one connection", 0);
        set("sluice_hashrate", "Hashes a second of all machines together", 0);
        set("sluice_reports_undelivered", "Reports that wait for the application", 0);
        set("sluice_outbox_unpublished", "Bookings that accounting is still to be told of", 0);
        set("sluice_ledger_lag_seconds", "How far the ledger is behind the pools' answers", 0);
        set("sluice_adapter_listening", "1 when machines can connect", 0);
        set("sluice_journal_bytes", "Bytes of disk that the adapter's journal takes", 0);
        set("sluice_journal_limit_bytes", "Bytes of disk that the adapter's journal may take", 0);
        set(
                "sluice_journal_in_memory_shares",
                "Shares in memory only, as the journal has no room; a kill loses them",
                0);
        set("sluice_degraded", "1 when something is wrong; see /health/ready", 0);
        set(
                "sluice_reconciliation_differences",
                "Periods in which the ledger differs from what the adapter counted",
                0);
        set("sluice_dead_letters", "Messages that could not be read and wait for an operator", 0);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        updates.cancel(false);
    }

    /** Brings everything up to date; the ledger is read by the executor, when it answers and is not being read already. */
    void update(Executor forLedger) {
        try {
            read();
            if (!condition.isDatabaseAway() && readingLedger.compareAndSet(false, true)) {
                readLedger(forLedger);
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end the updates for good.
            LOG.log(Level.WARNING, "The metrics stay as they were: " + e.getMessage());
        }
    }

    private void readLedger(Executor forLedger) {
        boolean begun = false;
        try {
            forLedger.execute(() -> {
                try {
                    backlog = Optional.of(bookings.backlog());
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, "The ledger's metrics stay as they were: " + e.getMessage());
                } finally {
                    readingLedger.set(false);
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                readingLedger.set(false);
            }
        }
    }

    private void read() {
        Optional<FieldStatus> status = field.status();
        status.ifPresent(this::show);
        values.put(
                "sluice_adapter_listening",
                status.filter(FieldStatus::listening).isPresent() ? 1.0 : 0.0);
        values.put("sluice_degraded", condition.degraded().isEmpty() ? 0.0 : 1.0);
        values.put("sluice_reconciliation_differences", (double) condition.differences());
        values.put("sluice_dead_letters", (double) condition.deadLetters());
        condition
                .missingHashrates()
                .forEach((group, missing) -> set(
                        "sluice_missing_hashrate",
                        "Hashes a second that a group lacks for standards that will not be met",
                        missing,
                        new Tag("group", group)));
        // At any one moment something may be on its way that will be booked in the next.
        boolean waits = status.filter(s -> s.journal().undelivered() > 0).isPresent() || condition.isDatabaseAway();
        boolean late = waits && waitedBefore;
        waitedBefore = waits;
        backlog.ifPresent(found -> {
            values.put("sluice_outbox_unpublished", (double) found.unpublished());
            values.put(
                    "sluice_ledger_lag_seconds",
                    new Bookings.Backlog(found.unpublished(), found.last(), Instant.now()).lagSeconds(late));
        });
    }

    private void show(FieldStatus status) {
        values.put("sluice_machines_connected", (double) status.machines().size());
        values.put(
                "sluice_hashrate",
                status.machines().stream().mapToDouble(MachineStatus::hashrate).sum());
        values.put("sluice_reports_undelivered", (double) status.journal().undelivered());
        values.put("sluice_journal_bytes", (double) status.journal().bytes());
        values.put("sluice_journal_limit_bytes", (double) status.journal().limitBytes());
        values.put("sluice_journal_in_memory_shares", (double) status.journal().inMemory());
        status.shares().forEach(this::count);
        status.sessions().stream()
                .filter(session -> session.latencyMillis() > 0)
                .collect(Collectors.groupingBy(
                        SessionStatus::pool, Collectors.averagingDouble(SessionStatus::latencyMillis)))
                .forEach((pool, millis) -> set(
                        "sluice_pool_latency_seconds",
                        "Time from a share to the pool's answer, median of the last",
                        millis / 1000,
                        new Tag("pool", pool)));
    }

    /** The adapter counts from its start; what is shown only grows. */
    private void count(String verdict, long now) {
        Long before = lastShares.put(verdict, now);
        long more = before == null || now < before ? now : now - before;
        registry.counter(
                        Metadata.builder()
                                .withName("sluice_shares")
                                .withDescription("Shares by verdict: the pool's, or why they did not get there")
                                .build(),
                        new Tag("verdict", verdict))
                .inc(more);
    }

    private void set(String name, String description, double value, Tag... tags) {
        StringBuilder key = new StringBuilder(name);
        for (Tag tag : tags) {
            key.append('|').append(tag.getTagValue());
        }
        String full = key.toString();
        if (values.put(full, value) == null) {
            registry.gauge(
                    Metadata.builder()
                            .withName(name)
                            .withDescription(description)
                            .build(),
                    () -> values.get(full),
                    tags);
        }
    }
}
