package io.sluice.allocation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that an allocation depends on.
 *
 * @param groups policy of each group, by name
 * @param standIns as the allocation before had it: standby machine, the machine whose place it takes
 */
public record Roster(
        Map<String, Policy> groups,
        List<RosterSubAccount> subAccounts,
        List<RosterMachine> machines,
        Map<String, String> standIns) {
    public Roster {
        groups = Map.copyOf(groups);
        subAccounts = List.copyOf(subAccounts);
        machines = List.copyOf(machines);
        standIns = Map.copyOf(standIns);
        Set<String> names = new HashSet<>();
        for (RosterSubAccount subAccount : subAccounts) {
            require(names.add(subAccount.name()), "a roster names a sub-account once: " + subAccount.name());
            require(groups.containsKey(subAccount.group()), "no group " + subAccount.group());
        }
        names.clear();
        for (RosterMachine machine : machines) {
            require(names.add(machine.name()), "a roster names a machine once: " + machine.name());
            require(groups.containsKey(machine.group()), "no group " + machine.group());
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
