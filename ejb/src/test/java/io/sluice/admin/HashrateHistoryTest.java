package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Event;
import io.sluice.distribution.Standard;
import io.sluice.distribution.SubAccount;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashrateHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private long reports;

    @ParameterizedTest
    @EnumSource
    void isTheAcceptedWorkDividedByTime(TestDatabase database) {
        try (Store store = database.open()) {
            for (int minute = 0; minute < 60; minute++) {
                book(store, "alice", START.plusSeconds(60L * minute + 59), 6_000);
            }
            book(store, "bob", START.plusSeconds(1_801), 36_000);
            HashrateHistory history = history(store);

            List<HashrateSeries> hour = history.series(Optional.empty(), START, START.plus(HOUR), 12);
            assertThat(hour).extracting(HashrateSeries::subAccount).containsExactly("alice", "bob");
            assertThat(hour.get(0).points()).hasSize(12).allMatch(point -> point.hashrate() == 100);
            assertThat(hour.get(1).points().get(6).at()).isEqualTo(START.plusSeconds(1_800));
            assertThat(hour.get(1).points().get(6).hashrate()).isEqualTo(120);
            assertThat(work(hour.get(1))).isCloseTo(36_000 / 300.0, within(1e-9));

            // The same when minutes became ten minutes, however close the points are.
            store.run(em -> Store.history(em).coarsen(START.plus(HOUR), 1_000));
            store.run(em -> Store.history(em).coarsen(START.plus(HOUR), 1_000));
            assertThat(history.series(Optional.empty(), START, START.plus(HOUR), 12)
                            .get(0)
                            .points())
                    .hasSize(12)
                    .allSatisfy(point -> assertThat(point.hashrate()).isCloseTo(100, within(1e-9)));
            HashrateSeries close = history.series(Optional.empty(), START, START.plus(HOUR), 60)
                    .get(1);
            assertThat(close.points()).hasSize(60);
            assertThat(work(close)).isCloseTo(36_000 / 60.0, within(1e-6));
            assertThat(history.series(Optional.empty(), START.minus(HOUR), START, 10))
                    .isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> history.series(Optional.empty(), START, START, 10));
        }
    }

    /** Of periods that begin before the chart, at midnight or within it, and of late work for one that was over. */
    @ParameterizedTest
    @EnumSource
    void theChartOfOneShowsWhatTheChartOfAllShowsOfIt(TestDatabase database) {
        Instant midnight = Instant.parse("2026-03-02T00:00:00Z");
        Map<String, String> cycles = Map.of("once", "ONCE", "daily", "DAILY", "hourly", "PT1H");
        try (Store store = database.open()) {
            cycles.forEach((name, cycle) -> store.run(em -> {
                var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                em.persist(subAccount);
                Store.standards(em)
                        .set(
                                subAccount,
                                Optional.of(new Standard(new Work(BigDecimal.TEN), Cycle.parse(cycle))),
                                START);
            }));
            for (int i = 0; i < 40; i++) {
                Instant at = midnight.plusSeconds(1_020L * (i - 20));
                cycles.keySet()
                        .forEach(name -> book(
                                store,
                                name,
                                store.<Instant>get(em -> em.createQuery(
                                                "select s from SubAccount s where s.name = :name", SubAccount.class)
                                        .setParameter("name", name)
                                        .getSingleResult()
                                        .spanAt(at)
                                        .start()),
                                at,
                                6_000));
            }
            book(store, "hourly", START, midnight.plusSeconds(1_830), 600);
            HashrateHistory history = history(store);
            for (int round = 0; round < 2; round++) {
                for (int minutes : new int[] {-307, -60, 0, 13}) {
                    Instant from = midnight.plusSeconds(60L * minutes);
                    List<HashrateSeries> all =
                            history.series(Optional.empty(), from, from.plus(HOUR.multipliedBy(4)), 24);
                    assertThat(all).hasSize(cycles.size());
                    for (HashrateSeries one : all) {
                        assertThat(history.series(
                                        Optional.of(one.subAccount()), from, from.plus(HOUR.multipliedBy(4)), 24))
                                .as("from %s", from)
                                .containsExactly(one);
                    }
                }
                // Once more when all but the last minutes became ten minutes.
                store.run(em -> Store.history(em).coarsen(midnight.plus(HOUR), 1_000));
            }
        }
    }

    private static double work(HashrateSeries series) {
        return series.points().stream()
                .mapToDouble(HashrateSeries.Point::hashrate)
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void marksWhatHappenedTogetherOnce(TestDatabase database) {
        try (Store store = database.open()) {
            List<MachineEvent> events = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                events.add(new MachineEvent(
                        START.plusSeconds(60 + i / 10), "rig-" + i, MachineEvent.Kind.SWITCHED, "bob", "plan"));
            }
            events.add(new MachineEvent(START.plusSeconds(900), "rig-7", MachineEvent.Kind.SWITCHED, "", "no pool"));
            events.add(new MachineEvent(START.plusSeconds(1_200), "rig-7", MachineEvent.Kind.DISCONNECTED, "", "gone"));
            store.run(em -> Store.machines(em).note(events));
            fail(store, START.minus(HOUR), Event.Kind.POOL_FAILING, "stratum+tcp://pool.example:1");
            fail(store, START.plusSeconds(120), Event.Kind.POOL_SERVING, "stratum+tcp://pool.example:1");
            fail(store, START.plusSeconds(300), Event.Kind.POOL_FAILING, "stratum+tcp://pool.example:2");

            assertThat(history(store).markers(START, START.plus(HOUR)))
                    .containsExactly(
                            new Marker(
                                    START.minus(HOUR),
                                    Optional.of(START.plusSeconds(120)),
                                    Marker.Kind.POOL_OUTAGE,
                                    1,
                                    Optional.of("p")),
                            new Marker(
                                    START.plusSeconds(60),
                                    Optional.empty(),
                                    Marker.Kind.SWITCHES,
                                    300,
                                    Optional.of("bob")),
                            new Marker(
                                    START.plusSeconds(300),
                                    Optional.empty(),
                                    Marker.Kind.POOL_OUTAGE,
                                    1,
                                    Optional.of("p")),
                            new Marker(
                                    START.plusSeconds(1_200),
                                    Optional.empty(),
                                    Marker.Kind.MACHINE_FAILURES,
                                    1,
                                    Optional.of("rig-7")));
        }
    }

    private static void fail(Store store, Instant at, Event.Kind kind, String address) {
        store.run(em -> Store.events(em).add(new Event(at, kind, address + " of pool p says something.").ofPool("p")));
    }

    private void book(Store store, String subAccount, Instant at, long hashes) {
        book(store, subAccount, START, at, hashes);
    }

    private void book(Store store, String subAccount, Instant period, Instant at, long hashes) {
        var result =
                new TaskResult("m", subAccount, period, at, at, 1, new Work(BigDecimal.valueOf(hashes)), Map.of(), 0);
        var report = new TaskResults(new ReportId("life", ++reports), List.of(result));
        store.run(em -> Store.ledger(em).book(report));
    }

    private static HashrateHistory history(Store store) {
        var history = new HashrateHistory();
        history.history = Transacted.history(store);
        return history;
    }
}
