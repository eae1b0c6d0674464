package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.Assignment;
import io.sluice.distribution.Event;
import io.sluice.distribution.EventLog;
import io.sluice.distribution.Stretch;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgettingTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void oldEventsGoAndTheRestStays(TestDatabase database) {
        try (Store store = database.open()) {
            var forgetting = forgetting(store);
            forgetting.forget(START, 100, 3);
            happen(store, 10);
            forgetting.forget(START.plusSeconds(7), 100, 3);
            assertThat(left(store)).containsExactly("9", "8", "7");
            forgetting.forget(START.plusSeconds(7), 100, 3);
            assertThat(left(store)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereAreNeverMoreThanTheMost(TestDatabase database) {
        try (Store store = database.open()) {
            happen(store, 10);
            forgetting(store).forget(START, 4, 3);
            assertThat(left(store)).containsExactly("9", "8", "7", "6");
        }
    }

    @ParameterizedTest
    @EnumSource
    void assignmentsThatAreOverGoAndOthersStay(TestDatabase database) {
        try (Store store = database.open()) {
            var forgetting = new Forgetting();
            forgetting.assignments = Transacted.assignments(store);
            List<MachineEvent> events = new ArrayList<>();
            events.add(new MachineEvent(START, "steady", MachineEvent.Kind.SWITCHED, "a", ""));
            for (int i = 0; i < 10; i++) {
                events.add(new MachineEvent(
                        START.plusSeconds(i), "rig", MachineEvent.Kind.SWITCHED, i % 2 == 0 ? "a" : "b", ""));
            }
            forgetting.assignments.note(events);
            forgetting.forgetAssignments(START.plusSeconds(4), 100, 2);
            assertThat(machines(forgetting)).hasSize(1 + 7).contains("steady");
            forgetting.forgetAssignments(START, 3, 2);
            assertThat(machines(forgetting)).hasSize(1 + 3).contains("steady");
        }
    }

    private static List<String> machines(Forgetting forgetting) {
        return forgetting
                .assignments
                .between(Optional.empty(), Optional.empty(), START.minusSeconds(1), START.plusSeconds(99), 100)
                .stream()
                .map(Assignment::getMachine)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void minutesBecomeTenMinutesAndAreForgottenInTheEnd(TestDatabase database) {
        try (Store store = database.open()) {
            for (long minute = 0; minute < 30; minute++) {
                Instant at = START.plus(Duration.ofMinutes(minute));
                List<TaskResult> results = Stream.of("alice", "bob")
                        .map(name -> new TaskResult(
                                "m", name, START, at, at, 1, new Work(BigDecimal.valueOf(7)), Map.of(), 0))
                        .toList();
                var report = new TaskResults(new ReportId("life", minute + 1), results);
                store.run(em -> Store.ledger(em).book(report));
            }
            var forgetting = new Forgetting();
            forgetting.history = Transacted.history(store);
            Instant later = START.plus(Duration.ofDays(2)).plus(Duration.ofMinutes(25));
            forgetting.coarsen(later, 4);
            assertThat(pieces(forgetting, Stretch.MINUTE)).hasSize(2 * 10).containsOnly(7L);
            assertThat(pieces(forgetting, Stretch.TEN_MINUTES)).containsExactly(70L, 70L, 70L, 70L);
            assertThat(pieces(forgetting, Stretch.DAY)).containsExactly(210L, 210L);

            forgetting.coarsen(later.plus(Duration.ofDays(363)).minus(Duration.ofMinutes(10)), 4);
            assertThat(pieces(forgetting, Stretch.MINUTE)).isEmpty();
            assertThat(pieces(forgetting, Stretch.TEN_MINUTES)).containsExactly(70L, 70L);
            assertThat(pieces(forgetting, Stretch.DAY)).containsExactly(210L, 210L);
        }
    }

    private static List<Long> pieces(Forgetting forgetting, Duration length) {
        return forgetting
                .history
                .pieces(Optional.empty(), length, START.minus(Duration.ofDays(1)), START.plusSeconds(9_999))
                .stream()
                .map(piece -> piece.hashes().longValueExact())
                .toList();
    }

    private static void happen(Store store, int times) {
        for (int i = 0; i < times; i++) {
            var event = new Event(START.plusSeconds(i), Event.Kind.ALARM, String.valueOf(i));
            store.run(em -> Store.events(em).add(event));
        }
    }

    private static List<String> left(Store store) {
        return store.get(em -> Store.queries(em).events(Optional.empty(), 100).stream()
                .map(Event::getText)
                .toList());
    }

    /** As the container has it: a transaction for each call. */
    private static Forgetting forgetting(Store store) {
        var forgetting = new Forgetting();
        forgetting.events = new EventLog() {
            @Override
            public int forget(Instant before, long most, int limit) {
                return store.get(em -> Store.events(em).forget(before, most, limit));
            }
        };
        return forgetting;
    }
}
