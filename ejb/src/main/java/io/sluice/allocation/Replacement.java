package io.sluice.allocation;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What would replace what: a drill.
 *
 * @param machine an active machine that works
 * @param lost hashes a second that would be lost with it; 0 when nobody knows
 * @param standIns the standby machines that would come in, none when there are none left
 * @param missing hashes a second that would be missing all the same
 */
public record Replacement(String machine, double lost, List<String> standIns, double missing) {
    public Replacement {
        Objects.requireNonNull(machine, "machine");
        standIns = List.copyOf(standIns);
    }

    /** What would come in if each active machine that works now failed, it alone; by name of the machine. */
    public static List<Replacement> drill(Roster roster) {
        return drill(roster, drilled(roster));
    }

    /** The same for some machines only. */
    public static List<Replacement> drill(Roster roster, List<RosterMachine> machines) {
        return StandIns.of(roster).drill(roster, machines);
    }

    /** The active machines that work now, by name: those whose loss a drill can try. */
    public static List<RosterMachine> drilled(Roster roster) {
        return roster.machines().stream()
                .filter(machine -> !machine.standby() && machine.health() == Health.HEALTHY && !machine.outOfService())
                .sorted(Comparator.comparing(RosterMachine::name))
                .toList();
    }
}
