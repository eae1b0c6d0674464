package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.allocation.Policy;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.api.Service;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Standard;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.SubAccountAuthentication;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanMakerTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant NOW = START.plusSeconds(600);

    @ParameterizedTest
    @EnumSource
    void saysAllThatTheAdapterMustKnow(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "bob", 2, Optional.of(new Standard(work(100), Cycle.parse("PT1H"))));
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            subAccount(store, "rest", 0, Optional.empty());
            machine(store, "m1", machine -> {});
            Plan plan = make(store, NOW, "m1");

            assertThat(plan.pools()).extracting(pool -> pool.name()).containsExactly("alpha");
            Service alice = service(plan, "alice");
            assertThat(alice.login().user()).isEqualTo("u-alice");
            assertThat(alice.login().password()).isEqualTo(new Secret("p"));
            assertThat(alice.grants()).containsExactly(new Grant(START, Optional.empty(), Optional.of(work(50))));
            assertThat(service(plan, "bob").grants())
                    .containsExactly(
                            new Grant(START, Optional.of(START.plusSeconds(3600)), Optional.of(work(100))),
                            new Grant(
                                    START.plusSeconds(3600),
                                    Optional.of(START.plusSeconds(7200)),
                                    Optional.of(work(100))));
            assertThat(service(plan, "rest").grants())
                    .containsExactly(new Grant(START, Optional.empty(), Optional.empty()));
            assertThat(plan.itineraries()).isEqualTo(Map.of("m1", new Itinerary(List.of("alice", "bob", "rest"))));
            assertThat(plan.arrivals()).containsKey("default");
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersGrowAndNothingElseChangesBySayingItAgain(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            Plan one = make(store, NOW);
            Plan two = make(store, NOW.plusSeconds(1));
            assertThat(two.epoch()).isGreaterThan(one.epoch());
            assertThat(two.services()).isEqualTo(one.services());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLifesGrantIsLessenedByWhatOthersCollectedOnly(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            store.run(em -> Store.ledger(em).started(new Started("before", START)));
            book(store, "before", 1, 20);
            store.run(em -> Store.ledger(em).started(new Started("now", START)));
            assertThat(limit(make(store, NOW))).contains(work(30));
            book(store, "now", 1, 10);
            assertThat(limit(make(store, NOW))).contains(work(30));
            book(store, "before", 2, 5);
            assertThat(limit(make(store, NOW))).contains(work(25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoIsUpToStandardLeavesTheItinerariesAndSoonTheServices(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            subAccount(store, "bob", 2, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            machine(store, "m1", machine -> {});
            book(store, "now", 1, 50);
            Plan plan = make(store, NOW, "m1");
            assertThat(plan.itineraries().get("m1").subAccounts()).containsExactly("bob");
            assertThat(service(plan, "alice").grants().get(0).limit()).contains(work(50));
            Plan later = make(store, NOW.plus(Duration.ofMinutes(2)), "m1");
            assertThat(later.services()).extracting(Service::subAccount).containsExactly("bob");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodsEndNeedsNoNewItineraryAndTheNextIsDueInFull(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("PT1H"))));
            machine(store, "m1", machine -> {});
            book(store, "now", 1, 50);
            Plan full = make(store, NOW, "m1");
            assertThat(full.itineraries().get("m1").subAccounts()).containsExactly("alice");
            Instant next = START.plusSeconds(3600);
            Plan after = make(store, next, "m1");
            assertThat(after.itineraries()).isEqualTo(full.itineraries());
            assertThat(service(after, "alice").grants().get(0))
                    .isEqualTo(new Grant(next, Optional.of(next.plusSeconds(3600)), Optional.of(work(50))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStandbyMachineComesInWhenOneIsGoneAndLeavesWhenItIsBack(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            store.run(em -> Store.ledger(em).started(new Started("now", START)));
            machine(store, "m1", machine -> {});
            machine(store, "spare", machine -> machine.setRole(Machine.Role.STANDBY));
            seen(store, START.plusSeconds(1), "m1", "spare");

            assertThat(make(store, NOW, "m1", "spare").itineraries())
                    .containsEntry("spare", new Itinerary(List.of()))
                    .containsEntry("m1", new Itinerary(List.of("alice")));
            assertThat(make(store, NOW, "spare").itineraries()).containsEntry("spare", new Itinerary(List.of("alice")));
            make(store, NOW, "spare");
            assertThat(make(store, NOW, "m1", "spare").itineraries()).containsEntry("spare", new Itinerary(List.of()));
            store.run(em -> machine(em, "m1").setOutOfService(true));
            assertThat(make(store, NOW, "m1", "spare").itineraries())
                    .containsEntry("spare", new Itinerary(List.of("alice")))
                    .containsEntry("m1", Itinerary.NONE);
            assertThat(events(store))
                    .containsExactly(
                            "spare stands in for m1, which is gone.",
                            "spare does not stand in for m1 any more.",
                            "spare stands in for m1, which is out of service.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAStartMachinesAreGivenTimeToComeBack(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            machine(store, "m1", machine -> {});
            machine(store, "spare", machine -> machine.setRole(Machine.Role.STANDBY));
            seen(store, START, "m1", "spare");
            store.run(em -> Store.ledger(em).started(new Started("now", NOW)));
            assertThat(make(store, NOW.plusSeconds(5), "spare").itineraries())
                    .containsEntry("spare", new Itinerary(List.of()));
            assertThat(make(store, NOW.plusSeconds(40), "spare").itineraries())
                    .containsEntry("spare", new Itinerary(List.of("alice")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMachineThatWasRemovedHasNothingToDoThoughItIsStillConnected(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("ONCE"))));
            machine(store, "m1", machine -> {});
            machine(store, "archived", machine -> machine.setArchived(true));
            assertThat(make(store, NOW, "m1", "archived", "removed").itineraries())
                    .isEqualTo(Map.of(
                            "m1",
                            new Itinerary(List.of("alice")),
                            "archived",
                            Itinerary.NONE,
                            "removed",
                            Itinerary.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPausedSubAccountGetsNoMachinesByAnyPolicyAndKeepsItsLoginForTheLastShares(TestDatabase database) {
        try (Store store = database.open()) {
            pool(store);
            subAccount(store, "alice", 1, Optional.of(new Standard(work(50), Cycle.parse("PT1H"))));
            subAccount(store, "bob", 2, Optional.of(new Standard(work(50), Cycle.parse("PT1H"))));
            subAccount(store, "rest", 3, Optional.empty());
            machine(store, "m1", machine -> {});
            book(store, "now", 1, 20);
            for (Policy policy : Policy.values()) {
                store.run(em -> {
                    em.find(AllocationGroup.class, AllocationGroup.DEFAULT).setPolicy(policy);
                    find(em, "alice").pause("admin", NOW);
                    find(em, "rest").pause("admin", NOW);
                });
                Plan paused = make(store, NOW, "m1");
                assertThat(paused.itineraries().get("m1").subAccounts())
                        .as("%s", policy)
                        .containsExactly("bob");
                assertThat(paused.arrivals().get("default").subAccounts()).containsExactly("bob");
                assertThat(paused.services())
                        .extracting(Service::subAccount)
                        .containsExactlyInAnyOrder("alice", "bob", "rest");
                assertThat(make(store, NOW.plus(Duration.ofMinutes(2)), "m1").services())
                        .extracting(Service::subAccount)
                        .containsExactly("bob");

                store.run(em -> {
                    find(em, "alice").resume();
                    find(em, "rest").resume();
                });
                Plan resumed = make(store, NOW, "m1");
                assertThat(resumed.itineraries().get("m1").subAccounts()).contains("alice", "rest");
                // What was booked before counts.
                assertThat(service(resumed, "alice").grants().get(0).limit()).contains(work(50));
                assertThat(store.<Work>get(em -> em.createQuery(
                                        "select p from StandardPeriod p where p.subAccount.name = 'alice'",
                                        StandardPeriod.class)
                                .getSingleResult()
                                .getMissing()))
                        .isEqualTo(work(30));
            }
        }
    }

    private static SubAccount find(EntityManager em, String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static void pool(Store store) {
        store.run(em -> {
            var pool = new Pool("alpha");
            pool.setAddresses(List.of(PoolAddress.parse("stratum+tcp://pool.example:3333")));
            em.persist(pool);
        });
    }

    private static void subAccount(Store store, String name, int position, Optional<Standard> standard) {
        store.run(em -> {
            var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
            subAccount.setLogin(
                    em.createQuery("select p from Pool p", Pool.class).getSingleResult(), "u-" + name, "p");
            subAccount.setPosition(position);
            em.persist(subAccount);
            Store.standards(em).set(subAccount, standard, START);
        });
    }

    private static void machine(Store store, String name, Consumer<Machine> also) {
        store.run(em -> {
            var machine = new Machine(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
            also.accept(machine);
            em.persist(machine);
        });
    }

    private static void seen(Store store, Instant at, String... names) {
        store.run(em -> Store.machines(em).seen(List.of(names), at));
    }

    private static Machine machine(EntityManager em, String name) {
        return em.createQuery("select m from Machine m where m.name = :name", Machine.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static void book(Store store, String incarnation, long number, long hashes) {
        var result = new TaskResult("m1", "alice", START, START, NOW, 1, work(hashes), Map.of(), 0);
        store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId(incarnation, number), List.of(result))));
    }

    private static Plan make(Store store, Instant now, String... online) {
        var status = new FieldStatus(
                now,
                "now",
                0,
                true,
                Arrays.stream(online)
                        .map(name -> new MachineStatus(
                                name, 1, START, List.of(), 1e12, 1, "agent", "10.0.0.1:1", Optional.empty(), ""))
                        .toList(),
                List.of(),
                Map.of(),
                JournalStatus.NONE,
                List.of());
        store.run(em -> Store.ledger(em).beginPeriods(now));
        return store.get(em -> {
            var maker = new PlanMaker();
            maker.em = em;
            maker.authentication = new SubAccountAuthentication();
            maker.health = new MachineHealth(1);
            maker.outlook = new Outlook();
            return maker.make(status, now).plan();
        });
    }

    private static Service service(Plan plan, String subAccount) {
        return plan.services().stream()
                .filter(service -> service.subAccount().equals(subAccount))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Work> limit(Plan plan) {
        return service(plan, "alice").grants().get(0).limit();
    }

    private static List<String> events(Store store) {
        return store.get(em -> em.createQuery("select e from Event e where e.kind in :kinds order by e.id", Event.class)
                .setParameter("kinds", List.of(Event.Kind.STANDBY_IN, Event.Kind.STANDBY_OUT))
                .getResultStream()
                .map(Event::getText)
                .toList());
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
