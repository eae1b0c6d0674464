package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerQueriesTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void knowsWhatIsToBeTold(TestDatabase database) {
        try (Store store = database.open()) {
            for (String name : List.of("alice", "bob")) {
                store.run(em -> {
                    var subAccount =
                            new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                    em.persist(subAccount);
                    Store.standards(em).set(subAccount, Optional.empty(), START);
                });
            }
            for (long number = 1; number <= 10; number++) {
                Instant to = START.plusSeconds(number);
                var report = new TaskResults(
                        new ReportId("life", number),
                        List.of(
                                new TaskResult("m", "alice", START, START, to, 1, work(number), Map.of(), 0),
                                new TaskResult("m", "bob", START, START, to, 1, work(number), Map.of(), 0)));
                store.run(em -> Store.ledger(em).book(report));
            }
            assertThat(this.<Long>ask(store, LedgerQueries::unpublished)).isEqualTo(20);
            assertThat(this.<Map<String, StandardPeriod>>ask(store, queries -> queries.periods(START.plusSeconds(99))))
                    .containsOnlyKeys("alice", "bob")
                    .allSatisfy((name, period) ->
                            assertThat(period.getAccumulated()).isEqualTo(work(55)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsEventsNewestFirst(TestDatabase database) {
        try (Store store = database.open()) {
            List<MachineEvent> happened = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                happened.add(new MachineEvent(
                        START.plusSeconds(i), "rig", MachineEvent.Kind.SWITCHED, i % 2 == 0 ? "alice" : "", "n" + i));
            }
            store.run(em -> {
                var registry = new MachineRegistry();
                registry.em = em;
                registry.note(happened);
            });
            List<Event> first = ask(store, queries -> queries.events(Optional.empty(), 100));
            List<Event> second = ask(
                    store, queries -> queries.events(Optional.of(first.get(99).getId()), 100));
            assertThat(first).hasSize(100);
            assertThat(second).hasSize(20);
            assertThat(first.get(0).getText()).isEqualTo("rig has no work: n119");
            assertThat(first.get(1).getSubAccount()).contains("alice");
            assertThat(second.get(19).getText()).isEqualTo("rig works for alice: n0");
        }
    }

    /** As after starts, each of which takes ids of its own, and when the oldest were deleted. */
    @ParameterizedTest
    @EnumSource
    void tellsEventsHoweverFarApartTheirIdsAre(TestDatabase database) {
        try (Store store = database.open()) {
            assertThat(ids(store, Optional.empty(), 10)).isEmpty();
            List<Long> ids = List.of(9_000_000L, 8_999_999L, 8_000_001L, 70_000L, 69_001L, 69_000L, 68_999L);
            store.run(em -> ids.forEach(id -> em.createNativeQuery(
                            "insert into event (id, happened_at, kind, text) values (?1, ?2, 'ALARM', 'x')")
                    .setParameter(1, id)
                    .setParameter(2, id)
                    .executeUpdate()));
            assertThat(ids(store, Optional.empty(), 10)).isEqualTo(ids);
            assertThat(ids(store, Optional.empty(), 4)).isEqualTo(ids.subList(0, 4));
            assertThat(ids(store, Optional.of(8_000_001L), 3)).isEqualTo(ids.subList(3, 6));
            assertThat(ids(store, Optional.of(68_999L), 3)).isEmpty();
            assertThat(ids(store, Optional.of(1L), 3)).isEmpty();
            assertThat(ids(store, Optional.of(Long.MIN_VALUE), 3)).isEmpty();
            assertThat(ids(store, Optional.of(Long.MAX_VALUE), 10)).isEqualTo(ids);
        }
    }

    private List<Long> ids(Store store, Optional<Long> before, int limit) {
        List<Event> events = ask(store, queries -> queries.events(before, limit));
        return events.stream().map(Event::getId).toList();
    }

    @ParameterizedTest
    @EnumSource
    void remembersWhatMachinesAndPoolsDid(TestDatabase database) {
        try (Store store = database.open()) {
            PoolAddress first = PoolAddress.parse("stratum+tcp://one.example:1");
            PoolAddress second = PoolAddress.parse("stratum+ssl://[::1]:2");
            store.run(em -> {
                em.persist(new Machine("rig", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START));
                var pool = new Pool("alpha");
                pool.setAddresses(List.of(first, second, first));
                em.persist(pool);
            });
            store.run(em -> {
                var registry = new MachineRegistry();
                registry.em = em;
                registry.note(List.of(new MachineEvent(START, "rig", MachineEvent.Kind.CONNECTED, "", "agent")));
            });
            assertThat(machine(store).isOnline()).isTrue();
            assertThat(machine(store).getConnectedSince()).contains(START);
            store.run(em -> {
                var registry = new MachineRegistry();
                registry.em = em;
                registry.allDisconnected(START.plusSeconds(1));
            });
            assertThat(machine(store).isOnline()).isFalse();

            pool(store, second, PoolEvent.Kind.PROBED, 8, "", 1);
            pool(store, second, PoolEvent.Kind.SERVING, 8, "", 2);
            pool(store, second, PoolEvent.Kind.FAILING, 0, "connection refused", 3);
            store.run(em -> {
                Pool pool = em.createQuery("select p from Pool p", Pool.class).getSingleResult();
                assertThat(pool.getAddresses())
                        .extracting(KnownAddress::getAddress)
                        .containsExactly(first, second);
                KnownAddress known = pool.getAddresses().get(1);
                assertThat(known.getState()).isEqualTo(KnownAddress.State.FAILING);
                assertThat(known.getReason()).isEqualTo("connection refused");
                assertThat(known.knownSizes().orElseThrow().extranonce2Size()).isEqualTo(8);
                // The order changes, one goes: what is known of the other stays.
                pool.setAddresses(List.of(second));
            });
            store.run(em -> {
                Pool pool = em.createQuery("select p from Pool p", Pool.class).getSingleResult();
                assertThat(pool.getAddresses()).hasSize(1);
                assertThat(pool.getAddresses().get(0).getExtranonce2Size()).isEqualTo(8);
            });
        }
    }

    private static void pool(
            Store store, PoolAddress address, PoolEvent.Kind kind, int size, String reason, int second) {
        store.run(em -> {
            var directory = new PoolDirectory();
            directory.em = em;
            directory.note(new PoolEvent(START.plusSeconds(second), "alpha", address, kind, 4, size, 0, reason));
        });
    }

    private static Machine machine(Store store) {
        return store.get(
                em -> em.createQuery("select m from Machine m", Machine.class).getSingleResult());
    }

    private <T> T ask(Store store, Function<LedgerQueries, T> question) {
        return store.get(em -> {
            var queries = new LedgerQueries();
            queries.em = em;
            return question.apply(queries);
        });
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
