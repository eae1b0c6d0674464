package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SteadyTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final double RATE = 100e12;

    /** Three sub-accounts, a fifth, three tenths and half of what is used of the machines' work in ten minutes. */
    private static VirtualField threeSubAccounts(int machines, double used, boolean surplus) {
        var field = new VirtualField();
        field.group("default", Policy.STEADY);
        double work = machines * RATE * used * TEN_MINUTES.toSeconds();
        field.account("alice", "default", 0.2 * work, TEN_MINUTES);
        field.account("bob", "default", 0.3 * work, TEN_MINUTES);
        field.account("carol", "default", 0.5 * work, TEN_MINUTES);
        if (surplus) {
            field.account("rest", "default", 0, TEN_MINUTES);
        }
        for (int i = 0; i < machines; i++) {
            field.machine("m" + (100 + i), "default", false, RATE);
        }
        return field;
    }

    @Property(tries = 60)
    void threeSubAccountsReceiveTheirStandardsEvenlyOverTenMinutes(
            @ForAll @IntRange(min = 6, max = 60) int machines,
            @ForAll @IntRange(min = 40, max = 90) int used,
            @ForAll long seed) {
        VirtualField field = threeSubAccounts(machines, used / 100.0, true);
        field.luck = new Random(seed);
        field.shareWork = RATE / 2;
        for (int quarter = 1; quarter <= 3; quarter++) {
            run(field, 75);
            for (VirtualField.Account account : field.accounts.subList(0, 3)) {
                assertThat(account.accumulated / account.standard)
                        .as("%s after quarter %d", account.name, quarter)
                        .isCloseTo(quarter / 4.0, within(0.1 * quarter / 4));
            }
        }
        run(field, 75);
        assertThat(field.accounts.subList(0, 3))
                .allSatisfy(account -> assertThat(account.delivered).containsExactly(1.0));
    }

    @Example
    void withoutASurplusAccountNobodyFallsBehind() {
        VirtualField field = threeSubAccounts(12, 0.9, false);
        for (int quarter = 1; quarter <= 3; quarter++) {
            run(field, 75);
            for (VirtualField.Account account : field.accounts) {
                assertThat(account.accumulated / account.standard).isGreaterThan(0.9 * quarter / 4);
            }
        }
        run(field, 75);
        assertThat(field.accounts)
                .allSatisfy(account -> assertThat(account.delivered).containsExactly(1.0));
    }

    @Example
    void atMostOneMachineForEachSubAccountAlternatesAndTheOthersStay() {
        VirtualField field = threeSubAccounts(41, 0.87, true);
        // Whoever was put into a wrong order at first is sorted out by then.
        run(field, 100);
        Set<String> moved = new HashSet<>();
        for (int i = 0; i < 150; i++) {
            Map<String, String> before = field.allocation.precedent().places();
            run(field, 1);
            Map<String, String> after = field.allocation.precedent().places();
            for (VirtualField.Machine machine : field.machines) {
                if (!String.valueOf(before.get(machine.name)).equals(String.valueOf(after.get(machine.name)))) {
                    moved.add(machine.name);
                }
            }
        }
        assertThat(moved).hasSizeBetween(1, 3);
    }

    @Example
    void whatNobodyNeedsGoesToTheSurplusAllTheTime() {
        VirtualField field = threeSubAccounts(10, 0.5, true);
        run(field, 75);
        VirtualField.Account rest = field.accounts.get(3);
        assertThat(rest.accumulated).isCloseTo(150 * 5 * RATE, within(150 * 0.5 * RATE));
    }

    @Example
    void aStandInTakesThePlaceOfTheOneThatFailedAndNobodyElseMoves() {
        VirtualField field = threeSubAccounts(12, 0.9, true);
        VirtualField.Machine standby = field.machine("s", "default", true, RATE);
        run(field, 60);
        Map<String, String> before = field.allocation.precedent().places();
        VirtualField.Machine gone = field.machines.get(0);
        gone.turns(Health.OFFLINE, field.now);
        field.plan();
        Map<String, String> expected = new HashMap<>(before);
        expected.put(standby.name, expected.remove(gone.name));
        assertThat(field.allocation.precedent().places()).isEqualTo(expected);
        assertThat(field.allocation.explanations().get("s").sentence()).startsWith("In the place of m100: ");

        gone.turns(Health.HEALTHY, field.now);
        field.plan();
        assertThat(field.allocation.standIns()).as("not sure yet").containsEntry("s", gone.name);
        run(field, (int) StandIns.SETTLING.toSeconds() / 2);
        String place = field.allocation.precedent().places().get("s");
        run(field, 1);
        field.plan();
        assertThat(field.allocation.standIns()).isEmpty();
        assertThat(field.allocation.precedent().places()).containsEntry(gone.name, place);
    }

    @Example
    void aSubAccountThatCannotBeServedLendsItsMachinesAndGetsThemBack() {
        VirtualField field = threeSubAccounts(10, 0.9, true);
        run(field, 60);
        VirtualField.Account carol = field.accounts.get(2);
        carol.servable = false;
        run(field, 30);
        assertThat(carol.accumulated / carol.standard).isLessThan(0.25);
        carol.servable = true;
        run(field, 210);
        assertThat(field.accounts.get(0).delivered).containsExactly(1.0);
        assertThat(field.accounts.get(1).delivered).containsExactly(1.0);
        assertThat(carol.delivered.get(0))
                .as("10 %% were spare, it missed 10 %% of half")
                .isEqualTo(1.0);
    }

    @Example
    void whenThereIsNotEnoughThePriorityDecidesAndThenEverybodyMissesTheSamePart() {
        VirtualField field = threeSubAccounts(30, 1.25, true);
        field.accounts.get(0).priority = -1;
        run(field, 300);
        assertThat(field.accounts.get(0).delivered).containsExactly(1.0);
        // 0.8 of what is due can be done; without alice's 0.2 that is 0.6 for bob's and carol's 0.8.
        assertThat(field.accounts.get(1).delivered.get(0)).isCloseTo(0.75, within(0.02));
        assertThat(field.accounts.get(2).delivered.get(0)).isCloseTo(0.75, within(0.02));
        assertThat(field.accounts.get(3).total).isLessThan(0.02 * field.accounts.get(1).standard);
    }

    @Example
    void oneWithoutADeadlineTakesWhatIsLeftOver() {
        VirtualField field = threeSubAccounts(10, 0.5, true);
        field.plan();
        Roster roster = field.roster();
        List<RosterSubAccount> subAccounts = new ArrayList<>(roster.subAccounts());
        subAccounts.add(new RosterSubAccount("once", "default", 0, Optional.of(new Work(BigDecimal.TEN)), false));
        Allocation allocation = Allocation.of(new Roster(
                roster.groups(), subAccounts, roster.machines(), roster.now(), field.allocation.precedent()));
        assertThat(allocation.arrivals().get("default").subAccounts())
                .containsExactly("once", "rest", "alice", "bob", "carol");
    }

    @Example
    void explanationsSayWhatComesNext() {
        VirtualField field = threeSubAccounts(12, 0.9, true);
        run(field, 60);
        assertThat(field.allocation.explanations()).hasSize(12);
        assertThat(field.allocation.explanations().values())
                .extracting(Explanation::why)
                .contains(Explanation.Why.EVEN, Explanation.Why.ALTERNATES);
        assertThat(field.allocation.explanations().values())
                .filteredOn(why -> why.why() == Explanation.Why.ALTERNATES)
                .allSatisfy(why -> {
                    assertThat(why.next()).contains("rest");
                    assertThat(why.nextAt().orElseThrow()).isAfter(field.now.minusSeconds(2));
                    assertThat(why.sentence()).contains("needs a part of it").contains("it goes to rest.");
                });
    }

    private static void run(VirtualField field, int plans) {
        for (int i = 0; i < plans; i++) {
            field.plan();
            field.run(2);
        }
    }
}
