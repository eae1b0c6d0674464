package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StandInsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(StandIns.SETTLING).minusSeconds(1);

    @Example
    void theFewestThatMakeUpForTheLossComeIn() {
        var standIns = of(
                active("big", Health.OFFLINE, 300),
                standby("s100", 100),
                standby("s110", 110),
                standby("s200", 200),
                standby("s210", 210));
        // 210 is the fastest; of those that make up for the other 90 the slowest.
        assertThat(standIns.pairs()).containsOnly(Map.entry("s210", "big"), Map.entry("s100", "big"));
        assertThat(standIns.shortages()).isEmpty();
    }

    @Example
    void oneThatSufficesIsTakenInsteadOfTheFastest() {
        assertThat(of(active("m", Health.SILENT, 100), standby("s1", 400), standby("s2", 98))
                        .pairs())
                .containsOnly(Map.entry("s2", "m"));
    }

    @Example
    void aWeakMachineIsMadeUpForByWhatItLacks() {
        var weak = new RosterMachine("m", "default", false, Health.WEAK, LONG_AGO, false, OptionalDouble.of(100), 60);
        assertThat(of(weak, standby("s1", 100), standby("s2", 45)).pairs()).containsOnly(Map.entry("s2", "m"));
    }

    @Example
    void theOwnGroupComesFirstAndAnotherForTheRest() {
        var standIns = of(
                active("m", Health.OFFLINE, 100),
                standby("own", 60),
                new RosterMachine("other", "north", true, true, true, false, 100));
        assertThat(standIns.pairs()).containsOnly(Map.entry("own", "m"), Map.entry("other", "m"));
    }

    @Example
    void whatIsShortIsSaid() {
        var standIns = of(active("m1", Health.OFFLINE, 100), active("m2", Health.OFFLINE, 80), standby("s", 90));
        assertThat(standIns.pairs()).containsOnly(Map.entry("s", "m1"));
        assertThat(standIns.shortages())
                .containsExactly(new Shortage("m1", "default", 100, 90), new Shortage("m2", "default", 80, 0));
        assertThat(standIns.shortages().get(0).missing()).isEqualTo(10);
    }

    @Example
    void thePlaceIsGivenBackOnlyToOneThatHasBeenHealthyForAWhile() {
        var standby = standby("s", 100);
        var justBack = new RosterMachine(
                "m", "default", false, Health.HEALTHY, NOW.minusSeconds(5), false, OptionalDouble.of(100), 100);
        var settled =
                new RosterMachine("m", "default", false, Health.HEALTHY, LONG_AGO, false, OptionalDouble.of(100), 100);
        var pairs = Map.of("s", "m");
        assertThat(after(pairs, justBack, standby).pairs()).isEqualTo(pairs);
        assertThat(after(pairs, settled, standby).pairs()).isEmpty();
        assertThat(of(justBack, standby).pairs()).as("nobody comes in for it").isEmpty();
    }

    @Example
    void aStandbyMachineThatFailsIsReplacedItself() {
        var gone = new RosterMachine("s1", "default", true, Health.OFFLINE, NOW, false, OptionalDouble.of(100), 0);
        assertThat(after(Map.of("s1", "m"), active("m", Health.OFFLINE, 100), gone, standby("s2", 100))
                        .pairs())
                .containsOnly(Map.entry("s2", "m"));
    }

    @Example
    void ofUnknownHashratesOneReplacesOne() {
        var standIns = of(
                new RosterMachine("m", "default", false, true, false, false, 0),
                new RosterMachine("s1", "default", true, true, true, false, 0),
                new RosterMachine("s2", "default", true, true, true, false, 0));
        assertThat(standIns.pairs()).containsOnly(Map.entry("s1", "m"));
        assertThat(standIns.shortages()).isEmpty();
    }

    @Example
    void aDrillSaysWhatWouldReplaceWhatAndChangesNothing() {
        var roster = roster(
                Map.of(),
                active("m1", Health.HEALTHY, 100),
                active("m2", Health.HEALTHY, 250),
                active("m3", Health.OFFLINE, 50),
                standby("s1", 100),
                standby("s2", 100),
                standby("s3", 50));
        assertThat(Replacement.drill(roster))
                .containsExactly(
                        new Replacement("m1", 100, List.of("s1"), 0),
                        new Replacement("m2", 250, List.of("s1", "s2"), 50));
    }

    @Property
    void nobodyStandsInTwiceOrNeedlesslyAndNobodyIsLeftOutWhileThereAreStandbyMachines(
            @ForAll("farms") List<RosterMachine> machines) {
        var standIns = StandIns.of(roster(Map.of(), machines.toArray(RosterMachine[]::new)));
        Map<String, RosterMachine> byName = new HashMap<>();
        machines.forEach(machine -> byName.put(machine.name(), machine));
        Map<String, List<RosterMachine>> standInsOf = new HashMap<>();
        standIns.pairs().forEach((standby, replaced) -> {
            assertThat(byName.get(standby).isReady()).isTrue();
            assertThat(byName.get(replaced).hasFailed()).isTrue();
            standInsOf.computeIfAbsent(replaced, name -> new ArrayList<>()).add(byName.get(standby));
        });
        standInsOf.forEach((replaced, standbys) -> {
            RosterMachine machine = byName.get(replaced);
            // Those of other groups came last, and would not have come for nothing.
            double all = standbys.stream().mapToDouble(RosterMachine::expected).sum();
            double last = standbys.stream()
                    .filter(standby -> !standby.group().equals(machine.group()))
                    .mapToDouble(RosterMachine::expected)
                    .min()
                    .orElseGet(() -> standbys.stream()
                            .mapToDouble(RosterMachine::expected)
                            .min()
                            .orElseThrow());
            assertThat(all - last).isLessThan(machine.expected() - machine.present());
        });
        boolean someLeft = machines.stream()
                .anyMatch(machine -> machine.isReady() && !standIns.pairs().containsKey(machine.name()));
        if (someLeft) {
            assertThat(standIns.shortages()).isEmpty();
        }
    }

    @Property
    void whoeverFailsOrComesBackNobodyElseIsMoved(
            @ForAll("farms") List<RosterMachine> machines, @ForAll int which, @ForAll Health health) {
        if (machines.isEmpty()) {
            return;
        }
        var before = StandIns.of(roster(Map.of(), machines.toArray(RosterMachine[]::new)))
                .pairs();
        List<RosterMachine> then = new ArrayList<>(machines);
        RosterMachine changed = then.remove(Math.floorMod(which, then.size()));
        then.add(new RosterMachine(
                changed.name(),
                changed.group(),
                changed.standby(),
                health,
                LONG_AGO,
                changed.outOfService(),
                changed.standardHashrate(),
                changed.hashrate()));
        var after = after(before, then.toArray(RosterMachine[]::new)).pairs();
        before.forEach((standby, replaced) -> {
            if (!standby.equals(changed.name()) && !replaced.equals(changed.name())) {
                assertThat(after).containsEntry(standby, replaced);
            }
        });
    }

    @Provide
    Arbitrary<List<RosterMachine>> farms() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of("default", "north"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Health.class),
                        Arbitraries.of(true, false, false, false),
                        Arbitraries.integers().between(1, 40))
                .as((number, group, standby, health, outOfService, rate) -> new RosterMachine(
                        "m" + number,
                        group,
                        standby,
                        health,
                        LONG_AGO,
                        outOfService,
                        OptionalDouble.of(10 * rate),
                        health == Health.WEAK ? 5 * rate : 10 * rate))
                .list()
                .uniqueElements(RosterMachine::name)
                .ofMaxSize(20);
    }

    private static StandIns of(RosterMachine... machines) {
        return after(Map.of(), machines);
    }

    private static StandIns after(Map<String, String> pairs, RosterMachine... machines) {
        return StandIns.of(roster(pairs, machines));
    }

    private static Roster roster(Map<String, String> pairs, RosterMachine... machines) {
        return new Roster(
                Map.of("default", Policy.SEQUENTIAL, "north", Policy.SEQUENTIAL),
                List.of(),
                List.of(machines),
                NOW,
                Precedent.ofStandIns(pairs));
    }

    private static RosterMachine active(String name, Health health, double standard) {
        return new RosterMachine(
                name, "default", false, health, LONG_AGO, false, OptionalDouble.of(standard), 0.9 * standard);
    }

    private static RosterMachine standby(String name, double rate) {
        return new RosterMachine(name, "default", true, Health.HEALTHY, LONG_AGO, false, OptionalDouble.of(rate), rate);
    }
}
