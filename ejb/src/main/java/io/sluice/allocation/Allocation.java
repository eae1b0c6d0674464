package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Which machine works for which sub-accounts.
 *
 * @param itineraries one for each machine of the roster, by name
 * @param arrivals by group: what a machine follows that joins it before the next allocation
 * @param standIns standby machine at work, the machine whose place it takes
 */
public record Allocation(
        Map<String, Itinerary> itineraries, Map<String, Itinerary> arrivals, Map<String, String> standIns) {
    private static final Comparator<RosterSubAccount> FILLING_ORDER =
            Comparator.comparingInt(RosterSubAccount::position).thenComparing(RosterSubAccount::name);
    private static final Comparator<RosterMachine> MACHINE_ORDER =
            Comparator.comparing(RosterMachine::group).thenComparing(RosterMachine::name);

    public Allocation {
        itineraries = Map.copyOf(itineraries);
        arrivals = Map.copyOf(arrivals);
        standIns = Map.copyOf(standIns);
    }

    /** Allocates. The same roster always gives the same allocation, and one fed back with its result too. */
    public static Allocation of(Roster roster) {
        Map<String, String> standIns = standIns(roster);
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
        return new Allocation(itineraries, arrivals, standIns);
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

    /**
     * Pairs that hold are kept, so that nobody is moved because somebody else failed or came back. Then each machine that
     * failed gets a standby machine of its own group, then of any.
     */
    private static Map<String, String> standIns(Roster roster) {
        List<RosterMachine> ready = new ArrayList<>(roster.machines().stream()
                .filter(RosterMachine::isReady)
                .sorted(MACHINE_ORDER)
                .toList());
        List<RosterMachine> failed = new ArrayList<>(roster.machines().stream()
                .filter(RosterMachine::hasFailed)
                .sorted(MACHINE_ORDER)
                .toList());
        Map<String, String> standIns = new HashMap<>();
        pair(ready, failed, standIns, (standby, gone) -> gone.name()
                .equals(roster.standIns().get(standby.name())));
        pair(ready, failed, standIns, (standby, gone) -> standby.group().equals(gone.group()));
        pair(ready, failed, standIns, (standby, gone) -> true);
        return standIns;
    }

    private static void pair(
            List<RosterMachine> ready,
            List<RosterMachine> failed,
            Map<String, String> standIns,
            BiPredicate<RosterMachine, RosterMachine> fits) {
        Set<RosterMachine> replaced = new HashSet<>();
        for (RosterMachine gone : failed) {
            ready.stream()
                    .filter(standby -> fits.test(standby, gone))
                    .findFirst()
                    .ifPresent(standby -> {
                        ready.remove(standby);
                        replaced.add(gone);
                        standIns.put(standby.name(), gone.name());
                    });
        }
        failed.removeAll(replaced);
    }
}
