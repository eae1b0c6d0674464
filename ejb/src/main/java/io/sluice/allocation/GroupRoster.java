package io.sluice.allocation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a policy divides.
 *
 * @param due the group's sub-accounts that are due, now or again, in the order in which they are to be filled
 * @param surplus names of the surplus accounts, the group's own first
 * @param machines the machines that work for the group, standby machines among them that stand in for others; by name
 * @param places machine, the sub-account it belonged to; of a stand-in the one of the machine it replaces
 * @param before when the allocation before was made
 * @param accounts by sub-account: what it was to receive
 */
record GroupRoster(
        Instant now,
        List<RosterSubAccount> due,
        List<String> surplus,
        List<RosterMachine> machines,
        Map<String, String> places,
        Instant before,
        Map<String, Precedent.Account> accounts) {
    GroupRoster {
        due = List.copyOf(due);
        surplus = List.copyOf(surplus);
        machines = List.copyOf(machines);
    }
}
