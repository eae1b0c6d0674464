package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Standbys.Cover;
import io.sluice.allocation.Allocation;
import io.sluice.allocation.Policy;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.scheduling.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandbysTest {
    @Test
    void whatAStandbyMachineWouldComeInForIsToldByIts() {
        List<RosterMachine> machines = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            machines.add(machine("m" + i, false, 100));
        }
        machines.add(machine("strong", false, 220));
        machines.add(machine("s1", true, 100));
        machines.add(machine("s2", true, 150));
        machines.add(machine("spare", true, 90));
        var standbys = new Standbys();
        standbys.outlook = new Outlook();
        assertThat(standbys.covers()).as("before the first plan").isEmpty();

        var roster = new Roster(Map.of("default", Policy.SEQUENTIAL), List.of(), machines, Map.of());
        standbys.outlook.made(roster, Allocation.of(roster));

        // The slowest that suffices comes in for each of nine, and two for the strong one.
        assertThat(standbys.covers())
                .containsOnlyKeys("s1", "s2", "spare")
                .containsEntry("s1", new Cover(9, List.of("m1", "m2", "m3", "m4", "m5", "m6", "m7")));
        assertThat(standbys.covers().get("s2")).isEqualTo(new Cover(1, List.of("strong")));
        assertThat(standbys.covers().get("spare").some()).containsExactly("strong");
    }

    private static RosterMachine machine(String name, boolean standby, double hashrate) {
        return new RosterMachine(name, "default", standby, true, true, false, hashrate);
    }
}
