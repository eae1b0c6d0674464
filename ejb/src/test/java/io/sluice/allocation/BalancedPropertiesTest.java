package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BalancedPropertiesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Property
    void everyMachineHasOnePlaceAtMostAndWorksForItFirst(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        assertThat(allocation.itineraries().keySet()).isEqualTo(names(roster));
        assertThat(allocation.explanations().keySet()).isEqualTo(names(roster));
        allocation.precedent().places().forEach((machine, place) -> assertThat(
                        allocation.itineraries().get(machine).subAccounts().get(0))
                .isEqualTo(place));
    }

    @Property
    void nothingIsLeftUndoneThatSomebodyCouldDo(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        boolean somethingToDo = roster.subAccounts().stream().anyMatch(RosterSubAccount::isOpen);
        Map<String, RosterSubAccount> subAccounts =
                roster.subAccounts().stream().collect(Collectors.toMap(RosterSubAccount::name, s -> s));
        for (RosterMachine machine : roster.machines()) {
            if (!machine.standby() && !machine.outOfService() && somethingToDo) {
                assertThat(allocation.itineraries().get(machine.name()).subAccounts())
                        .anyMatch(name -> subAccounts.get(name).isOpen());
            }
        }
    }

    @Property
    void whoHasTooLittleLeavesNobodyFree(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        Map<String, Double> rates = rates(roster);
        Map<String, Double> assigned = assigned(allocation, rates);
        double fastest = rates.values().stream().mapToDouble(r -> r).max().orElse(0);
        boolean someFree = roster.machines().stream()
                .anyMatch(machine -> rates.get(machine.name()) > 0
                        && !machine.standby()
                        && !allocation.precedent().places().containsKey(machine.name()));
        if (someFree) {
            allocation.precedent().accounts().forEach((name, account) -> assertThat(
                            account.rate() - assigned.getOrDefault(name, 0.0))
                    .as("what %s lacks", name)
                    .isLessThanOrEqualTo(1.04 * fastest));
        }
    }

    @Property
    void nobodyHasMoreThanAMachineTooMuchWhileAnotherLacksOne(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        Map<String, Double> rates = rates(roster);
        Map<String, Double> assigned = assigned(allocation, rates);
        double fastest = rates.values().stream().mapToDouble(r -> r).max().orElse(0);
        double most = 0;
        double least = 0;
        for (var account : allocation.precedent().accounts().entrySet()) {
            double gap = account.getValue().rate() - assigned.getOrDefault(account.getKey(), 0.0);
            if (isOpen(roster, account.getKey())) {
                most = Math.max(most, gap);
                least = Math.min(least, gap);
            }
        }
        assertThat(most > 1.2 * fastest && least < -1.2 * fastest).isFalse();
    }

    @Property
    void noMoreIsMeantForAllThanTheMachinesDo(@ForAll("rosters") Roster roster) {
        double sum = Allocation.of(roster).precedent().accounts().values().stream()
                .mapToDouble(Precedent.Account::rate)
                .sum();
        double capacity = rates(roster).values().stream().mapToDouble(r -> r).sum();
        if (capacity > 0) {
            assertThat(sum).isLessThanOrEqualTo(capacity * (1 + 1e-9));
        }
    }

    @Property
    void askedAgainItStaysAsItIs(@ForAll("rosters") Roster roster) {
        Allocation once = Allocation.of(roster);
        Allocation again = Allocation.of(after(roster, roster.machines(), once.precedent()));
        assertThat(again.precedent().places()).isEqualTo(once.precedent().places());
        assertThat(again.itineraries()).isEqualTo(once.itineraries());
    }

    @Property
    void theSameRosterGivesTheSamePlanInWhateverOrder(@ForAll("rosters") Roster roster, @ForAll long seed) {
        List<RosterMachine> machines = new ArrayList<>(roster.machines());
        List<RosterSubAccount> subAccounts = new ArrayList<>(roster.subAccounts());
        Collections.shuffle(machines, new Random(seed));
        Collections.shuffle(subAccounts, new Random(seed));
        assertThat(Allocation.of(new Roster(roster.groups(), subAccounts, machines, NOW, Precedent.NONE)))
                .isEqualTo(Allocation.of(roster));
    }

    /** What is lost is made up for, and the parts of machines may fall to others; no more hashrate moves. */
    @Property
    void whenOneFailsOnlyWhatMustMoveMoves(@ForAll("rosters") Roster roster, @ForAll int which) {
        List<RosterMachine> machines = new ArrayList<>(roster.machines());
        if (machines.isEmpty()) {
            return;
        }
        Allocation before = Allocation.of(roster);
        RosterMachine gone = machines.remove(Math.floorMod(which, machines.size()));
        machines.add(new RosterMachine(
                gone.name(),
                gone.group(),
                gone.standby(),
                Health.OFFLINE,
                NOW,
                gone.outOfService(),
                gone.standardHashrate(),
                0));
        Allocation after = Allocation.of(after(roster, machines, before.precedent()));
        Map<String, Double> rates = rates(roster);
        double meant = after.precedent().accounts().values().stream()
                .mapToDouble(Precedent.Account::rate)
                .sum();
        double left = machines.stream()
                .filter(machine -> !machine.standby() || after.standIns().containsKey(machine.name()))
                .mapToDouble(RosterMachine::present)
                .sum();
        // When there is not enough for all, everybody's part is another one.
        Assume.that(meant < 0.98 * left);
        double moved = machines.stream()
                .map(RosterMachine::name)
                .filter(name -> !name.equals(gone.name()))
                .filter(name -> !after.standIns().containsKey(name)
                        && !before.standIns().containsKey(name))
                .filter(name -> !Objects.equals(
                        before.precedent().places().get(name),
                        after.precedent().places().get(name)))
                .mapToDouble(rates::get)
                .sum();
        double fastest = rates.values().stream().mapToDouble(r -> r).max().orElse(0);
        assertThat(moved)
                .isLessThanOrEqualTo(rates.get(gone.name())
                        + fastest * before.precedent().accounts().size());
    }

    private static Roster after(Roster roster, List<RosterMachine> machines, Precedent precedent) {
        return new Roster(roster.groups(), roster.subAccounts(), machines, roster.now(), precedent);
    }

    private static List<String> sorted(Roster roster) {
        return roster.machines().stream().map(RosterMachine::name).sorted().toList();
    }

    private static Set<String> names(Roster roster) {
        return new HashSet<>(sorted(roster));
    }

    private static boolean isOpen(Roster roster, String name) {
        return roster.subAccounts().stream().anyMatch(s -> s.name().equals(name) && s.isOpen());
    }

    private static Map<String, Double> rates(Roster roster) {
        return roster.machines().stream().collect(Collectors.toMap(RosterMachine::name, RosterMachine::present));
    }

    private static Map<String, Double> assigned(Allocation allocation, Map<String, Double> rates) {
        Map<String, Double> assigned = new HashMap<>();
        allocation
                .precedent()
                .places()
                .forEach((machine, place) -> assigned.merge(place, rates.get(machine), Double::sum));
        return assigned;
    }

    @Provide
    Arbitrary<Roster> rosters() {
        Arbitrary<List<RosterSubAccount>> subAccounts = Combinators.combine(
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 60_000).optional(0.9),
                        Arbitraries.integers().between(0, 30_000),
                        Arbitraries.integers().between(5, 3600).optional(0.9),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 5).optional(0.3),
                        Arbitraries.of(true, true, true, false))
                .as((number, position, remaining, done, seconds, priority, weight, servable) -> new RosterSubAccount(
                        "s" + number,
                        "default",
                        position,
                        remaining.map(hashes -> new Work(BigDecimal.valueOf(hashes))),
                        seconds.isPresent(),
                        new Work(BigDecimal.valueOf(done)),
                        NOW.minusSeconds(600),
                        seconds.map(s -> Duration.ofSeconds(600 + s)),
                        remaining.flatMap(r -> seconds).map(NOW::plusSeconds),
                        priority,
                        weight.map(w -> OptionalDouble.of(w)).orElse(OptionalDouble.empty()),
                        servable))
                .list()
                .uniqueElements(RosterSubAccount::name)
                .ofMaxSize(10);
        Arbitrary<List<RosterMachine>> machines = Combinators.combine(
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.of(Health.HEALTHY, Health.HEALTHY, Health.HEALTHY, Health.OFFLINE, Health.WEAK),
                        Arbitraries.of(true, false, false, false, false),
                        Arbitraries.integers().between(1, 10))
                .as((number, standby, health, outOfService, rate) -> new RosterMachine(
                        "m" + number,
                        "default",
                        standby,
                        health,
                        NOW.minusSeconds(3600),
                        outOfService,
                        OptionalDouble.of(rate),
                        health == Health.WEAK ? rate / 2.0 : rate))
                .list()
                .uniqueElements(RosterMachine::name)
                .ofMaxSize(40);
        return Combinators.combine(subAccounts, machines, Arbitraries.of(Policy.STEADY, Policy.WEIGHTED))
                .as((some, others, policy) -> new Roster(Map.of("default", policy), some, others, NOW, Precedent.NONE));
    }
}
