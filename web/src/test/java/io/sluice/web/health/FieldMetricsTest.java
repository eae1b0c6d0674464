package io.sluice.web.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Bookings;
import io.sluice.api.JournalStatus;
import jakarta.ejb.EJBException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnnecessaryAssignment") // There is no container here to inject anything.
class FieldMetricsTest {
    private final Situation now = new Situation();
    private final Map<String, Supplier<?>> gauges = new HashMap<>();
    private final FieldMetrics metrics = metrics();
    private Bookings.Backlog backlog = new Bookings.Backlog(7, Optional.empty(), Instant.now());
    private int asked;

    @Test
    void journalConditionAndLedgerAreShown() {
        now.journal = new JournalStatus(List.of(), List.of(), 4, 64, 128, 5, "");
        now.reasons = List.of("Something.");

        metrics.update(Runnable::run);
        metrics.update(Runnable::run);

        assertThat(shown("sluice_journal_bytes")).isEqualTo(64);
        assertThat(shown("sluice_journal_limit_bytes")).isEqualTo(128);
        assertThat(shown("sluice_journal_in_memory_shares")).isEqualTo(5);
        assertThat(shown("sluice_reports_undelivered")).isEqualTo(4);
        assertThat(shown("sluice_degraded")).isEqualTo(1);
        assertThat(shown("sluice_reconciliation_differences")).isEqualTo(2);
        assertThat(shown("sluice_dead_letters")).isEqualTo(3);
        assertThat(shown("sluice_outbox_unpublished")).isEqualTo(7);
    }

    @Test
    void whileTheDatabaseHangsTheRestGoesOnAndTheLedgerFollowsWhenItIsBack() throws InterruptedException {
        var back = new CountDownLatch(1);
        metrics.bookings = new Bookings() {
            @Override
            public Backlog backlog() {
                asked++;
                try {
                    back.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return backlog;
            }
        };
        var hanging = new Thread[1];
        metrics.update(work -> {
            hanging[0] = new Thread(work);
            hanging[0].start();
        });
        now.listening = false;
        metrics.update(Runnable::run);
        assertThat(shown("sluice_adapter_listening")).isZero();

        back.countDown();
        hanging[0].join();
        assertThat(asked).as("reads of the ledger while one hung").isEqualTo(1);
        metrics.update(Runnable::run);
        metrics.update(Runnable::run);
        assertThat(shown("sluice_outbox_unpublished")).isEqualTo(7);
    }

    @Test
    void aDatabaseThatIsAwayIsNotAskedAndTheLagGrows() {
        Instant answered = Instant.now().minusSeconds(600);
        backlog = new Bookings.Backlog(0, Optional.of(new Bookings.LastBooking(answered, answered)), answered);
        metrics.update(Runnable::run);
        metrics.update(Runnable::run);
        assertThat(shown("sluice_ledger_lag_seconds")).isZero();
        int before = asked;

        now.databaseAway = true;
        metrics.update(Runnable::run);
        metrics.update(Runnable::run);

        assertThat(asked).isEqualTo(before);
        assertThat(shown("sluice_ledger_lag_seconds")).isGreaterThanOrEqualTo(600);
    }

    @Test
    void nothingThatFailsEndsTheUpdates() {
        metrics.update(work -> {
            throw new RejectedExecutionException("full");
        });
        Bookings sound = metrics.bookings;
        metrics.bookings = new Bookings() {
            @Override
            public Backlog backlog() {
                throw new EJBException("gone");
            }
        };
        metrics.update(Runnable::run);
        metrics.bookings = sound;

        metrics.update(Runnable::run);
        metrics.update(Runnable::run);

        assertThat(shown("sluice_outbox_unpublished")).isEqualTo(7);
    }

    private double shown(String name) {
        return ((Number) gauges.get(name).get()).doubleValue();
    }

    private FieldMetrics metrics() {
        var made = new FieldMetrics();
        made.field = now.field;
        made.condition = now.condition;
        made.bookings = new Bookings() {
            @Override
            public Backlog backlog() {
                asked++;
                return backlog;
            }
        };
        made.registry = (MetricRegistry) Proxy.newProxyInstance(
                MetricRegistry.class.getClassLoader(),
                new Class<?>[] {MetricRegistry.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("gauge")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    gauges.put(((Metadata) arguments[0]).getName(), (Supplier<?>) arguments[1]);
                    return null;
                });
        made.register();
        return made;
    }
}
