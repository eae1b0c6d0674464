package io.sluice.web.health;

import io.sluice.admin.Bookings;
import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.FieldStatus.SessionStatus;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The metrics. They are brought up to date every few seconds and not when they are read, so that whoever reads them
 * often costs nothing. The web's start comes after that of the beans, whom nobody may call before.
 */
@WebListener
public class FieldMetrics implements ServletContextListener {
    private static final int SECONDS_BETWEEN = 3;
    private static final Logger LOG = System.getLogger(FieldMetrics.class.getName());

    private final Map<String, Double> values = new ConcurrentHashMap<>();

    /** Shares by verdict when they were last read; touched by the updates only. */
    private final Map<String, Long> lastShares = new HashMap<>();

    @Inject
    private MetricRegistry registry;

    @Inject
    private Field field;

    @Inject
    private Bookings bookings;

    @Resource
    private ManagedScheduledExecutorService executor;

    private ScheduledFuture<?> updates;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        set("sluice_machines_connected", "Machines with at least one connection", 0);
        set("sluice_hashrate", "Hashes a second of all machines together", 0);
        set("sluice_reports_undelivered", "Reports that wait for the application", 0);
        set("sluice_outbox_unpublished", "Bookings that accounting is still to be told of", 0);
        set("sluice_ledger_lag_seconds", "How far the ledger is behind the pools' answers", 0);
        set("sluice_adapter_listening", "1 when machines can connect", 0);
        updates = executor.scheduleWithFixedDelay(this::update, 1, SECONDS_BETWEEN, TimeUnit.SECONDS);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        updates.cancel(false);
    }

    private void update() {
        try {
            read();
        } catch (RuntimeException e) {
            // Thrown on, it would end the updates for good.
            LOG.log(Level.WARNING, "The metrics stay as they were: " + e.getMessage());
        }
    }

    private void read() {
        Optional<FieldStatus> status = field.status();
        status.ifPresent(this::show);
        values.put(
                "sluice_adapter_listening",
                status.filter(FieldStatus::listening).isPresent() ? 1.0 : 0.0);
        Bookings.Backlog backlog = bookings.backlog();
        values.put("sluice_outbox_unpublished", (double) backlog.unpublished());
        boolean waiting = status.map(s -> s.undelivered() > 0).orElse(false);
        values.put("sluice_ledger_lag_seconds", backlog.lagSeconds(waiting));
    }

    private void show(FieldStatus status) {
        values.put("sluice_machines_connected", (double) status.machines().size());
        values.put(
                "sluice_hashrate",
                status.machines().stream().mapToDouble(MachineStatus::hashrate).sum());
        values.put("sluice_reports_undelivered", (double) status.undelivered());
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
