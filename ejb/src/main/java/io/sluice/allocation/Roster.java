package io.sluice.allocation;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that an allocation depends on.
 *
 * @param groups policy of each group, by name
 * @param now the moment of which all this is true
 * @param before what the allocation before left
 */
public record Roster(
        Map<String, Policy> groups,
        List<RosterSubAccount> subAccounts,
        List<RosterMachine> machines,
        Instant now,
        Precedent before) {
    public Roster {
        groups = Map.copyOf(groups);
        subAccounts = List.copyOf(subAccounts);
        machines = List.copyOf(machines);
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(before, "before");
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

    /** A roster for policies that need neither time nor memory. */
    public Roster(
            Map<String, Policy> groups,
            List<RosterSubAccount> subAccounts,
            List<RosterMachine> machines,
            Map<String, String> standIns) {
        this(groups, subAccounts, machines, Instant.EPOCH, Precedent.ofStandIns(standIns));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
