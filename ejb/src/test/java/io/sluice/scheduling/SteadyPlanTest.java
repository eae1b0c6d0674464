package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.allocation.Explanation;
import io.sluice.allocation.Policy;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Service;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Prospect;
import io.sluice.distribution.Standard;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.SubAccountAuthentication;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole application but for its container: plans are made, followed by machines as the adapter has them, and booked. */
class SteadyPlanTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final double RATE = 100e12;

    private final Map<String, Double> machines = new TreeMap<>();
    private final Map<String, String> servingNow = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private Store store;
    private Outlook outlook = new Outlook();
    private MachineHealth health = new MachineHealth(1);
    private Instant now = START;
    private long reports;
    private Plan plan;

    @ParameterizedTest
    @EnumSource
    void threeSubAccountsReceiveTheirStandardsEvenlyAndWhyIsSaid(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(10, 0.85);
            for (int quarter = 1; quarter <= 3; quarter++) {
                run(150);
                for (String name : List.of("alice", "bob", "carol")) {
                    StandardPeriod period = period(name);
                    assertThat(part(period))
                            .as("%s after quarter %d", name, quarter)
                            .isCloseTo(quarter / 4.0, within(0.1 * quarter / 4));
                }
            }
            // A start in the last quarter: nobody moves, as the places are stored and the machines serve them.
            Map<String, String> before = places();
            outlook = new Outlook();
            health = new MachineHealth(1);
            step();
            assertThat(places()).isEqualTo(before);
            run(146);
            for (String name : List.of("alice", "bob", "carol")) {
                assertThat(period(name).isUpToStandard()).as(name).isTrue();
                assertThat(part(period(name))).isCloseTo(1, within(0.02));
            }
            store.run(em -> em.createQuery("select m from Machine m", Machine.class)
                    .getResultStream()
                    .forEach(machine -> {
                        Explanation why = machine.getExplanation().orElseThrow();
                        assertThat(why.subAccount()).isPresent();
                        assertThat(why.sentence()).isNotBlank();
                        assertThat(machine.getExplainedSince()).isPresent();
                    }));
            assertThat(events(Event.Kind.ASSIGNED))
                    .anyMatch(text -> text.contains("to work for alice: alice needs"))
                    .anyMatch(text -> text.contains("instead of"));
            assertThat(events(Event.Kind.STANDARD_AT_RISK)).isEmpty();
            assertThat(prospect("alice").getText()).startsWith("alice is up to standard; it is due again from");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWillMissItsStandardIsSaidEarlyOnceAndWhenItIsSafeAgain(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(10, 0.85);
            run(60);
            assertThat(outlook.complaints(true)).isEmpty();
            assertThat(outlook.missingHashrates()).containsEntry("default", 0.0);

            // Four of ten are gone: 60 % of the hashrate for 85 % of the work.
            List.of("m0", "m1", "m2", "m3").forEach(this::gone);
            step();
            assertThat(outlook.complaints(true)).as("it may waver").isEmpty();
            run(60);
            assertThat(events(Event.Kind.STANDARD_AT_RISK))
                    .hasSize(3)
                    .allMatch(text -> text.contains("of its standard at 2026-03-01T10:10:00Z; it lacks"));
            assertThat(outlook.complaints(true))
                    .anyMatch(text -> text.startsWith("alice will miss"))
                    .anyMatch(text -> text.startsWith("3 standards will not be met with what is connected: "));
            assertThat(outlook.complaints(false)).noneMatch(text -> text.contains("alice"));
            assertThat(outlook.missingHashrates().get("default")).isCloseTo(250e12, within(60e12));

            List.of("m0", "m1", "m2", "m3").forEach(this::back);
            run(60);
            assertThat(outlook.complaints(true)).isEmpty();
            assertThat(events(Event.Kind.STANDARD_SAFE)).hasSize(3);
            assertThat(events(Event.Kind.STANDARD_AT_RISK)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodThatEndsBelowItsStandardIsSaidAndCarriedOver(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(6, 1.2);
            store.run(em -> {
                subAccount(em, "carol").setCarryOver(true);
                subAccount(em, "alice").setPriority(-1);
            });
            run(640);
            assertThat(events(Event.Kind.STANDARD_MISSED))
                    .hasSize(2)
                    .anyMatch(text -> text.startsWith("bob missed its standard by "))
                    .anyMatch(text -> text.startsWith("carol missed its standard by ")
                            && text.endsWith("; it is due in the next one as well."));
            StandardPeriod first = store.get(em -> em.createQuery(
                            "select p from StandardPeriod p where p.subAccount.name = 'carol' and p.startsAt = :start",
                            StandardPeriod.class)
                    .setParameter("start", START)
                    .getSingleResult());
            assertThat(period("carol").getCarried()).isEqualTo(first.getMissing());
            assertThat(first.getMissing().isZero()).isFalse();
            assertThat(period("bob").getCarried()).isEqualTo(Work.ZERO);
            Grant granted = service("carol").grants().get(0);
            assertThat(granted.limit()).isEqualTo(period("carol").getStandard());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineThatIsMissedIsSaidOnceAndMakesNobodyElseLate(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(10, 0.85);
            store.run(em -> {
                SubAccount late = subAccount(em, "rest");
                Standard much = new Standard(work(10 * RATE * PERIOD.toSeconds()), Cycle.parse("ONCE"));
                Store.standards(em).set(late, Optional.of(much), START);
                late.setDueAt(Optional.of(START.plusSeconds(60)));
                late.setPriority(1);
            });
            run(50);
            assertThat(outlook.complaints(true)).anyMatch(text -> text.startsWith("rest will miss"));
            run(548);
            assertThat(events(Event.Kind.STANDARD_MISSED))
                    .containsExactly(
                            "rest was not up to standard at 2026-03-01T10:01:00Z, when that was due; what is missing is"
                                    + " made up for when others leave hashrate for it.");
            assertThat(events(Event.Kind.STANDARD_AT_RISK)).hasSize(1);
            assertThat(outlook.complaints(true)).isEmpty();
            for (String name : List.of("alice", "bob", "carol")) {
                assertThat(period(name).isUpToStandard()).as(name).isTrue();
            }
            assertThat(part(period("rest"))).as("what the others left").isBetween(0.1, 0.2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoseLoginIsRefusedLendsItsMachines(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(10, 0.85);
            run(30);
            assertThat(workingFor("carol")).isGreaterThan(3);
            login("carol", LoginState.REFUSED, "no such user");
            run(4);
            assertThat(workingFor("carol")).isZero();
            assertThat(prospect("carol").getText()).startsWith("carol cannot be served now");
            login("carol", LoginState.ACCEPTED, "");
            run(4);
            assertThat(workingFor("carol")).isGreaterThan(3);
        }
    }

    /** By weight, and an account that has no standard takes its part. */
    @ParameterizedTest
    @EnumSource
    void weightsDivideTheHashrate(TestDatabase database) {
        try (Store opened = database.open()) {
            store = opened;
            describe(10, 0.5);
            store.run(em -> {
                em.find(AllocationGroup.class, AllocationGroup.DEFAULT).setPolicy(Policy.WEIGHTED);
                subAccount(em, "alice").setWeight(Optional.of(new BigDecimal("2")));
                subAccount(em, "rest").setWeight(Optional.of(new BigDecimal("2")));
            });
            run(30);
            assertThat(List.of(workingFor("alice"), workingFor("bob"), workingFor("carol"), workingFor("rest")))
                    .allSatisfy(count -> assertThat(count).isBetween(1L, 4L));
            assertThat(workingFor("alice") + workingFor("rest")).isBetween(6L, 8L);
        }
    }

    // ---- The world

    private void describe(int count, double used) {
        store.run(em -> {
            Store.ledger(em).started(new Started("now", START.minusSeconds(600)));
            var pool = new Pool("alpha");
            pool.setAddresses(List.of(PoolAddress.parse("stratum+tcp://pool.example:3333")));
            em.persist(pool);
            var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
            group.setPolicy(Policy.STEADY);
            Map<String, Double> parts = new TreeMap<>(Map.of("alice", 0.2, "bob", 0.3, "carol", 0.5, "rest", 0.0));
            parts.forEach((name, part) -> {
                var subAccount = new SubAccount(name, group, START);
                subAccount.setLogin(pool, "u-" + name, "p");
                em.persist(subAccount);
                double hashes = part * used * count * RATE * PERIOD.toSeconds();
                Store.standards(em)
                        .set(
                                subAccount,
                                hashes == 0
                                        ? Optional.empty()
                                        : Optional.of(new Standard(work(hashes), Cycle.parse("PT10M"))),
                                START);
            });
            for (int i = 0; i < count; i++) {
                var machine = new Machine("m" + i, group, START);
                machine.setStandardHashrate(OptionalDouble.of(RATE));
                em.persist(machine);
            }
            em.flush();
            for (int i = 0; i < count; i++) {
                machines.put("m" + i, RATE);
                Store.machines(em).note(List.of(event("m" + i, MachineEvent.Kind.CONNECTED)));
            }
        });
    }

    private void gone(String machine) {
        machines.remove(machine);
        servingNow.remove(machine);
        store.run(em -> Store.machines(em).note(List.of(event(machine, MachineEvent.Kind.DISCONNECTED))));
    }

    private void back(String machine) {
        machines.put(machine, RATE);
        store.run(em -> Store.machines(em).note(List.of(event(machine, MachineEvent.Kind.CONNECTED))));
    }

    private void login(String subAccount, LoginState state, String reason) {
        if (state == LoginState.REFUSED) {
            refused.add(subAccount);
        } else {
            refused.remove(subAccount);
        }
        store.run(em -> em.createQuery(
                        "update SubAccount s set s.loginState = :state, s.loginReason = :reason where s.name = :name")
                .setParameter("state", state)
                .setParameter("reason", reason)
                .setParameter("name", subAccount)
                .executeUpdate());
    }

    private MachineEvent event(String machine, MachineEvent.Kind kind) {
        return new MachineEvent(now, machine, kind, "", "test");
    }

    private void run(int seconds) {
        for (int passed = 0; passed < seconds; passed += 2) {
            step();
        }
    }

    /** A plan as the watch has it made, and two seconds in which the machines follow it. */
    private void step() {
        FieldStatus status = status();
        store.run(em -> Store.ledger(em).beginPeriods(now));
        Draft draft = store.get(em -> {
            var maker = new PlanMaker();
            maker.em = em;
            maker.authentication = new SubAccountAuthentication();
            maker.health = health;
            maker.outlook = outlook;
            return maker.make(status, now);
        });
        plan = draft.plan();
        store.run(em -> Store.decisions(em).write(draft.decisions(), draft.events()));
        Map<String, BigDecimal> left = new HashMap<>();
        Map<String, StandardPeriod> periods = store.get(em -> Store.queries(em).periods(now));
        periods.forEach((name, period) -> {
            if (period.getStandard().isPresent()) {
                left.put(name, period.getMissing().hashes());
            }
        });
        List<TaskResult> results = new ArrayList<>();
        for (Map.Entry<String, Double> machine : machines.entrySet()) {
            BigDecimal does = BigDecimal.valueOf(machine.getValue() * 2).setScale(0, RoundingMode.HALF_UP);
            Itinerary way = plan.itineraries().get(machine.getKey());
            for (String stop : way.subAccounts()) {
                BigDecimal room = left.get(stop);
                if (refused.contains(stop) || (room != null && room.signum() <= 0)) {
                    continue;
                }
                left.computeIfPresent(stop, (name, before) -> before.subtract(does));
                servingNow.put(machine.getKey(), stop);
                results.add(new TaskResult(
                        machine.getKey(),
                        stop,
                        periods.get(stop).getSpan().start(),
                        now,
                        now.plusSeconds(1),
                        2,
                        new Work(does),
                        Map.of(),
                        0));
                break;
            }
        }
        reports++;
        store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId("now", reports), results)));
        now = now.plusSeconds(2);
    }

    private FieldStatus status() {
        return new FieldStatus(
                now,
                "now",
                0,
                true,
                machines.entrySet().stream()
                        .map(machine -> new MachineStatus(
                                machine.getKey(),
                                1,
                                START,
                                Optional.ofNullable(servingNow.get(machine.getKey())).stream()
                                        .toList(),
                                machine.getValue(),
                                1,
                                "agent",
                                "10.0.0.1:1",
                                Optional.empty(),
                                ""))
                        .toList(),
                List.of(),
                Map.of(),
                JournalStatus.NONE,
                List.of());
    }

    // ---- What there is to see

    private Map<String, String> places() {
        return outlook.made().orElseThrow().allocation().precedent().places();
    }

    private long workingFor(String subAccount) {
        return servingNow.values().stream().filter(subAccount::equals).count();
    }

    private Service service(String subAccount) {
        return plan.services().stream()
                .filter(service -> service.subAccount().equals(subAccount))
                .findFirst()
                .orElseThrow();
    }

    /** As of the last step. */
    private StandardPeriod period(String subAccount) {
        return store.get(em -> Store.queries(em).periods(now.minusSeconds(2)).get(subAccount));
    }

    private static double part(StandardPeriod period) {
        return period.getAccumulated().hashes().doubleValue()
                / period.getStandard().orElseThrow().hashes().doubleValue();
    }

    private Prospect prospect(String subAccount) {
        return store.get(em -> em.find(Prospect.class, subAccount));
    }

    private static SubAccount subAccount(EntityManager em, String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private List<String> events(Event.Kind kind) {
        return store.get(em -> em.createQuery("select e from Event e where e.kind = :kind order by e.id", Event.class)
                .setParameter("kind", kind)
                .getResultStream()
                .map(Event::getText)
                .toList());
    }

    private static Work work(double hashes) {
        return new Work(BigDecimal.valueOf(hashes).setScale(0, RoundingMode.HALF_UP));
    }
}
