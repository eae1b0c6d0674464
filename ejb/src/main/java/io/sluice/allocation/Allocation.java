package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which machine works for which sub-accounts.
 *
 * @param itineraries one for each machine of the roster, by name
 * @param arrivals by group: what a machine follows that joins it before the next allocation
 * @param standIns standby machine at work, the machine whose place it takes; several may take the place of one
 * @param shortages the machines that no standby machine makes up for, or not wholly, by group and name
 */
public record Allocation(
        Map<String, Itinerary> itineraries,
        Map<String, Itinerary> arrivals,
        Map<String, String> standIns,
        List<Shortage> shortages) {
    private static final Comparator<RosterSubAccount> FILLING_ORDER =
            Comparator.comparingInt(RosterSubAccount::position).thenComparing(RosterSubAccount::name);
    private static final Comparator<RosterMachine> MACHINE_ORDER =
            Comparator.comparing(RosterMachine::group).thenComparing(RosterMachine::name);

    public Allocation {
        itineraries = Map.copyOf(itineraries);
        arrivals = Map.copyOf(arrivals);
        standIns = Map.copyOf(standIns);
        shortages = List.copyOf(shortages);
    }

    /** Allocates. The same roster always gives the same allocation, and one fed back with its result too. */
    public static Allocation of(Roster roster) {
        StandIns standbys = StandIns.of(roster);
        Map<String, String> standIns = standbys.pairs();
        Map<String, String> groupOf = new HashMap<>();
        roster.machines().forEach(machine -> groupOf.put(machine.name(), machine.group()));
        Map<String, Itinerary> itineraries = new HashMap<>();
        Map<String, Itinerary> arrivals = new HashMap<>();
        for (var group : roster.groups().entrySet()) {
            List<String> surplus = surplusFor(group.getKey(), roster.subAccounts());
            List<RosterMachine> working = roster.machines().stream()
                    .filter(machine -> !machine.outOfService())
                    .filter(machine -> machine.standby()
                            ? group.getKey().equals(groupOf.get(standIns.get(machine.name())))
                            : group.getKey().equals(machine.group()))
                    .sorted(MACHINE_ORDER)
                    .toList();
            List<RosterSubAccount> due = roster.subAccounts().stream()
                    .filter(subAccount -> subAccount.group().equals(group.getKey()) && subAccount.isDue())
                    .sorted(FILLING_ORDER)
                    .toList();
            var groupRoster = new GroupRoster(due, surplus, working);
            AllocationPolicy policy = group.getValue().strategy();
            arrivals.put(group.getKey(), policy.arrivals(groupRoster));
            itineraries.putAll(policy.assign(groupRoster));
            var idle = new Itinerary(surplus);
            roster.machines().stream()
                    .filter(machine -> machine.standby()
                            && machine.group().equals(group.getKey())
                            && !standIns.containsKey(machine.name()))
                    .forEach(machine -> itineraries.put(machine.name(), idle));
        }
        roster.machines().stream()
                .filter(RosterMachine::outOfService)
                .forEach(machine -> itineraries.put(machine.name(), Itinerary.NONE));
        return new Allocation(itineraries, arrivals, standIns, standbys.shortages());
    }

    private static List<String> surplusFor(String group, List<RosterSubAccount> subAccounts) {
        Stream<RosterSubAccount> own = subAccounts.stream()
                .filter(s -> s.isSurplus() && s.group().equals(group))
                .sorted(FILLING_ORDER);
        Stream<RosterSubAccount> others = subAccounts.stream()
                .filter(s -> s.isSurplus() && !s.group().equals(group))
                .sorted(FILLING_ORDER);
        return Stream.concat(own, others).map(RosterSubAccount::name).toList();
    }
}
