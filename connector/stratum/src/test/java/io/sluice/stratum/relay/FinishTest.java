package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Grant;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.Work;
import io.sluice.stratum.relay.FakePool.Suggestions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How exactly a standard is met, by machines that find shares at random, at pools of every kind. */
class FinishTest {
    /** 64 hashes a share. */
    private static final String COARSE = "0.00000001490116119384765625";

    private static final int HASHES = 64;
    /** Of a machine: a coarse share a minute. */
    private static final double HASHRATE = HASHES / 60.0;

    private static final int MASK = 0x1fffe000;
    private static final int LOOPS = 2;

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final Field field =
            new Field(new FieldSettings(12), time.loops(LOOPS), application, application.journals(time, LOOPS));
    private final FakePool pool = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, COARSE, MASK)
            .account("alice", "pw")
            .account("bob", "pw")
            .account("carol", "pw")
            .account("rest", "pw");

    FinishTest() {
        application.pool("A", pool);
        pool.answerMillis(40);
    }

    private List<FakeMachine> machines(int count, double hashrate) {
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            machines.add(new FakeMachine(time, field, i % LOOPS, "m" + i).logIn());
        }
        time.pass(2_000);
        for (FakeMachine machine : machines) {
            machine.mineAlone(hashrate, 30);
        }
        return machines;
    }

    /** Lets time pass, with a job each half minute, until so much work is done; returns how long it took. */
    private Duration mineUntil(String subAccount, double shares) {
        Instant begin = time.now();
        int seconds = 0;
        while (pool.accepted(subAccount, COARSE) < shares) {
            time.pass(1_000);
            if (++seconds % 30 == 0) {
                pool.newJob();
            }
            assertThat(seconds).as("seconds until %s is done", subAccount).isLessThan(86_400);
        }
        Duration took = Duration.between(begin, time.now());
        // What was under way.
        time.pass(5_000);
        return took;
    }

    /** What was done too much, in shares of the difficulty by which the standard was finished. */
    private double overshoot(String subAccount, double shares) {
        return (pool.accepted(subAccount, COARSE) - shares)
                * Double.parseDouble(COARSE)
                / pool.lastDifficulty(subAccount);
    }

    private long serving(String subAccount) {
        return field.status("i", true, JournalStatus.NONE).machines().stream()
                .filter(machine -> machine.servingSubAccounts().contains(subAccount))
                .map(MachineStatus::name)
                .count();
    }

    private void nobodyNoticed(List<FakeMachine> machines) {
        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.complaints()).allMatch(words -> words.contains("all sub-accounts are up to standard"));
            assertThat(machine.isOpen()).isTrue();
            assertThat(machine.extranonceChanges()).isZero();
        });
        assertThat(pool.rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "10, 100", "100, 100", "1000, 100", "10, 500", "100, 1000"})
    void aStandardIsMetToThreeSharesOfItsFinishingDifficulty(int machines, int shares) {
        for (Suggestions suggestions : Suggestions.values()) {
            for (int vardiff : new int[] {0, 3}) {
                for (boolean surplus : new boolean[] {true, false}) {
                    new FinishTest().meets(machines, shares, suggestions, vardiff, surplus);
                }
            }
        }
    }

    @Test
    void aThousandMachinesMeetALargeOneAsExactly() {
        meets(1_000, 10_000, Suggestions.WITH_NEXT_JOB, 3, true);
    }

    private void meets(int count, int shares, Suggestions suggestions, int vardiff, boolean surplus) {
        pool.suggestions(suggestions).vardiff(vardiff);
        application.subAccount("alice", "A", shares, COARSE);
        if (surplus) {
            application.subAccount("rest", "A", 0, COARSE);
        }
        field.apply(application.plan());
        List<FakeMachine> machines = machines(count, HASHRATE);
        Duration took = mineUntil("alice", shares);

        String what = count + " machines, " + suggestions + ", vardiff " + vardiff + ", surplus " + surplus;
        assertThat(overshoot("alice", shares)).as(what).isBetween(0.0, 3.0);
        if (surplus && suggestions != Suggestions.IGNORED && suggestions != Suggestions.UNKNOWN_METHOD) {
            assertThat(pool.lastDifficulty("alice")).as(what).isLessThan(Double.parseDouble(COARSE));
        }
        if (count > 1) {
            assertThat(took.toSeconds())
                    .as("seconds for " + what + ": few finish it, but not for long")
                    .isLessThan(shares * 60L / count + 600);
        }
        nobodyNoticed(machines);
    }

    @Test
    void fortyMachinesMeetThreeStandardsOneAfterTheOther() {
        for (String subAccount : List.of("alice", "bob", "carol")) {
            application.subAccount(subAccount, "A", 1_500, COARSE);
        }
        application.subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(40, HASHES);

        for (String subAccount : List.of("alice", "bob", "carol")) {
            mineUntil(subAccount, 1_500);
        }

        for (String subAccount : List.of("alice", "bob", "carol")) {
            assertThat(pool.accepted(subAccount, COARSE)).as(subAccount).isBetween(1_500.0, 1_503.0);
        }
        nobodyNoticed(machines);
    }

    @Test
    void theMachinesGoOverToALowerDifficultyTogetherAndLeaveItWhenTheStandardIsMet() {
        pool.suggestions(Suggestions.WITH_NEXT_JOB);
        application.subAccount("alice", "A", 150, COARSE).subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10, HASHRATE);
        mineUntil("alice", 50);
        assertThat(pool.loggedIn("alice")).isEqualTo(LOOPS);
        assertThat(serving("alice")).isEqualTo(10);

        mineUntil("alice", 140);
        assertThat(pool.loggedIn("alice"))
                .as("one more for each loop, and no third")
                .isEqualTo(2 * LOOPS);
        assertThat(pool.lastDifficulty("alice")).isLessThan(Double.parseDouble(COARSE) / 2);
        assertThat(serving("alice")).as("none has to leave yet").isEqualTo(10);
        assertThat(field.status("i", true, JournalStatus.NONE).sessions())
                .filteredOn(session -> session.subAccount().equals("alice"))
                .hasSize(2 * LOOPS)
                .filteredOn(session -> session.machines() == 5)
                .hasSize(LOOPS);

        mineUntil("alice", 150);
        assertThat(serving("rest")).isEqualTo(10);
        time.pass(120_000);
        assertThat(pool.loggedIn("alice")).isEqualTo(LOOPS);
        nobodyNoticed(machines);
    }

    @Test
    void aPoolThatGrantsNoLowerDifficultyIsNotAskedAgainAtOnceAndNothingChanges() {
        pool.suggestions(Suggestions.IGNORED);
        application.subAccount("alice", "A", 150, COARSE).subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4, HASHRATE);

        mineUntil("alice", 150);

        assertThat(time.dialled(pool.address()))
                .as("the probe, two sub-accounts on each loop, once more for each loop")
                .isLessThanOrEqualTo(1 + 2 * LOOPS + LOOPS);
        assertThat(pool.loggedIn("alice")).isEqualTo(LOOPS);
        assertThat(pool.accepted("alice", COARSE)).isBetween(150.0, 153.0);
        nobodyNoticed(machines);
    }

    @Test
    void aPoolThatRefusesASecondLoginHarmsNothing() {
        pool.suggestions(Suggestions.AT_ONCE).mostLogins(LOOPS);
        application.subAccount("alice", "A", 150, COARSE).subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10, HASHRATE);

        mineUntil("alice", 150);

        assertThat(pool.accepted("alice", COARSE)).isBetween(150.0, 153.0);
        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.ACCEPTED);
        assertThat(application.poolEvents).noneMatch(event -> event.kind() == FieldReport.PoolEvent.Kind.FAILING);
        nobodyNoticed(machines);
    }

    @Test
    void machinesGoOnInTheUsualSessionWhenTheFinishingOneIsLostOrSilent() {
        for (boolean silent : new boolean[] {false, true}) {
            FinishTest one = new FinishTest();
            one.pool.suggestions(Suggestions.AT_ONCE);
            one.losesTheFinishingSession(silent);
        }
    }

    private void losesTheFinishingSession(boolean silent) {
        application.subAccount("alice", "A", 150, COARSE).subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10, HASHRATE);
        mineUntil("alice", 130);
        assertThat(pool.loggedIn("alice")).isEqualTo(2 * LOOPS);

        if (silent) {
            pool.muteLatest("alice", LOOPS);
        } else {
            pool.hangUpLatest("alice", LOOPS);
        }
        time.pass(8_000);
        assertThat(serving("alice")).isPositive();
        assertThat(field.status("i", true, JournalStatus.NONE).sessions())
                .filteredOn(session -> session.subAccount().equals("alice"))
                .hasSize(LOOPS);
        mineUntil("alice", 145);

        assertThat(machines).allSatisfy(machine -> assertThat(machine.isOpen()).isTrue());
        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.ACCEPTED);
    }

    @Test
    void theNextPeriodBeginsInTheUsualSession() {
        pool.suggestions(Suggestions.AT_ONCE);
        Instant turn = time.now().plusSeconds(900);
        Optional<Work> shares = Optional.of(Work.ofShare(new BigDecimal(COARSE)).times(150));
        application
                .subAccount(
                        "alice",
                        "A",
                        "pw",
                        1,
                        List.of(
                                new Grant(FakeApplication.START, Optional.of(turn), shares),
                                new Grant(turn, Optional.of(turn.plusSeconds(90_000)), shares)))
                .subAccount("rest", "A", 0, COARSE);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10, HASHRATE);
        mineUntil("alice", 140);
        assertThat(pool.loggedIn("alice")).isEqualTo(2 * LOOPS);
        machines.forEach(machine -> machine.mineAlone(0, 0));

        while (time.now().isBefore(turn)) {
            time.pass(1_000);
        }
        time.pass(2_000);

        assertThat(serving("alice")).isEqualTo(10);
        assertThat(field.status("i", true, JournalStatus.NONE).sessions())
                .filteredOn(session -> session.subAccount().equals("alice"))
                .hasSize(LOOPS)
                .allMatch(session -> session.difficulty() == Double.parseDouble(COARSE) && session.machines() == 5);
    }
}
