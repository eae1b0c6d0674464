package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.allocation.Allocation;
import io.sluice.allocation.Explanation;
import io.sluice.allocation.Policy;
import io.sluice.allocation.Precedent;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.allocation.RosterSubAccount;
import io.sluice.api.Work;
import io.sluice.distribution.Decision;
import io.sluice.distribution.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExplanationsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Office office = new Office(TestDatabase.H2);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void beforeTheFirstPlanWhatIsStoredIsShown() {
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, null, null, null)));
        assertThat(office.<MachineView>at(d -> d.machines().get("rig")).explanation())
                .isEmpty();
        office.at(d -> {
            long rig =
                    d.em().createQuery("select m.id from Machine m", Long.class).getSingleResult();
            var why = new Explanation(
                    Explanation.Why.EVEN,
                    Optional.of("alice"),
                    Optional.of("rest"),
                    Optional.of(NOW.plusSeconds(60)),
                    "alice needs it.");
            TestDatabase.Store.decisions(d.em())
                    .write(
                            List.of(new Decision(rig, Optional.of(why), Optional.of(NOW), Optional.of("alice"))),
                            List.of());
            return null;
        });
        MachineView rig = office.at(d -> d.machines().get("rig"));
        assertThat(rig.explanation())
                .contains(
                        new MachineView.Explanation("EVEN", Optional.of("alice"), Optional.of(NOW), "alice needs it."));
        assertThat(rig.next()).contains(new MachineView.Next("rest", Optional.of(NOW.plusSeconds(60))));
        ExplanationsView all = office.at(d -> d.explanations().all());
        assertThat(all.asOf()).isEmpty();
        assertThat(all.machines()).extracting(MachineExplanation::text).containsExactly("alice needs it.");
        assertThat(office.<List<FeasibilityView>>at(d -> d.explanations().feasibility()))
                .isEmpty();
    }

    @Test
    void theLastPlansFiguresAreShownAndWhoWillBeShort() {
        office.at(d -> d.machines().put("admin", "rig", new MachineInput(null, null, null, null)));
        var roster = new Roster(
                Map.of("default", Policy.STEADY),
                List.of(
                        due("alice", "1e15", 100, 1),
                        due("bob", "5e13", 50, 0),
                        new RosterSubAccount("rest", "default", 3, Optional.empty(), false)),
                List.of(new RosterMachine("rig", "default", false, true, true, false, 3e12)),
                NOW,
                Precedent.NONE);
        office.outlook.made(roster, Allocation.of(roster));

        MachineView rig = office.at(d -> d.machines().get("rig"));
        assertThat(rig.explanation())
                .hasValueSatisfying(why -> assertThat(why.text()).isNotBlank());
        FeasibilityView group = office.<List<FeasibilityView>>at(
                        d -> d.explanations().feasibility())
                .get(0);
        assertThat(group.feasible()).isFalse();
        assertThat(group.connectedHashrate()).isEqualTo(3e12);
        assertThat(group.missingTerahashes()).isCloseTo(7.5, within(0.01));
        assertThat(group.subAccounts())
                .extracting(FeasibilityView.Line::subAccount)
                .containsExactly("bob", "alice");
        FeasibilityView.Line alice = group.subAccounts().get(1);
        assertThat(alice.feasible()).isFalse();
        assertThat(alice.dueAt()).contains(NOW.plusSeconds(100));
        assertThat(alice.missingHashes().doubleValue()).isCloseTo(7.5e14, within(1e12));
        assertThat(alice.missingTerahashes()).isCloseTo(7.5, within(0.01));
        assertThat(group.subAccounts().get(0).missingHashes()).isEqualByComparingTo("0");
        ExplanationsView all = office.at(d -> d.explanations().all());
        assertThat(all.asOf()).contains(NOW);
        assertThat(all.subAccounts())
                .extracting(SubAccountExplanation::subAccount)
                .containsExactly("alice", "bob", "rest");
        assertThat(all.subAccounts().get(0).text()).contains("it lacks 7.50 TH/s");
    }

    @Test
    void machinesThatGoTheSameWayNextAreToldOfTogether() {
        assertThat(office.<List<MoveView>>at(d -> d.explanations().moves())).isEmpty();
        var roster = new Roster(
                Map.of("default", Policy.SEQUENTIAL),
                List.of(due("alice", "6e14", 1_000, 0), due("bob", "1e15", 1_000, 0)),
                List.of(
                        new RosterMachine("rig-1", "default", false, true, true, false, 3e12),
                        new RosterMachine("rig-2", "default", false, true, true, false, 3e12)),
                NOW,
                Precedent.NONE);
        office.outlook.made(roster, Allocation.of(roster));
        assertThat(office.<List<MoveView>>at(d -> d.explanations().moves()))
                .containsExactly(new MoveView("FIRST_IN_ORDER", "alice", "bob", 2, Optional.of(NOW.plusSeconds(100))));
    }

    @Test
    void whoIsOutOfServiceIsIdleByOrderAndWhoHasNobodyToWorkForIsNot() {
        assertThat(office.<Set<String>>at(d -> d.explanations().idleByOrder(List.of("rig"))))
                .isEmpty();
        var roster = new Roster(
                Map.of("default", Policy.SEQUENTIAL),
                List.of(),
                List.of(
                        new RosterMachine("rig", "default", false, true, true, false, 3e12),
                        new RosterMachine("out", "default", false, true, true, true, 3e12)),
                NOW,
                Precedent.NONE);
        office.outlook.made(roster, Allocation.of(roster));
        assertThat(office.<Set<String>>at(d -> d.explanations().idleByOrder(List.of("rig", "out", "nobody"))))
                .containsExactly("out");
    }

    private static RosterSubAccount due(String name, String hashes, int seconds, int priority) {
        return new RosterSubAccount(
                name,
                "default",
                1,
                Optional.of(new Work(new BigDecimal(hashes))),
                false,
                Work.ZERO,
                NOW,
                Optional.empty(),
                Optional.of(NOW.plusSeconds(seconds)),
                priority,
                OptionalDouble.empty(),
                true);
    }
}
