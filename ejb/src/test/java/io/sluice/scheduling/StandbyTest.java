package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Decision;
import io.sluice.distribution.DecisionBook;
import io.sluice.distribution.Event;
import io.sluice.distribution.Incarnation;
import io.sluice.distribution.Machine;
import io.sluice.distribution.MachineRegistry;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Standard;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.SubAccountAuthentication;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import io.sluice.evidence.Finding;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import javax.naming.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that fails in any way is replaced, and gets its place back when it is sure. */
class StandbyTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final double STANDARD = 1e12;
    private static final Itinerary WORK = new Itinerary(List.of("alice", "rest"));
    private static final Itinerary WARM = new Itinerary(List.of("rest"));

    private final Store store = TestDatabase.H2.open();
    private final MachineHealth health = new MachineHealth(1);
    private final Outlook outlook = new Outlook();

    /** What each machine has shown, at five shares a second; those that are not in it are not connected. */
    private final Map<String, Shown> field = new LinkedHashMap<>();

    private Instant now = START;

    private static final class Shown {
        double does = 1;
        double shares;
        double exposure;
    }

    @BeforeEach
    void describe() {
        store.run(em -> {
            Store.ledger(em).started(new Started("now", START.minusSeconds(600)));
            var pool = new Pool("alpha");
            pool.setAddresses(List.of(PoolAddress.parse("stratum+tcp://pool.example:3333")));
            em.persist(pool);
            var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
            for (String name : List.of("alice", "rest")) {
                var subAccount = new SubAccount(name, group, START);
                subAccount.setLogin(pool, "u", "p");
                em.persist(subAccount);
                if (name.equals("alice")) {
                    var standard = new Standard(new Work(new BigDecimal("1e20")), Cycle.parse("ONCE"));
                    Store.standards(em).set(subAccount, Optional.of(standard), START);
                }
            }
            for (String name : List.of("m1", "m2", "spare")) {
                var machine = new Machine(name, group, START);
                machine.setStandardHashrate(OptionalDouble.of(STANDARD));
                machine.setRole(name.equals("spare") ? Machine.Role.STANDBY : Machine.Role.ACTIVE);
                em.persist(machine);
                em.flush();
                Store.machines(em).note(List.of(event(name, START, MachineEvent.Kind.CONNECTED)));
                field.put(name, new Shown());
            }
        });
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aSilentMachineIsReplacedWithinAMinuteAndNothingElseMoves() {
        Plan before = run(300);
        assertThat(before.itineraries()).isEqualTo(Map.of("m1", WORK, "m2", WORK, "spare", WARM));
        field.get("m1").does = 0;
        Plan after = run(60);
        assertThat(after.itineraries()).isEqualTo(Map.of("m1", WORK, "m2", WORK, "spare", WORK));
        assertThat(events())
                .anyMatch(text -> text.startsWith("m1 is silent. It has sent no share for"))
                .contains("spare stands in for m1, which is silent.");
        assertThat(machine("m1").getFinding().reason()).contains("were to be expected at its standard of 1.00 TH/s");

        field.get("m1").does = 1;
        assertThat(run(60).itineraries()).as("not sure yet").containsEntry("spare", WORK);
        assertThat(run(180).itineraries()).containsEntry("spare", WARM);
        assertThat(events())
                .contains("m1 does what it should again.", "spare does not stand in for m1 any more.")
                .filteredOn(text -> text.startsWith("spare"))
                .hasSize(2);
    }

    @Test
    void aWeakMachineKeepsItsWorkAndIsHelped() {
        run(300);
        field.get("m1").does = 0.5;
        assertThat(run(300).itineraries()).isEqualTo(Map.of("m1", WORK, "m2", WORK, "spare", WORK));
        assertThat(events())
                .anyMatch(text -> text.startsWith("m1 is below its standard. It sent"))
                .contains("spare stands in for m1, which is below its standard.");
    }

    @Test
    void whoWasLetInAMomentAgoAndIsNotConnectedYetIsNotMissed() {
        run(60);
        store.run(em -> {
            em.persist(new Machine("m3", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), now));
            em.flush();
            Store.machines(em).seen(List.of("m3"), now);
        });
        assertThat(run(4).itineraries()).containsEntry("spare", WARM);
    }

    @Test
    void whoIsShortIsSaid() {
        run(300);
        assertThat(outlook.complaints(true)).isEmpty();
        field.remove("m1");
        field.remove("m2");
        gone("m1");
        gone("m2");
        run(10);
        assertThat(outlook.complaints(true))
                .containsExactly("No standby machine is left for a machine (m2) that does not work as it should:"
                        + " 1.000 TH/s are missing.");
        assertThat(outlook.complaints(false)).singleElement().asString().doesNotContain("m2");
    }

    @Test
    void anOperatorsOrderHoldsUntilItIsReleased() {
        run(120);
        store.run(em -> machine(em, "m1").setReplacedSince(Optional.of(now)));
        assertThat(run(2).itineraries()).isEqualTo(Map.of("m1", WARM, "m2", WORK, "spare", WORK));
        assertThat(run(600).itineraries()).isEqualTo(Map.of("m1", WARM, "m2", WORK, "spare", WORK));
        store.run(em -> machine(em, "m1").setReplacedSince(Optional.empty()));
        assertThat(run(2).itineraries()).isEqualTo(Map.of("m1", WORK, "m2", WORK, "spare", WARM));
        assertThat(events())
                .containsExactly(
                        "spare stands in for m1, which an operator has replaced.",
                        "spare does not stand in for m1 any more.");
    }

    @Test
    void whatWasFoundAndLearnedOutlivesAStart() {
        run(1_000);
        assertThat(machine("m1").getLearned()).isPresent();
        field.get("m1").does = 0;
        run(60);
        var later = new MachineHealth(1);
        store.run(em -> assertThat(later.examine(
                        machines(em),
                        status(),
                        (machine, change) -> change.accept(machine),
                        (machine, change) -> change.accept(machine)))
                .isEmpty());
        assertThat(machine("m1").getFinding().state()).isEqualTo(Finding.State.SILENT);
    }

    /** The watch would find it two seconds later; here there is none. */
    @Test
    void aLostConnectionBringsTheStandbyMachineInWithoutTheWatch() {
        run(120);
        List<Plan> applied = new ArrayList<>();
        var bean = new MachineEventsBean();
        bean.assignments = Transacted.assignments(store);
        bean.pulse = new Pulse() {
            @Override
            public void awaitDatabase() {}
        };
        bean.machines = new MachineRegistry() {
            @Override
            public void note(List<MachineEvent> events) {
                store.run(em -> Store.machines(em).note(events));
            }
        };
        bean.scheduler = scheduler(applied);
        // The adapter's status is up to a second old: it still has the machine.
        var lost = new MachineEvents(List.of(event("m1", now.plusMillis(200), MachineEvent.Kind.DISCONNECTED)));
        long begun = System.nanoTime();
        bean.onMessage(TestBroker.message(ReportJson.write(lost), Map.of(), now));
        System.out.printf(
                "from the broker's message to the adapter's new plan: %d ms%n",
                (System.nanoTime() - begun) / 1_000_000);
        assertThat(applied).singleElement().satisfies(plan -> assertThat(plan.itineraries())
                .containsEntry("spare", WORK));
    }

    private Scheduler scheduler(List<Plan> applied) {
        var scheduler = new Scheduler();
        scheduler.maker = new PlanMaker() {
            @Override
            public Draft make(FieldStatus status, Instant at) {
                return StandbyTest.this.make(status, now.plusMillis(300));
            }
        };
        scheduler.ledger = new CapabilityLedger() {
            @Override
            public Optional<Incarnation> latestIncarnation() {
                return store.get(em -> Store.ledger(em).latestIncarnation());
            }

            @Override
            public void beginPeriods(Instant at) {}
        };
        scheduler.decisions = new DecisionBook() {
            @Override
            public void write(List<Decision> decisions, List<Event> events) {
                assertThat(applied).as("the adapter has the plan first").isNotEmpty();
                store.run(em -> Store.decisions(em).write(decisions, events));
            }
        };
        scheduler.switchboards = new Adapter(applied);
        return scheduler;
    }

    @SuppressWarnings("serial")
    private final class Adapter implements SwitchboardFactory {
        private final List<Plan> applied;

        Adapter(List<Plan> applied) {
            this.applied = applied;
        }

        @Override
        public Switchboard getConnection() {
            return new QuietSwitchboard() {
                @Override
                public void apply(Plan plan) {
                    applied.add(plan);
                }

                @Override
                public FieldStatus status() {
                    return StandbyTest.this.status();
                }
            };
        }

        @Override
        public Reference getReference() {
            return null;
        }
    }

    /** Lets time pass as the watch does, and says the last plan. */
    private Plan run(int seconds) {
        Plan plan = null;
        for (int passed = 0; passed < seconds; passed += 2) {
            now = now.plusSeconds(2);
            for (Shown shown : field.values()) {
                shown.exposure += 10 / STANDARD;
                shown.shares += 10 * shown.does;
            }
            plan = make(status(), now).plan();
        }
        return plan;
    }

    private Draft make(FieldStatus status, Instant at) {
        store.run(em -> Store.ledger(em).beginPeriods(at));
        return store.get(em -> {
            var maker = new PlanMaker();
            maker.em = em;
            maker.authentication = new SubAccountAuthentication();
            maker.health = health;
            maker.outlook = outlook;
            return maker.make(status, at);
        });
    }

    private FieldStatus status() {
        return new FieldStatus(
                now,
                "now",
                0,
                true,
                field.entrySet().stream()
                        .map(entry -> new MachineStatus(
                                entry.getKey(),
                                1,
                                START,
                                List.of("alice"),
                                STANDARD * entry.getValue().does,
                                1,
                                "agent",
                                "10.0.0.1:1",
                                Optional.empty(),
                                "",
                                new Evidence(
                                        (long) entry.getValue().shares,
                                        entry.getValue().exposure,
                                        0,
                                        0,
                                        0,
                                        0,
                                        (long) entry.getValue().shares,
                                        0,
                                        Optional.of(START))))
                        .toList(),
                List.of(),
                Map.of(),
                JournalStatus.NONE,
                List.of());
    }

    private void gone(String name) {
        Consumer<EntityManager> note =
                em -> Store.machines(em).note(List.of(event(name, now, MachineEvent.Kind.DISCONNECTED)));
        store.run(note);
    }

    private static MachineEvent event(String machine, Instant at, MachineEvent.Kind kind) {
        return new MachineEvent(at, machine, kind, "", "test");
    }

    private Machine machine(String name) {
        return store.get(em -> machine(em, name));
    }

    private static Machine machine(EntityManager em, String name) {
        return machines(em).stream()
                .filter(machine -> machine.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Machine> machines(EntityManager em) {
        return em.createQuery("select m from Machine m order by m.name", Machine.class)
                .getResultList();
    }

    private List<String> events() {
        return store.get(em -> em.createQuery("select e from Event e where e.kind in :kinds order by e.id", Event.class)
                .setParameter(
                        "kinds",
                        List.of(
                                Event.Kind.STANDBY_IN,
                                Event.Kind.STANDBY_OUT,
                                Event.Kind.MACHINE_SILENT,
                                Event.Kind.MACHINE_BELOW_STANDARD,
                                Event.Kind.MACHINE_HEALTHY))
                .getResultStream()
                .map(Event::getText)
                .toList());
    }
}
