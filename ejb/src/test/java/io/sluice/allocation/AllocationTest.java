package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Itinerary;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AllocationTest {
    private static final List<String> GROUPS = List.of("default", "north", "south");
    private static final Map<String, Policy> POLICIES =
            GROUPS.stream().collect(Collectors.toMap(group -> group, group -> Policy.SEQUENTIAL));

    @Example
    void machinesOfAGroupFillItsSubAccountsInOrderThenTheSurplus() {
        var roster = new Roster(
                POLICIES,
                List.of(
                        due("carol", "default", 2, 5),
                        due("bob", "default", 1, 5),
                        due("alice", "default", 2, 5),
                        due("done", "default", 0, 0),
                        surplus("rest", "default"),
                        surplus("elsewhere", "north"),
                        due("dave", "north", 0, 5)),
                List.of(machine("m1", "default"), machine("m2", "default"), machine("n1", "north")),
                Map.of());
        Allocation allocation = Allocation.of(roster);
        assertThat(allocation.itineraries().get("m1").subAccounts())
                .containsExactly("bob", "alice", "carol", "rest", "elsewhere");
        assertThat(allocation.itineraries().get("m2"))
                .isSameAs(allocation.itineraries().get("m1"));
        assertThat(allocation.itineraries().get("n1").subAccounts()).containsExactly("dave", "elsewhere", "rest");
        assertThat(allocation.arrivals().get("south").subAccounts()).containsExactly("elsewhere", "rest");
    }

    @Example
    void whatIsDueAgainKeepsItsPlaceWhenItIsUpToStandard() {
        var again = new RosterSubAccount("daily", "default", 0, Optional.of(Work.ZERO), true);
        var roster = new Roster(
                POLICIES, List.of(again, due("bob", "default", 1, 5)), List.of(machine("m", "default")), Map.of());
        assertThat(Allocation.of(roster).itineraries().get("m").subAccounts()).containsExactly("daily", "bob");
    }

    @Example
    void aStandbyMachineTakesThePlaceAndTheWorkOfTheOneThatFailed() {
        var roster = new Roster(
                POLICIES,
                List.of(due("alice", "north", 1, 5), due("bob", "default", 1, 5), surplus("rest", "default")),
                List.of(
                        machine("m", "default"),
                        failed("n1", "north"),
                        standby("s-default", "default"),
                        standby("s-north", "north")),
                Map.of());
        Allocation allocation = Allocation.of(roster);
        assertThat(allocation.standIns()).containsExactly(Map.entry("s-north", "n1"));
        assertThat(allocation.itineraries().get("s-north").subAccounts()).containsExactly("alice", "rest");
        assertThat(allocation.itineraries().get("s-default").subAccounts()).containsExactly("rest");
    }

    @Example
    void aStandbyMachineOfAnotherGroupComesWhenTheOwnHasNone() {
        var roster = new Roster(
                POLICIES,
                List.of(due("alice", "north", 1, 5)),
                List.of(failed("n1", "north"), standby("s", "default")),
                Map.of());
        assertThat(Allocation.of(roster).itineraries().get("s").subAccounts()).containsExactly("alice");
    }

    @Example
    void aMachineThatWasNeverSeenCannotHaveFailed() {
        var announced = new RosterMachine("m", "default", false, false, false, false, 0);
        var roster = new Roster(POLICIES, List.of(), List.of(announced, standby("s", "default")), Map.of());
        assertThat(Allocation.of(roster).standIns()).isEmpty();
    }

    @Example
    void nobodyIsMovedBecauseSomebodyElseFails() {
        var before = new Roster(
                POLICIES,
                List.of(),
                List.of(
                        failed("m2", "default"),
                        machine("m1", "default"),
                        standby("s1", "default"),
                        standby("s2", "default")),
                Map.of());
        Map<String, String> standIns = Allocation.of(before).standIns();
        assertThat(standIns).containsExactly(Map.entry("s1", "m2"));
        var after = new Roster(
                POLICIES,
                List.of(),
                List.of(
                        failed("m2", "default"),
                        failed("m1", "default"),
                        standby("s1", "default"),
                        standby("s2", "default")),
                standIns);
        assertThat(Allocation.of(after).standIns()).containsOnly(Map.entry("s1", "m2"), Map.entry("s2", "m1"));
    }

    @Property
    void everyMachineHasAnItineraryAndThoseOutOfServiceHaveNone(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        assertThat(allocation.itineraries().keySet())
                .isEqualTo(roster.machines().stream().map(RosterMachine::name).collect(Collectors.toSet()));
        assertThat(allocation.arrivals().keySet()).isEqualTo(roster.groups().keySet());
        roster.machines().stream().filter(RosterMachine::outOfService).forEach(machine -> assertThat(
                        allocation.itineraries().get(machine.name()))
                .isEqualTo(Itinerary.NONE));
    }

    @Property
    void aStandInWorksForTheGroupOfTheOneItReplacesAndTheOthersForSurplusOnly(@ForAll("rosters") Roster roster) {
        Allocation allocation = Allocation.of(roster);
        Map<String, RosterMachine> machines = byName(roster);
        Map<String, RosterSubAccount> subAccounts = new HashMap<>();
        roster.subAccounts().forEach(s -> subAccounts.put(s.name(), s));
        for (RosterMachine machine : roster.machines()) {
            Itinerary itinerary = allocation.itineraries().get(machine.name());
            String replaced = allocation.standIns().get(machine.name());
            if (replaced != null) {
                assertThat(itinerary)
                        .isEqualTo(
                                allocation.arrivals().get(machines.get(replaced).group()));
            } else if (machine.standby()) {
                assertThat(itinerary.subAccounts())
                        .allMatch(name -> subAccounts.get(name).isSurplus());
            }
        }
    }

    @Property
    void anItineraryHasWhatIsDueInOrderAndTheSurplusLast(@ForAll("rosters") Roster roster) {
        Map<String, RosterSubAccount> subAccounts = new HashMap<>();
        roster.subAccounts().forEach(s -> subAccounts.put(s.name(), s));
        Allocation.of(roster).arrivals().forEach((group, itinerary) -> {
            List<RosterSubAccount> stops =
                    itinerary.subAccounts().stream().map(subAccounts::get).toList();
            List<RosterSubAccount> expected = new ArrayList<>(roster.subAccounts());
            expected.removeIf(s -> !s.isSurplus() && !(s.isDue() && s.group().equals(group)));
            assertThat(stops).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(stops)
                    .isSortedAccordingTo(Comparator.comparing(RosterSubAccount::isSurplus)
                            .thenComparing(s -> !s.group().equals(group))
                            .thenComparing(RosterSubAccount::position)
                            .thenComparing(RosterSubAccount::name));
        });
    }

    @Property
    void fedBackItStaysAsItIs(@ForAll("rosters") Roster roster) {
        Allocation once = Allocation.of(roster);
        var again = new Roster(roster.groups(), roster.subAccounts(), roster.machines(), once.standIns());
        assertThat(Allocation.of(again)).isEqualTo(once);
    }

    @Property
    void whenOneMoreFailsThePairsThatHoldAreKept(@ForAll("rosters") Roster roster, @ForAll int which) {
        Map<String, String> before = Allocation.of(roster).standIns();
        List<RosterMachine> machines = new ArrayList<>(roster.machines());
        if (machines.isEmpty()) {
            return;
        }
        RosterMachine gone = machines.remove(Math.floorMod(which, machines.size()));
        machines.add(new RosterMachine(
                gone.name(), gone.group(), gone.standby(), true, false, gone.outOfService(), gone.hashrate()));
        Map<String, String> after = Allocation.of(new Roster(roster.groups(), roster.subAccounts(), machines, before))
                .standIns();
        before.forEach((standby, replaced) -> {
            if (!standby.equals(gone.name())) {
                assertThat(after).containsEntry(standby, replaced);
            }
        });
    }

    @Provide
    Arbitrary<Roster> rosters() {
        Arbitrary<List<RosterSubAccount>> subAccounts = Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(GROUPS),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.longs()
                                .between(0, 3)
                                .map(AllocationTest::work)
                                .optional(),
                        Arbitraries.of(true, false))
                .as((number, group, position, remaining, repeating) ->
                        new RosterSubAccount("s" + number, group, position, remaining, repeating))
                .list()
                .uniqueElements(RosterSubAccount::name)
                .ofMaxSize(10);
        Arbitrary<List<RosterMachine>> machines = Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of(GROUPS),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(true, false, false, false))
                .as((number, group, standby, seen, online, outOfService) ->
                        new RosterMachine("m" + number, group, standby, seen, online, outOfService, 1e12))
                .list()
                .uniqueElements(RosterMachine::name)
                .ofMaxSize(14);
        Arbitrary<Map<String, String>> standIns = Arbitraries.maps(
                        Arbitraries.integers().between(0, 60).map(n -> "m" + n),
                        Arbitraries.integers().between(0, 60).map(n -> "m" + n))
                .ofMaxSize(5);
        return Combinators.combine(subAccounts, machines, standIns)
                .as((some, others, before) -> new Roster(POLICIES, some, others, before));
    }

    private static Map<String, RosterMachine> byName(Roster roster) {
        return roster.machines().stream().collect(Collectors.toMap(RosterMachine::name, machine -> machine));
    }

    private static RosterSubAccount due(String name, String group, int position, long hashes) {
        return new RosterSubAccount(name, group, position, Optional.of(work(hashes)), false);
    }

    private static RosterSubAccount surplus(String name, String group) {
        return new RosterSubAccount(name, group, 0, Optional.empty(), false);
    }

    private static RosterMachine machine(String name, String group) {
        return new RosterMachine(name, group, false, true, true, false, 1e12);
    }

    private static RosterMachine failed(String name, String group) {
        return new RosterMachine(name, group, false, true, false, false, 0);
    }

    private static RosterMachine standby(String name, String group) {
        return new RosterMachine(name, group, true, true, true, false, 1e12);
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
