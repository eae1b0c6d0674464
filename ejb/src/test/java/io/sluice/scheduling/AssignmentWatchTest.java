package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.MachineEvent;
import io.sluice.api.MachineEvent.Kind;
import io.sluice.distribution.Assignment;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The history of assignments, from events and from the adapter's status. */
class AssignmentWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void eventsMakeHistoryAndTheSameOnceMoreChangeNothing(TestDatabase database) {
        try (Store store = database.open()) {
            var watch = watch(store, START);
            List<MachineEvent> events = List.of(
                    event(0, "rig", Kind.CONNECTED, "", "agent"),
                    event(1, "rig", Kind.SWITCHED, "alice", "connected"),
                    event(5, "rig", Kind.SWITCHED, "bob", "alice is up to standard"),
                    event(5, "other", Kind.SWITCHED, "bob", "connected"),
                    event(7, "rig", Kind.SWITCHED, "", "no pool can be reached"),
                    event(9, "rig", Kind.SWITCHED, "alice", "its pool is back"),
                    event(12, "rig", Kind.DISCONNECTED, "", "it hung up"));
            watch.assignments.note(events);
            List<String> history = List.of(
                    "rig alice 1-5 connected/alice is up to standard",
                    "other bob 5-? connected/",
                    "rig bob 5-7 alice is up to standard/no pool can be reached",
                    "rig alice 9-12 its pool is back/it hung up");
            assertThat(history(watch)).containsExactlyElementsOf(history);
            watch.assignments.note(events);
            watch.assignments.note(events.subList(1, 3));
            assertThat(history(watch)).containsExactlyElementsOf(history);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandMachinesSwitchAtOnce(TestDatabase database) {
        try (Store store = database.open()) {
            var watch = watch(store, START);
            for (String subAccount : List.of("alice", "bob")) {
                for (int report = 0; report < 20; report++) {
                    int first = report * 500;
                    watch.assignments.note(IntStream.range(first, first + 500)
                            .mapToObj(i -> event(
                                    subAccount.equals("alice") ? 1 : 60, "rig-" + i, Kind.SWITCHED, subAccount, "plan"))
                            .toList());
                }
            }
            assertThat(watch.assignments.between(
                            Optional.empty(), Optional.of("alice"), START, START.plusSeconds(30), 20_000))
                    .hasSize(10_000)
                    .allMatch(a -> a.getUntil().equals(Optional.of(START.plusSeconds(60))));
            assertThat(watch.assignments.open()).hasSize(10_000).allMatch(p -> p.subAccount()
                    .equals("bob"));
            // However many others were at work later, and with nothing in a name meaning anything else.
            assertThat(watch.assignments.betweenOfNamesWith(
                            "RIG-999", Optional.of("alice"), START, START.plusSeconds(30), 20))
                    .extracting(Assignment::getMachine)
                    .hasSize(11)
                    .allMatch(name -> name.startsWith("rig-999"));
            assertThat(watch.assignments.betweenOfNamesWith(
                            "rig_9", Optional.empty(), START, START.plusSeconds(99), 20))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasOpenWhenTheProcessDiedEndsWhenItWasLastSeen(TestDatabase database) {
        try (Store store = database.open()) {
            var before = watch(store, START);
            before.assignments.note(List.of(event(1, "rig", Kind.SWITCHED, "alice", "connected")));
            see(before, 20, serving("rig", "alice"));
            // It died at some time after 20, and comes back at 100; an event of then is still on its way.
            var after = watch(store, START.plusSeconds(100));
            after.assignments.note(List.of(event(101, "other", Kind.SWITCHED, "bob", "connected")));
            see(after, 110, serving("other", "bob"));
            after.assignments.note(List.of(event(22, "late", Kind.SWITCHED, "alice", "connected")));
            see(after, 125, serving("other", "bob"));
            assertThat(history(after))
                    .containsExactly(
                            "rig alice 1-20 connected/Sluice stopped",
                            "late alice 22-22 connected/Sluice stopped",
                            "other bob 101-? connected/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNoEventToldIsTakenFromTheStatusWhenItIsSeenTwice(TestDatabase database) {
        try (Store store = database.open()) {
            var watch = watch(store, START);
            watch.assignments.note(List.of(event(1, "gone", Kind.SWITCHED, "alice", "connected")));
            see(watch, 10, serving("new", "bob"));
            assertThat(history(watch)).containsExactly("gone alice 1-? connected/");
            see(watch, 25, serving("new", "bob"));
            assertThat(history(watch))
                    .containsExactly(
                            "gone alice 1-10 connected/seen in the adapter's status",
                            "new bob 10-? seen in the adapter's status/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMachineWithTwoConnectionsWorksForTwo(TestDatabase database) {
        try (Store store = database.open()) {
            var watch = watch(store, START);
            watch.assignments.note(List.of(event(1, "rig", Kind.SWITCHED, "alice", "connected")));
            // Only one of its connections.
            watch.assignments.note(List.of(event(30, "rig", Kind.SWITCHED, "bob", "plan")));
            see(watch, 40, serving("rig", "alice", "bob"));
            see(watch, 55, serving("rig", "alice", "bob"));
            assertThat(history(watch)).containsExactly("rig alice 1-? connected/", "rig bob 30-? plan/");
        }
    }

    private static MachineEvent event(long second, String machine, Kind kind, String subAccount, String detail) {
        return new MachineEvent(START.plusSeconds(second), machine, kind, subAccount, detail);
    }

    private static MachineStatus serving(String machine, String... subAccounts) {
        return new MachineStatus(
                machine, 1, START, Arrays.asList(subAccounts), 1, 1, "agent", "address", Optional.empty(), "");
    }

    private static AssignmentWatch watch(Store store, Instant start) {
        var watch = new AssignmentWatch();
        watch.assignments = Transacted.assignments(store);
        watch.start = start;
        return watch;
    }

    private static void see(AssignmentWatch watch, long second, MachineStatus... machines) {
        watch.look(new FieldStatus(
                START.plusSeconds(second),
                "life",
                1,
                true,
                Arrays.asList(machines),
                List.of(),
                Map.of(),
                new JournalStatus(List.of(), List.of(), 0, 0, 0, 0, ""),
                List.of()));
    }

    private static List<String> history(AssignmentWatch watch) {
        List<Assignment> all = new ArrayList<>(watch.assignments.between(
                Optional.empty(), Optional.empty(), START.minusSeconds(1), START.plusSeconds(9_999), 100));
        all.sort(Comparator.comparing(Assignment::getFrom).thenComparing(Assignment::getMachine));
        return all.stream()
                .map(a -> a.getMachine() + " " + a.getSubAccount() + " " + seconds(a.getFrom()) + "-"
                        + a.getUntil().map(AssignmentWatchTest::seconds).orElse("?") + " " + a.getWhy() + "/"
                        + a.getEndedWhy())
                .toList();
    }

    private static String seconds(Instant at) {
        return String.valueOf(Duration.between(START, at).toSeconds());
    }
}
