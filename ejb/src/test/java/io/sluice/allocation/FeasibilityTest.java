package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.Example;

class FeasibilityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Example
    void whatFitsIsFeasible() {
        var one = of(Policy.STEADY, 100, due("alice", 0, 4_000, 100, 0), due("bob", 1, 12_000, 200, 0));
        assertThat(one.isFeasible()).isTrue();
        assertThat(one.needed()).isEqualTo(80);
        assertThat(one.missingHashrate()).isZero();
        assertThat(one.sentences())
                .containsExactly("Group default meets its standards: they need 80.0 H/s, and 100 H/s are connected.");
    }

    @Example
    void whoWillBeShortAndByHowMuch() {
        var one = of(
                Policy.STEADY,
                100,
                due("alice", 0, 10_000, 100, 1),
                due("bob", 1, 12_000, 200, 2),
                due("carol", 2, 7_000, 1_000, 2));
        assertThat(one.shortfalls()).hasSize(1);
        Feasibility.Shortfall bob = one.shortfalls().get(0);
        assertThat(bob.subAccount()).isEqualTo("bob");
        assertThat(bob.missing().hashes()).isEqualByComparingTo("2000");
        assertThat(bob.missingHashrate()).isCloseTo(10, within(1e-9));
        assertThat(one.needed()).isEqualTo(110);
        assertThat(one.missingHashrate()).isEqualTo(10);
        assertThat(one.sentences())
                .containsExactly(
                        "bob will miss 2.00 kH (16.7 %) of its standard at 2026-03-01T12:03:20Z; it lacks 10.0 H/s.",
                        "Group default lacks 10.0 H/s: its standards need 110 H/s in time, and 100 H/s are connected.");
    }

    @Example
    void inTurnTheLastOneWaitsForAllOthers() {
        var subAccounts = new RosterSubAccount[] {due("slow", 0, 9_000, 1_000, 0), due("soon", 1, 2_000, 100, 0)};
        assertThat(of(Policy.STEADY, 100, subAccounts).isFeasible()).isTrue();
        var inTurn = of(Policy.SEQUENTIAL, 100, subAccounts);
        assertThat(inTurn.shortfalls())
                .extracting(Feasibility.Shortfall::subAccount)
                .containsExactly("soon");
        assertThat(inTurn.needed()).isEqualTo(110);
    }

    @Example
    void whatComesAgainBeforeADeadlineCounts() {
        var daily = new RosterSubAccount(
                "daily",
                "default",
                0,
                Optional.of(work(5_000)),
                true,
                Work.ZERO,
                NOW,
                Optional.of(Duration.ofSeconds(100)),
                Optional.of(NOW.plusSeconds(100)),
                0,
                OptionalDouble.empty(),
                true);
        var one = of(Policy.STEADY, 100, daily, due("monthly", 1, 60_000, 1_000, 0));
        assertThat(one.shortfalls())
                .extracting(Feasibility.Shortfall::subAccount)
                .containsExactly("monthly");
        assertThat(one.missingHashrate()).isCloseTo(10, within(1e-9));
        assertThat(one.sustained()).isEqualTo(50);
        assertThat(of(Policy.STEADY, 40, daily).sentences().get(2))
                .isEqualTo("In the long run group default needs 50.0 H/s for the standards that come again, and lacks"
                        + " 10.0 H/s.");
    }

    @Example
    void byRatioEverybodyHasHisPartOnly() {
        var one = of(Policy.WEIGHTED, 100, due("alice", 0, 6_000, 100, 0), due("bob", 1, 1_000, 100, 0));
        assertThat(one.shortfalls())
                .extracting(shortfall -> shortfall.missing().hashes().intValue())
                .containsExactly(1_000);
        assertThat(one.needed()).isEqualTo(120);
    }

    @Example
    void thoseWhoCannotBeServedAreNamed() {
        var one = of(
                Policy.STEADY,
                100,
                new RosterSubAccount(
                        "bob",
                        "default",
                        0,
                        Optional.of(work(10)),
                        false,
                        Work.ZERO,
                        NOW,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        OptionalDouble.empty(),
                        false));
        assertThat(one.sentences()).contains("Not served now: bob.");
    }

    @Example
    void onlyWhatWorksCounts() {
        var machines = List.of(
                new RosterMachine("m1", "default", false, Health.HEALTHY, NOW, false, OptionalDouble.of(100), 90),
                new RosterMachine("m2", "default", false, Health.WEAK, NOW, false, OptionalDouble.of(100), 60),
                new RosterMachine("m3", "default", false, Health.SILENT, NOW, false, OptionalDouble.of(100), 0),
                new RosterMachine("s", "default", true, Health.HEALTHY, NOW, false, OptionalDouble.of(70), 0),
                new RosterMachine("m4", "default", false, Health.HEALTHY, NOW, true, OptionalDouble.of(5), 0));
        var one =
                Feasibility.of(new Roster(Map.of("default", Policy.STEADY), List.of(), machines, NOW, Precedent.NONE));
        assertThat(one).hasSize(1);
        assertThat(one.get(0).connected()).as("the standby machine stands in").isEqualTo(100 + 60 + 70);
    }

    private static Feasibility of(Policy policy, double rate, RosterSubAccount... subAccounts) {
        var machine = new RosterMachine("m", "default", false, true, true, false, rate);
        return Feasibility.of(new Roster(
                        Map.of("default", policy), Arrays.asList(subAccounts), List.of(machine), NOW, Precedent.NONE))
                .get(0);
    }

    private static RosterSubAccount due(String name, int position, long hashes, int seconds, int priority) {
        return new RosterSubAccount(
                name,
                "default",
                position,
                Optional.of(work(hashes)),
                false,
                Work.ZERO,
                NOW,
                Optional.empty(),
                Optional.of(NOW.plusSeconds(seconds)),
                priority,
                OptionalDouble.empty(),
                true);
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
