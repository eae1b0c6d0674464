package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.work.Difficulty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The promises of a field, on virtual time, with pools that check and machines that hash. */
class FieldTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";
    /** Twice as much, and no power of two. */
    private static final String ODD = "0.000000001862645149230957031251";

    private static final int MASK = 0x1fffe000;

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final List<Loop> loops = time.loops(2);
    private final Field field = new Field(new FieldSettings(0), loops, application, application.journals(time, 2));
    private final FakePool poolA = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, MASK);
    private final FakePool poolB = new FakePool(time, "stratum+tcp://b.test:3333", 8, 4, ODD, 0x00ffe000);

    private List<FakeMachine> machines(int count) {
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            machines.add(new FakeMachine(time, field, i % 2, "m" + i).logIn());
        }
        return machines;
    }

    private void alice() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
    }

    private void everybodyMines(List<FakeMachine> machines, int times) {
        for (int i = 0; i < times; i++) {
            for (FakeMachine machine : machines) {
                machine.mine();
                time.pass(3);
            }
            time.pass(50);
        }
        time.pass(500);
    }

    @Test
    void fillsThreeSubAccountsAtTwoPoolsInOrderWithoutAnybodyNoticing() {
        poolA.account("alice", "pw").account("carol", "pw");
        poolB.account("bob", "pw").account("rest", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 200, EASY)
                .subAccount("bob", "B", 250, ODD)
                .subAccount("carol", "A", 300, EASY)
                .subAccount("rest", "B", 0, ODD);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(12);
        time.pass(2_000);
        List<String> first = machines.stream().map(m -> Hex.of(m.extranonce1())).toList();

        everybodyMines(machines, 80);

        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.complaints()).isEmpty();
            assertThat(machine.isOpen()).isTrue();
            assertThat(machine.extranonceChanges()).isZero();
        });
        assertThat(machines.stream().map(m -> Hex.of(m.extranonce1()))).isEqualTo(first);
        assertThat(poolA.rejected()).isEmpty();
        assertThat(poolB.rejected()).isEmpty();
        assertThat(application.accepted("alice")).isBetween(200L, 202L).isEqualTo(poolA.accepted("alice"));
        assertThat(application.accepted("bob")).isBetween(250L, 252L).isEqualTo(poolB.accepted("bob"));
        assertThat(application.accepted("carol")).isBetween(300L, 302L).isEqualTo(poolA.accepted("carol"));
        assertThat(application.accepted("rest")).isPositive().isEqualTo(poolB.accepted("rest"));
        assertThat(application.work("bob"))
                .isEqualTo(Work.ofShare(new BigDecimal(ODD)).times(application.accepted("bob")));
        Instant aliceEnds = lastOf("alice");
        assertThat(firstOf("carol")).isAfter(firstOf("bob"));
        assertThat(lastOf("bob")).isAfter(aliceEnds);
    }

    private Instant firstOf(String subAccount) {
        return application.results.stream()
                .filter(r -> r.subAccount().equals(subAccount))
                .map(TaskResult::from)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private Instant lastOf(String subAccount) {
        return application.results.stream()
                .filter(r -> r.subAccount().equals(subAccount))
                .map(TaskResult::to)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    @Test
    void asSlowAPoolAnswersAsManySharesAreReservedAndNoneTooMany() {
        poolA.account("alice", "pw").account("rest", "pw");
        poolA.answerMillis(700);
        application.pool("A", poolA).subAccount("alice", "A", 100, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10);
        time.pass(2_000);

        everybodyMines(machines, 30);
        time.pass(2_000);

        assertThat(application.accepted("alice")).isBetween(100L, 101L);
        assertThat(application.accepted("rest")).isEqualTo(300 - application.accepted("alice"));
    }

    @Test
    void whatThePoolRejectsIsMadeUpFor() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 20, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(2_000);
        poolA.refuseShares("a bad day");
        everybodyMines(machines, 5);
        poolA.refuseShares("");

        everybodyMines(machines, 20);

        assertThat(application.rejected("alice")).isEqualTo(20);
        assertThat(application.accepted("alice")).isBetween(20L, 21L);
        assertThat(application.results.stream().flatMap(r -> r.rejected().keySet().stream()))
                .containsOnly("a bad day");
        assertThat(machines.get(0).complaints()).contains("20 a bad day");
    }

    @Test
    void aLateShareCountsForTheSubAccountOfItsJob() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 0, EASY)
                .subAccount("bob", "B", 0, ODD);
        field.apply(application.plan(Map.of("m0", new Itinerary(List.of("alice")))));
        FakeMachine machine = machines(1).get(0);
        time.pass(2_000);
        FromPool.Notify old = machine.job();
        Difficulty oldDifficulty = machine.difficulty();

        field.apply(application.plan(Map.of("m0", new Itinerary(List.of("bob")))));
        time.pass(100);
        assertThat(machine.job().jobId()).isNotEqualTo(old.jobId());
        machine.submit(old, oldDifficulty);
        machine.mine();
        time.pass(500);

        assertThat(poolA.accepted("alice")).isEqualTo(1).isEqualTo((int) application.accepted("alice"));
        assertThat(application.work("alice")).isEqualTo(Work.ofShare(new BigDecimal(EASY)));
        assertThat(poolB.rejected()).isEmpty();
        assertThat(application.rejected("bob")).isZero();
        assertThat(machine.complaints()).isEmpty();
    }

    @Test
    void aSwitchBackNeverShowsAJobIdAgain() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 0, EASY)
                .subAccount("bob", "B", 0, ODD);
        FakeMachine machine = machines(1).get(0);
        for (int i = 0; i < 6; i++) {
            field.apply(application.plan(Map.of("m0", new Itinerary(List.of(i % 2 == 0 ? "alice" : "bob")))));
            time.pass(4_000);
            machine.mine();
        }
        time.pass(500);

        assertThat(machine.complaints()).isEmpty();
        assertThat(machine.jobs()).isEqualTo(6);
        assertThat(poolA.accepted("alice")).isEqualTo(3);
        assertThat(machine.mask()).as("the bits that both pools allow").isEqualTo(MASK & 0x00ffe000);
    }

    @Test
    void aPlanIsCarriedOutWhenEveryMachineHasItsNewJob() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 0, EASY)
                .subAccount("bob", "B", 0, EASY);
        List<FakeMachine> machines = machines(6);
        Map<String, Itinerary> first = new HashMap<>();
        Map<String, Itinerary> second = new HashMap<>();
        for (int i = 0; i < machines.size(); i++) {
            first.put("m" + i, new Itinerary(List.of("alice", "bob")));
            second.put("m" + i, new Itinerary(List.of("bob", "alice")));
        }
        field.apply(application.plan(first));
        time.pass(2_000);
        List<Integer> jobs = machines.stream().map(FakeMachine::jobs).toList();
        field.apply(application.plan(second));
        List<Integer> then = new ArrayList<>();
        var carriedOut = field.carriedOut().thenRun(() -> machines.forEach(machine -> then.add(machine.jobs())));
        assertThat(carriedOut).as("the loops did nothing yet").isNotDone();
        time.pass(10);
        assertThat(carriedOut).isCompleted();
        assertThat(then).isEqualTo(jobs.stream().map(count -> count + 1).toList());
    }

    @Test
    void aPlanIsNotCarriedOutWhileAnyLoopHasNotDoneIt() {
        alice();
        time.pass(2_000);
        for (Loop loop : loops) {
            time.keepBusy(loop);
            field.apply(application.plan());
            var carriedOut = field.carriedOut();
            time.pass(5_000);
            assertThat(carriedOut).isNotDone();
            time.freeAgain();
            time.pass(10);
            assertThat(carriedOut).isCompleted();
        }
    }

    @Test
    void whenAnAddressDiesTheNextServesAndTheFirstIsTakenAgain() {
        FakePool second = new FakePool(time, "stratum+tcp://a2.test:3333", 4, 8, EASY, MASK);
        poolA.account("alice", "pw");
        second.account("alice", "pw");
        application.pool("A", poolA, second).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(3);
        time.pass(2_000);
        everybodyMines(machines, 2);
        assertThat(poolA.accepted("alice")).isEqualTo(6);

        poolA.down();
        time.pass(1_000);
        everybodyMines(machines, 2);
        assertThat(second.accepted("alice")).isEqualTo(6);

        poolA.up();
        time.pass(30_000);
        everybodyMines(machines, 2);
        assertThat(poolA.accepted("alice")).isEqualTo(12);
        assertThat(machines)
                .allSatisfy(machine -> assertThat(machine.complaints()).isEmpty());
        assertThat(application.poolEvents)
                .anySatisfy(event -> assertThat(event.reason()).contains("the pool is gone"));
    }

    @Test
    void anAddressThatOwesAnswersAndIsSilentIsLeft() {
        FakePool second = new FakePool(time, "stratum+tcp://a2.test:3333", 4, 8, EASY, MASK);
        poolA.account("alice", "pw");
        second.account("alice", "pw");
        application.pool("A", poolA, second).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(2);
        time.pass(2_000);

        poolA.answersShares(false);
        machines.forEach(FakeMachine::mine);
        time.pass(6_000);
        machines.forEach(FakeMachine::mine);
        time.pass(100);

        assertThat(second.accepted("alice")).isEqualTo(2);
        assertThat(machines).allSatisfy(machine -> assertThat(machine.isOpen()).isTrue());
    }

    @Test
    void sharesWhoseAnswerWasLostAreUnansweredAndDueAgain() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 10, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(2);
        time.pass(2_000);
        poolA.answersShares(false);
        machines.forEach(FakeMachine::mine);
        time.pass(100);
        poolA.answersShares(true);
        poolA.down();
        poolA.up();
        time.pass(4_000);

        everybodyMines(machines, 12);

        assertThat(application.unanswered("alice")).isEqualTo(2);
        assertThat(application.accepted("alice")).isBetween(10L, 11L).isEqualTo(poolA.accepted("alice"));
    }

    @Test
    void aRefusedLoginIsToldInThePoolsWordsAndMachinesGoOnWithTheNext() {
        poolA.account("alice", "another").account("bob", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 10, EASY).subAccount("bob", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(6_000);

        everybodyMines(machines, 2);

        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.REFUSED);
        assertThat(application.logins.get("alice").reason()).isEqualTo("no such account: alice");
        assertThat(application.logins.get("bob").state()).isEqualTo(LoginState.ACCEPTED);
        assertThat(application.accepted("bob")).isEqualTo(8);
    }

    @Test
    void aCorrectedPasswordIsTriedAtOnce() {
        poolA.account("alice", "right");
        application.pool("A", poolA).subAccount("alice", "A", "wrong", 1, surplus());
        field.apply(application.plan());
        time.pass(3_000);
        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.REFUSED);

        application.subAccount("alice", "A", "right", 2, surplus());
        field.apply(application.plan());
        time.pass(1_000);

        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.ACCEPTED);
        assertThat(application.logins.get("alice").revision()).isEqualTo(2);
    }

    private static List<Grant> surplus() {
        return List.of(new Grant(FakeApplication.START, Optional.empty(), Optional.empty()));
    }

    @Test
    void aPeriodTurnsWithoutTheApplication() {
        poolA.account("alice", "pw").account("rest", "pw");
        Instant turn = time.now().plusSeconds(20);
        Optional<Work> ten = Optional.of(Work.ofShare(new BigDecimal(EASY)).times(10));
        application
                .pool("A", poolA)
                .subAccount(
                        "alice",
                        "A",
                        "pw",
                        1,
                        List.of(
                                new Grant(FakeApplication.START, Optional.of(turn), ten),
                                new Grant(turn, Optional.of(turn.plusSeconds(3_600)), ten)))
                .subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(3);
        time.pass(2_000);
        everybodyMines(machines, 10);
        assertThat(application.accepted("alice")).isBetween(10L, 11L);
        long before = application.accepted("alice");

        time.pass(25_000);
        everybodyMines(machines, 10);

        assertThat(application.accepted("alice") - before).isBetween(10L, 11L);
        assertThat(application.results.stream()
                        .filter(r -> r.subAccount().equals("alice")
                                && r.periodStart().equals(turn))
                        .mapToLong(TaskResult::accepted)
                        .sum())
                .isEqualTo(application.accepted("alice") - before);
    }

    @Test
    void itsOwnDifficultyNeverExceedsThePoolsAndSharesBetweenAreNotForwarded() {
        poolB.account("bob", "pw");
        application.pool("B", poolB).subAccount("bob", "B", 0, ODD);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(1);
        time.pass(2_000);

        everybodyMines(machines, 400);

        assertThat(machines.get(0).difficultyValue())
                .isEqualByComparingTo(new BigDecimal(EASY).multiply(BigDecimal.valueOf(2)));
        assertThat(machines.get(0).accepted()).isEqualTo(400);
        assertThat(poolB.rejected()).isEmpty();
        assertThat(application.work("bob"))
                .isEqualTo(Work.ofShare(new BigDecimal(ODD)).times(poolB.accepted("bob")));
    }

    @Test
    void everyRefusalHasItsReason() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(1_000);
        FromPool.Notify job = machine.job();
        String ntime = Hex.of(job.ntime());
        machine.mine();
        String share = machine.transcript().stream()
                .filter(l -> l.contains("mining.submit"))
                .findFirst()
                .orElseThrow();
        machine.say(share.substring(2));
        assertThat(machine.last()).contains("[22,\"duplicate share\"");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"m\",\"ffff\",\"00000000\",\"" + ntime
                + "\",\"00000000\"]}");
        assertThat(machine.last()).contains("[21,\"job not found\"");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"m\",\"" + job.jobId() + "\",\"0000\",\""
                + ntime + "\",\"00000000\"]}");
        assertThat(machine.last()).contains("extranonce2 must have 4 bytes");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"m\",\"" + job.jobId()
                + "\",\"00000000\",\"00000001\",\"00000000\"]}");
        assertThat(machine.last()).contains("ntime out of range");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"m\",\"" + job.jobId() + "\",\"00000000\",\""
                + ntime + "\",\"00000000\",\"00000001\"]}");
        assertThat(machine.last()).contains("version bits outside the mask");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"n\",\"" + job.jobId() + "\",\"00000000\",\""
                + ntime + "\",\"00000000\"]}");
        assertThat(machine.last()).contains("[24,\"unauthorized worker\"");
        machine.say("{\"id\":9,\"method\":\"mining.dance\",\"params\":[]}");
        assertThat(machine.last()).contains("unknown method mining.dance");
        assertThat(poolA.rejected()).isEmpty();
        assertThat(machine.isOpen()).isTrue();
    }

    @Test
    void aShareOfAnEarlierJobOfTheSameBlockIsForwardedAndOneOfAnEarlierBlockIsNot() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(1_000);
        FromPool.Notify first = machine.job();
        poolA.newJob();
        time.pass(10);
        machine.submit(first, machine.difficulty());
        time.pass(100);
        assertThat(poolA.accepted("alice")).isEqualTo(1);

        poolA.newBlock();
        time.pass(10);
        // From the beginning again, so the first one found is the one of before.
        machine.submit(first, machine.difficulty());
        assertThat(machine.last()).contains("[22,\"duplicate share\"");
        machine.submit(first, machine.difficulty());
        time.pass(100);

        assertThat(machine.last()).contains("[21,\"stale share\"");
        assertThat(poolA.rejected()).isEmpty();
    }

    @Test
    void jobsOfAnEarlierBlockAreForgottenAMinuteIntoTheNextAndThoseOfThePresentAreNot() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(1_000);
        FromPool.Notify ofEarlierBlock = machine.job();
        poolA.newBlock();
        time.pass(10);
        FromPool.Notify firstOfPresent = machine.job();
        time.pass(61_000);
        machine.submit(ofEarlierBlock, machine.difficulty());
        assertThat(machine.last()).contains("[21,\"stale share\"");

        poolA.newJob();
        time.pass(10);
        machine.submit(ofEarlierBlock, machine.difficulty());
        assertThat(machine.last()).contains("[21,\"job not found\"");
        machine.submit(firstOfPresent, machine.difficulty());
        time.pass(100);
        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(poolA.rejected()).isEmpty();
    }

    @Test
    void aRaisedDifficultyHoldsFromTheNextJobOn() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(1_000);
        FromPool.Notify first = machine.job();
        Difficulty easy = machine.difficulty();
        poolA.difficulty("0.00000001");
        time.pass(10);
        machine.submit(first, easy);
        poolA.newJob();
        time.pass(100);
        machine.mine();
        time.pass(500);

        assertThat(machine.difficultyValue()).isGreaterThan(easy.value());
        assertThat(poolA.rejected()).isEmpty();
        assertThat(machine.complaints()).isEmpty();
        assertThat(application.work("alice").hashes())
                .isIn(
                        Work.ofShare(new BigDecimal(EASY)).hashes(),
                        Work.ofShare(new BigDecimal(EASY))
                                .plus(Work.ofShare(new BigDecimal("0.00000001")))
                                .hashes());
    }

    @Test
    void aMachineThatDoesNotKnowVersionRollingMinesToo() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logInPlainly();
        time.pass(1_000);
        machine.mine();
        time.pass(100);

        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(machine.transcript()).noneMatch(line -> line.contains("set_version_mask"));
    }

    @Test
    void aStrangerIsRefusedWithTheReason() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "stranger1").logIn();
        time.pass(1_000);

        assertThat(machine.complaints()).containsExactly("24 machine stranger1 is not known");
        assertThat(machine.job()).isNull();
    }

    @Test
    void withTheApplicationAwayKnownMachinesAreAdmittedAfterFiveSeconds() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan(Map.of("m0", new Itinerary(List.of("alice")))));
        time.pass(1_000);
        application.answers = false;
        FakeMachine known = new FakeMachine(time, field, 0, "m0").logIn();
        FakeMachine unknown = new FakeMachine(time, field, 1, "m1").logIn();
        time.pass(5_500);

        assertThat(known.job()).isNotNull();
        assertThat(unknown.complaints()).singleElement().asString().contains("could not be checked in time");
    }

    @Test
    void aMachineWaitsForThePoolsSizesThreeSecondsAtMost() {
        poolA.account("alice", "pw");
        poolB.down();
        application.pool("A", poolA).pool("B", poolB).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(2_900);
        assertThat(machine.extranonce1()).isNull();
        time.pass(200);
        assertThat(machine.extranonce1())
                .as("an address never reached counts as 4 bytes")
                .hasSize(1);
        assertThat(machine.extranonce2Size()).isEqualTo(3);

        field.apply(application.pool("B", poolA).plan());
        time.pass(100);
        FakeMachine later = new FakeMachine(time, field, 0, "n").logIn();
        assertThat(later.extranonce1()).as("every pool has 8 bytes").hasSize(4);
    }

    @Test
    void moreMachinesThanANarrowExtranonceCanTellApartGetMoreSessions() {
        poolB.account("bob", "pw");
        application.pool("B", poolB).subAccount("bob", "B", 0, ODD);
        field.apply(application.plan());
        List<FakeMachine> machines = new ArrayList<>();
        time.pass(1_000);
        for (int i = 0; i < 300; i++) {
            machines.add(new FakeMachine(time, field, 0, "m" + i).logIn());
        }
        time.pass(3_000);
        machines.forEach(FakeMachine::mine);
        time.pass(1_000);

        assertThat(machines)
                .allSatisfy(machine -> assertThat(machine.complaints()).isEmpty());
        assertThat(poolB.rejected()).isEmpty();
        assertThat(poolB.accepted("bob")).isPositive();
        assertThat(poolB.loggedIn()).isBetween(2L, 5L);
    }

    @Test
    void aMachineTooWideForANewPoolGetsANewExtranonceIfItTakesOneElseItIsAskedToReconnect() {
        alice();
        time.pass(100);
        FakeMachine modern = new FakeMachine(time, field, 0, "modern").logIn();
        modern.say("{\"id\":4,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}");
        FakeMachine plain = new FakeMachine(time, field, 0, "plain").logIn();
        time.pass(1_000);
        poolB.account("bob", "pw");
        application.services.clear();
        application.pool("B", poolB).subAccount("bob", "B", 0, ODD);
        field.apply(application.plan());
        time.pass(3_000);

        assertThat(modern.extranonceChanges()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            modern.mine();
            time.pass(20);
        }
        assertThat(poolB.accepted("bob")).isPositive();
        assertThat(poolB.rejected()).isEmpty();
        assertThat(modern.complaints()).isEmpty();
        assertThat(plain.reconnectTo()).isNotNull();
        assertThat(plain.isOpen()).isFalse();
        assertThat(field.status("i", true, JournalStatus.NONE).warnings())
                .anyMatch(warning -> warning.contains("plain had to reconnect"));
    }

    @Test
    void thePoolSeesTheMachinesNameWhereItWantsIt() {
        poolA.account("alice", "pw");
        application.pool("A", PoolConfiguration.WorkerNames.USER_MACHINE, poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = new FakeMachine(time, field, 0, "rig7").logIn();
        poolA.account("alice.rig7", "pw");
        time.pass(1_000);
        machine.mine();
        time.pass(100);

        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(machine.complaints()).isEmpty();
    }

    @Test
    void connectionsOfOneNameAreOneMachine() {
        alice();
        FakeMachine one = new FakeMachine(time, field, 0, "rig").logIn();
        FakeMachine two = new FakeMachine(time, field, 1, "rig").logIn();
        time.pass(2_000);
        assertThat(field.status("i", true, JournalStatus.NONE).machines())
                .singleElement()
                .satisfies(machine -> {
                    assertThat(machine.connections()).isEqualTo(2);
                    assertThat(machine.servingSubAccounts()).containsExactly("alice");
                });
        one.hangUp("gone");
        time.pass(1_000);
        assertThat(kinds()).containsExactly(MachineEvent.Kind.CONNECTED);
        two.hangUp("gone");
        time.pass(1_000);
        assertThat(kinds()).containsExactly(MachineEvent.Kind.CONNECTED, MachineEvent.Kind.DISCONNECTED);
        assertThat(field.status("i", true, JournalStatus.NONE).machines()).isEmpty();
    }

    @Test
    void aStatusThatDoesNotHaveAnEventYetIsOlderThanTheEvent() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "rig").logIn();
        time.pass(2_000);
        int stale = 0;
        for (int hangUp = 0; hangUp < 10; hangUp++) {
            time.pass(1_000 + 70L * hangUp);
            machine.hangUp("gone");
            time.pass(0);
            FieldStatus status = field.status("i", true, JournalStatus.NONE);
            MachineEvent gone = application.machineEvents.get(application.machineEvents.size() - 1);
            assertThat(gone.kind()).isEqualTo(MachineEvent.Kind.DISCONNECTED);
            if (!status.machines().isEmpty()) {
                stale++;
                assertThat(status.at()).isBeforeOrEqualTo(gone.at());
            }
            machine = new FakeMachine(time, field, 0, "rig").logIn();
        }
        assertThat(stale).as("hang-ups between two looks").isPositive();
    }

    private List<MachineEvent.Kind> kinds() {
        return application.machineEvents.stream()
                .map(MachineEvent::kind)
                .filter(kind -> kind != MachineEvent.Kind.SWITCHED)
                .toList();
    }

    @Test
    void aMachineThatFinishesAStandardAndDiesIsReplacedByAnother() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 8, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(2_000);
        everybodyMines(machines.subList(0, 4), 1);
        everybodyMines(machines.subList(0, 2), 1);
        long due = 8 - application.accepted("alice");
        assertThat(due).isBetween(1L, 4L);
        for (FakeMachine machine : List.copyOf(machines)) {
            if (serves(machine, "alice") && machines.size() > 1) {
                machine.hangUp("power cut");
                machines.remove(machine);
            }
        }
        time.pass(1_000);

        everybodyMines(machines, 12);

        assertThat(application.accepted("alice")).isBetween(8L, 9L);
    }

    private boolean serves(FakeMachine machine, String subAccount) {
        return application.machineEvents.stream()
                .filter(e -> e.kind() == MachineEvent.Kind.SWITCHED && ("m" + indexOf(machine)).equals(e.machine()))
                .reduce((a, b) -> b)
                .map(e -> e.subAccount().equals(subAccount))
                .orElse(false);
    }

    private static String indexOf(FakeMachine machine) {
        return machine.transcript().stream()
                .filter(l -> l.contains("mining.authorize"))
                .map(l -> l.replaceAll(".*\\[\"m(\\d+)\".*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nonsenseGetsAReasonAndBeforeTheLoginAClosedLine() {
        alice();
        FakeMachine machine = new FakeMachine(time, field, 0, "m");
        machine.say("GET / HTTP/1.1");
        time.pass(10);

        assertThat(machine.complaints()).hasSize(2).last().asString().startsWith("dropped: it does not speak Stratum");
        assertThat(machine.isOpen()).isFalse();
    }

    @Test
    void whoDoesNotSubscribeOrLogInIsDroppedInTime() {
        alice();
        FakeMachine mute = new FakeMachine(time, field, 0, "mute");
        FakeMachine half = new FakeMachine(time, field, 0, "half");
        half.say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[]}");
        time.pass(17_000);
        assertThat(mute.isOpen()).isFalse();
        assertThat(half.isOpen()).isTrue();
        time.pass(60_000);
        assertThat(half.isOpen()).isFalse();
    }

    @Test
    void anOrderlyStopLosesNothing() {
        alice();
        poolA.answerMillis(1_000);
        List<FakeMachine> machines = machines(3);
        time.pass(1_000);
        machines.forEach(FakeMachine::mine);
        CompletableFuture<Void> done = field.quiesce();
        time.pass(4_000);

        assertThat(done).isCompleted();
        assertThat(application.underWay()).isZero();
        assertThat(application.accepted("alice")).isEqualTo(3).isEqualTo(poolA.accepted("alice"));
        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.accepted()).isEqualTo(1);
            assertThat(machine.isOpen()).isFalse();
        });
    }

    @Test
    void whoHearsThatTheFieldIsAtRestHasHeardOfEachMachinesEnd() {
        alice();
        machines(3);
        time.pass(1_000);
        List<MachineEvent.Kind> heard = new ArrayList<>();
        CompletableFuture<Void> done = field.quiesce().thenRun(() -> heard.addAll(kinds()));
        time.pass(4_000);

        assertThat(done).isCompleted();
        assertThat(heard).filteredOn(MachineEvent.Kind.DISCONNECTED::equals).hasSize(3);
    }

    @Test
    void anOlderPlanIsIgnored() {
        alice();
        var old = application.plan();
        application.services.clear();
        application.subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        field.apply(old);
        assertThat(field.epoch()).isEqualTo(old.epoch() + 1);
    }
}
