package io.sluice.web.health;

import io.sluice.admin.Bookings;
import io.sluice.admin.Field;
import io.sluice.admin.Users;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.FieldStatus.SessionStatus;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBException;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * The metrics. They are brought up to date every few seconds and not when they are read, so that whoever reads them
 * often costs nothing.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FieldMetrics {
    private static final Logger LOG = System.getLogger(FieldMetrics.class.getName());

    private final Map<String, Double> values = new ConcurrentHashMap<>();

    /** Shares by verdict when they were last read; touched by the timer only. */
    private final Map<String, Long> lastShares = new HashMap<>();

    @Inject
    private MetricRegistry registry;

    @Inject
    private Field field;

    @Inject
    private Bookings bookings;

    @Inject
    private Users users;

    @PostConstruct
    void register() {
        users.ready();
        set("sluice_machines_connected", "Machines with at least one connection", 0);
        set("sluice_hashrate", "Hashrate of all machines together", 0);
        set("sluice_reports_undelivered", "Reports that wait for the application", 0);
        set("sluice_outbox_unpublished", "Bookings that accounting is still to be told of", 0);
        set("sluice_ledger_lag_seconds", "How far the ledger is behind the pools' answers", 0);
        set("sluice_adapter_listening", "1 when machines can connect", 0);
    }

    @Schedule(hour = "*", minute = "*", second = "*/3", persistent = false)
    void update() {
        Optional<FieldStatus> status = field.status();
        status.ifPresent(this::field);
        try {
            Bookings.Backlog backlog = bookings.backlog();
            values.put("sluice_outbox_unpublished", (double) backlog.unpublished());
            boolean waiting = status.map(s -> s.undelivered() > 0).orElse(false);
            values.put("sluice_ledger_lag_seconds", backlog.lagSeconds(waiting));
        } catch (EJBException e) {
            LOG.log(Level.WARNING, "The database does not answer; its metrics stay as they were: " + e.getMessage());
        }
        values.put(
                "sluice_adapter_listening",
                status.filter(FieldStatus::listening).isPresent() ? 1.0 : 0.0);
    }

    private void field(FieldStatus status) {
        values.put("sluice_machines_connected", (double) status.machines().size());
        values.put(
                "sluice_hashrate",
                status.machines().stream().mapToDouble(MachineStatus::hashrate).sum());
        values.put("sluice_reports_undelivered", (double) status.undelivered());
        status.shares().forEach(this::shares);
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
    private void shares(String verdict, long now) {
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
