package io.sluice.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private static final int MUCH_ROOM = 1_000_000;
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** Whoever delivers waits already when the first of them comes. */
    @Test
    void whatMachinesDoAtOnceIsOneReport() throws Exception {
        var queue = new EventQueue(MUCH_ROOM, new AuthenticationQueue(), Duration.ofMinutes(1), Duration.ofMinutes(1));
        CompletableFuture<FieldReport> first = CompletableFuture.supplyAsync(() -> next(queue));
        for (int i = 0; i < 300; i++) {
            queue.machine(switched("m" + i));
        }
        // Not of a machine: gathering is over.
        queue.login(new LoginEvent(AT, "alice", 1, LoginState.ACCEPTED, "pool.example:3333", ""));

        assertThat(first.get(30, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(MachineEvents.class, report -> assertThat(report.events())
                        .hasSize(300));
        queue.delivered();
        assertThat(next(queue)).isInstanceOf(LoginEvent.class);
    }

    @Test
    void whatIsInAHurryIsNotGathered() throws Exception {
        var queue = new EventQueue(MUCH_ROOM, new AuthenticationQueue(), Duration.ofMinutes(1), Duration.ofMinutes(1));
        CompletableFuture<FieldReport> first = CompletableFuture.supplyAsync(() -> next(queue));
        queue.machine(switched("m1"));
        queue.hurry();

        assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(MachineEvents.class);
        queue.delivered();
        queue.machine(switched("m2"));
        assertThat(next(queue)).isInstanceOf(MachineEvents.class);
    }

    @Test
    void nothingIsLostOrOutOfOrderHoweverItComes() throws Exception {
        var queue = new EventQueue(MUCH_ROOM, new AuthenticationQueue());
        CompletableFuture<List<String>> heard = CompletableFuture.supplyAsync(() -> {
            List<String> machines = new ArrayList<>();
            while (machines.size() < 5_000) {
                if (next(queue) instanceof MachineEvents report) {
                    report.events().forEach(event -> machines.add(event.machine()));
                }
                queue.delivered();
            }
            return machines;
        });
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            said.add("m" + i);
            queue.machine(switched("m" + i));
        }
        assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo(said);
        assertThat(queue.awaitEmpty(1, TimeUnit.SECONDS)).isTrue();
    }

    private static FieldReport next(EventQueue queue) {
        try {
            return queue.next(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MachineEvent switched(String machine) {
        return new MachineEvent(AT, machine, MachineEvent.Kind.SWITCHED, "alice", "plan");
    }
}
