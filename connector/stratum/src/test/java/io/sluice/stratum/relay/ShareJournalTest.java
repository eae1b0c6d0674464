package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.Grant;
import io.sluice.api.JournalStatus;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.Hex;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is in the journals, and when: before the pool hears of a share, and before the machine hears of its verdict. That
 * order is watched in every test that has a {@link FakePool} and {@link FakeMachine}s; here it is looked at.
 */
class ShareJournalTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";

    private static final Work SHARE = Work.ofShare(new BigDecimal(EASY));
    private static final int MASK = 0x1fffe000;
    private static final int LOOPS = 2;

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final List<FakeJournal> journals = application.journals(time, LOOPS);
    private final Field field = new Field(new FieldSettings(0), time.loops(LOOPS), application, journals);
    private final FakePool pool =
            new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, MASK).account("alice", "pw");

    private FakeMachine machine(int loop, String name) {
        return new FakeMachine(time, field, loop, name).logIn();
    }

    /** One that serves alice, who takes whatever comes. */
    private FakeMachine machineOfAlice() {
        application.pool("A", pool).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m");
        time.pass(2_000);
        return machine;
    }

    private Map<String, Long> counts() {
        return field.status("i", true, JournalStatus.NONE).shares();
    }

    // ---- The order of things

    @Test
    void aShareIsInTheJournalBeforeThePoolHasItAndItsVerdictBeforeTheMachineHasIt() {
        FakeMachine machine = machineOfAlice();
        Instant found = time.now();

        machine.mine();
        assertThat(journals.get(0).sent())
                .containsExactly(
                        new FakeJournal.Sent(1, new Origin("m", "alice", FakeApplication.START, SHARE), found));
        assertThat(application.underWay()).isEqualTo(1);
        assertThat(pool.accepted("alice")).as("it is under way").isZero();
        time.pass(100);

        assertThat(time.watch().order())
                .containsExactly("sent of m", "written for alice", "judged of m", "answered to m");
        assertThat(application.results).singleElement().satisfies(result -> {
            assertThat(result.accepted()).isEqualTo(1);
            assertThat(result.work()).isEqualTo(SHARE);
            assertThat(result.from()).isAfter(found);
        });
        assertThat(machine.accepted()).isEqualTo(1);
        assertThat(counts()).containsEntry("accepted", 1L);
    }

    @Test
    void whatWasSaidIsCommittedBeforeAnythingIsSent() {
        FakeMachine machine = machineOfAlice();

        machine.mine();
        assertThat(journals.get(0).uncommitted()).isEqualTo(1);
        time.pass(0);
        assertThat(journals.get(0).uncommitted()).as("a share that is sent").isZero();
        time.pass(100);
        machine.mine();
        machine.mine();
        time.pass(100);

        assertThat(machine.accepted()).isEqualTo(3);
        assertThat(journals.get(0).uncommitted()).as("verdicts").isZero();
    }

    @Test
    void aRejectionIsInTheJournalBeforeTheMachineHasIt() {
        FakeMachine machine = machineOfAlice();
        pool.refuseShares("a bad day");

        machine.mine();
        time.pass(100);

        assertThat(time.watch().order()).endsWith("judged of m", "answered to m");
        assertThat(application.results).singleElement().satisfies(result -> assertThat(result.rejected())
                .isEqualTo(Map.of("a bad day", 1L)));
        assertThat(machine.complaints()).containsExactly("20 a bad day");
        assertThat(counts()).containsEntry("rejected", 1L);
    }

    @Test
    void ofALongReasonTheJournalHasTheBeginningAndTheMachineAll() {
        FakeMachine machine = machineOfAlice();
        pool.refuseShares("x".repeat(150));

        machine.mine();
        time.pass(100);

        assertThat(application.results.get(0).rejected()).containsOnlyKeys("x".repeat(100));
        assertThat(machine.complaints()).containsExactly("20 " + "x".repeat(150));
    }

    @Test
    void aCharacterOfTwoHalvesIsNotCutInTwo() {
        FakeMachine machine = machineOfAlice();
        pool.refuseShares("x".repeat(99) + "\uD83D\uDE00");

        machine.mine();
        time.pass(100);

        assertThat(application.results.get(0).rejected()).containsOnlyKeys("x".repeat(99));
    }

    @Test
    void eachLoopWritesToItsOwnJournal() {
        machineOfAlice();
        FakeMachine other = machine(1, "n");
        time.pass(2_000);

        other.mine();
        time.pass(100);

        assertThat(journals.get(0).sent()).isEmpty();
        assertThat(journals.get(1).sent())
                .singleElement()
                .satisfies(share -> assertThat(share.origin().machine()).isEqualTo("n"));
    }

    @Test
    void aFieldHasAJournalForEachLoop() {
        List<FakeJournal> tooFew = application.journals(time, 1);

        assertThatThrownBy(() -> new Field(new FieldSettings(0), time.loops(2), application, tooFew))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 loops, 1 journals");
    }

    @Test
    void sharesOfOneMachineHaveOneOriginUntilSomethingOfItChanges() {
        FakeMachine machine = machineOfAlice();
        machine.mine();
        machine.mine();
        pool.difficulty("0.00000001");
        pool.newBlock();
        time.pass(100);
        while (application.sent().size() < 3) {
            machine.mine();
        }

        List<FakeJournal.Sent> sent = application.sent();
        assertThat(sent.get(1).origin()).isSameAs(sent.get(0).origin());
        assertThat(sent.get(2).origin().work()).isEqualTo(Work.ofShare(new BigDecimal("0.00000001")));
    }

    // ---- What is not in it

    @Test
    void whatIsRefusedHereIsNotInTheJournal() {
        FakeMachine machine = machineOfAlice();
        FromPool.Notify job = machine.job();
        machine.mine();
        String share = machine.transcript().stream()
                .filter(line -> line.contains("mining.submit"))
                .findFirst()
                .orElseThrow();
        machine.say(share.substring(2));
        assertThat(machine.last()).contains("duplicate share");
        machine.say("{\"id\":9,\"method\":\"mining.submit\",\"params\":[\"m\",\"" + job.jobId() + "\",\"0000\",\""
                + Hex.of(job.ntime()) + "\",\"00000000\"]}");
        assertThat(machine.last()).contains("extranonce2 must have 4 bytes");
        time.pass(100);
        pool.newBlock();
        time.pass(10);
        machine.submit(job, machine.difficulty());
        machine.submit(job, machine.difficulty());
        assertThat(machine.last()).contains("stale share");
        time.pass(100);

        assertThat(application.sent()).hasSize(1);
        assertThat(application.results).hasSize(1);
    }

    @Test
    void aShareThatCannotBeSentIsGivenBackAndNotInTheJournal() {
        int most = 20_000;
        application.pool("A", pool).subAccount("alice", "A", most + 1, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i <= most / 1_000; i++) {
            machines.add(machine(0, "m" + i));
        }
        time.pass(2_000);
        pool.answersShares(false);
        for (int i = 0; i < most; i++) {
            machines.get(i / 1_000).mine();
        }
        FakeMachine last = machines.get(machines.size() - 1);
        assertThat(application.underWay()).isEqualTo(most);

        last.mine();
        // A status is half a second old at most.
        time.pass(600);

        assertThat(application.underWay()).isEqualTo(most);
        assertThat(application.sent()).hasSize(most);
        assertThat(application.results).isEmpty();
        assertThat(last.complaints()).containsExactly("20 the pool answers too slowly");
        assertThat(counts()).containsEntry("unforwarded", 1L).containsEntry("unanswered", 0L);
        assertThat(field.status("i", true, JournalStatus.NONE).machines())
                .as("what was given back is still due")
                .anySatisfy(machine -> assertThat(machine.servingSubAccounts()).containsExactly("alice"));
    }

    // ---- What is never answered

    @Test
    void whenTheSessionEndsItsSharesAreUnanswered() {
        FakeMachine machine = machineOfAlice();
        pool.answersShares(false);
        machine.mine();
        machine.mine();
        time.pass(100);
        assertThat(application.underWay()).isEqualTo(2);

        pool.down();

        assertThat(application.underWay()).isZero();
        assertThat(application.unanswered("alice")).isEqualTo(2);
        assertThat(machine.complaints()).hasSize(2).allMatch(words -> words.contains("lost before its answer came"));
        assertThat(time.watch().order()).endsWith("judged of m", "answered to m", "judged of m", "answered to m");
        assertThat(counts()).containsEntry("unanswered", 2L);
    }

    @Test
    void aShareIsUnansweredAfterTenMinutesAndALaterAnswerIsIgnored() {
        pool.mostLogins(1);
        application.pool("A", pool).subAccount("alice", "A", 2, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m");
        time.pass(2_000);
        pool.answerMillis(700_000);
        machine.mine();
        time.pass(100);
        pool.answerMillis(5);

        keepTalking(machine, 599);
        assertThat(application.unanswered("alice")).isZero();
        keepTalking(machine, 3);

        assertThat(application.unanswered("alice")).isEqualTo(1);
        assertThat(application.underWay()).isZero();
        assertThat(machine.complaints()).singleElement().asString().contains("did not answer it within 10 minutes");
        assertThat(time.watch().order()).endsWith("judged of m", "answered to m");

        keepTalking(machine, 110);
        assertThat(pool.accepted("alice")).as("the pool answered in the end").isEqualTo(1);
        assertThat(application.accepted("alice")).isZero();
        assertThat(application.results).hasSize(1);
        assertThat(pool.logins())
                .as("on the same session, or its late answer never came")
                .isEqualTo(1);

        machine.mine();
        time.pass(100);
        machine.mine();
        time.pass(100);
        assertThat(application.accepted("alice")).as("its work was given back").isEqualTo(2);
    }

    @Test
    void anEarlierShareWithoutAnswerDoesNotOutliveLaterOnesThatHaveTheirs() {
        FakeMachine machine = machineOfAlice();
        pool.answersShares(false);
        machine.mine();
        time.pass(100);
        pool.answersShares(true);

        for (int i = 0; i < 61; i++) {
            machine.mine();
            keepTalking(machine, 10);
        }

        assertThat(application.unanswered("alice")).isEqualTo(1);
        assertThat(application.accepted("alice")).isEqualTo(61);
        assertThat(application.underWay()).isZero();
    }

    @Test
    void sharesOfASessionThatDrainsAreUnansweredAfterTenMinutesToo() {
        FakeMachine machine = machineOfAlice();
        pool.answersShares(false);
        machine.mine();
        time.pass(100);
        keepTalking(machine, 300);
        pool.account("alice", "new");
        application.subAccount(
                "alice", "A", "new", 2, application.services.get(0).grants());
        field.apply(application.plan());
        keepTalking(machine, 290);
        assertThat(application.unanswered("alice")).isZero();
        assertThat(pool.loggedIn()).as("the old session drains").isEqualTo(2);

        keepTalking(machine, 15);

        assertThat(application.unanswered("alice")).isEqualTo(1);
        assertThat(machine.complaints()).singleElement().asString().contains("did not answer it within 10 minutes");
    }

    /** So many seconds pass in which neither side is silent. */
    private void keepTalking(FakeMachine machine, int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.pass(1_000);
            if (i % 20 == 0) {
                pool.newJob();
                machine.say("{\"id\":8,\"method\":\"mining.ping\",\"params\":[]}");
            }
        }
    }

    // ---- Periods

    private enum Verdict {
        ACCEPTED,
        REJECTED,
        UNANSWERED
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void aVerdictCountsInThePeriodInWhichItCame(Verdict verdict) {
        Instant turn = time.now().plusSeconds(20);
        Optional<Work> ten = Optional.of(SHARE.times(10));
        application
                .pool("A", pool)
                .subAccount(
                        "alice",
                        "A",
                        "pw",
                        1,
                        List.of(
                                new Grant(FakeApplication.START, Optional.of(turn), ten),
                                new Grant(turn, Optional.of(turn.plusSeconds(3_600)), ten)));
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m");
        time.pass(19_000);
        pool.answerMillis(2_000);
        pool.refuseShares(verdict == Verdict.REJECTED ? "a bad day" : "");
        pool.answersShares(verdict != Verdict.UNANSWERED);

        machine.mine();
        time.pass(3_000);
        if (verdict == Verdict.UNANSWERED) {
            pool.down();
        }

        assertThat(application.sent())
                .singleElement()
                .satisfies(share -> assertThat(share.origin().periodStart()).isEqualTo(FakeApplication.START));
        assertThat(application.results).singleElement().satisfies(result -> {
            assertThat(result.periodStart()).isEqualTo(turn);
            assertThat(result.accepted()).isEqualTo(verdict == Verdict.ACCEPTED ? 1 : 0);
            assertThat(result.rejectedShares()).isEqualTo(verdict == Verdict.REJECTED ? 1 : 0);
            assertThat(result.unanswered()).isEqualTo(verdict == Verdict.UNANSWERED ? 1 : 0);
        });
    }

    @Test
    void aClockThatStepsBackBeyondThePeriodsBeginningDoesNotBookIntoTheNextPeriod() {
        Instant begin = time.now();
        Instant turn = begin.plusSeconds(3_600);
        Optional<Work> plenty = Optional.of(SHARE.times(1_000));
        application
                .pool("A", pool)
                .subAccount(
                        "alice",
                        "A",
                        "pw",
                        1,
                        List.of(
                                new Grant(begin, Optional.of(turn), plenty),
                                new Grant(turn, Optional.of(turn.plusSeconds(3_600)), plenty)));
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m");
        time.pass(2_000);
        machine.mine();
        time.step(Duration.ofHours(-2));
        time.pass(2_000);
        machine.mine();
        time.pass(2_000);
        time.step(Duration.ofHours(2));
        machine.mine();
        time.pass(2_000);

        assertThat(application.accepted("alice")).isEqualTo(3);
        assertThat(application.results).extracting(TaskResult::periodStart).containsOnly(begin);
    }

    // ---- The end

    @Test
    void atTheEndOfAnOrderlyStopEveryShareHasItsVerdictAndNothingBeginsAgain() {
        application.pool("A", pool).subAccount("alice", "A", 1, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m");
        time.pass(2_000);
        pool.answersShares(false);
        machine.mine();
        time.pass(100);
        int dialled = time.dialled(pool.address());

        CompletableFuture<Void> done = field.quiesce();
        time.pass(4_800);
        assertThat(done).isNotDone();
        time.pass(500);

        assertThat(done).isCompleted();
        assertThat(application.underWay()).isZero();
        assertThat(application.unanswered("alice")).isEqualTo(1);
        time.pass(60_000);
        assertThat(time.dialled(pool.address())).isEqualTo(dialled);
        assertThat(application.results).hasSize(1);
    }
}
