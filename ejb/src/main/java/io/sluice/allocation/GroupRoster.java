package io.sluice.allocation;

import java.util.List;

/**
 * What a policy divides.
 *
 * @param due the group's sub-accounts that are due, now or again, in the order in which they are to be filled
 * @param surplus names of the surplus accounts, the group's own first
 * @param machines the machines that work for the group, standby machines among them that stand in for others
 */
record GroupRoster(List<RosterSubAccount> due, List<String> surplus, List<RosterMachine> machines) {
    GroupRoster {
        due = List.copyOf(due);
        surplus = List.copyOf(surplus);
        machines = List.copyOf(machines);
    }
}
