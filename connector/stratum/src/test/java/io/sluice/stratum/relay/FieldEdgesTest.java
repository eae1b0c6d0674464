package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Service;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.work.Difficulty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The promises of a field where several things go wrong, or happen, at once. */
class FieldEdgesTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";

    private static final int MASK = 0x1fffe000;
    private static final int LOOPS = 2;

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final Field field =
            new Field(new FieldSettings(0), time.loops(LOOPS), application, application.journals(time, LOOPS));
    private final FakePool poolA = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, MASK);
    private final FakePool poolB = new FakePool(time, "stratum+tcp://b.test:3333", 8, 8, EASY, MASK);

    private FakeMachine machine(int loop, String name) {
        return new FakeMachine(time, field, loop, name).logIn();
    }

    private List<FakeMachine> machines(int count) {
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            machines.add(machine(i % LOOPS, "m" + i));
        }
        return machines;
    }

    /** One after the other, each some time after the one before. */
    private void mineInTurn(List<FakeMachine> machines, int times, long apartMillis) {
        for (int i = 0; i < times; i++) {
            for (FakeMachine machine : machines) {
                machine.mine();
                time.pass(apartMillis);
            }
        }
        time.pass(500);
    }

    /** The loop that keeps a sub-account logged in while no machine needs it. */
    private static int keeperOf(String subAccount) {
        return Math.floorMod(subAccount.hashCode(), LOOPS);
    }

    private static int otherThanKeeperOf(String subAccount) {
        return (keeperOf(subAccount) + 1) % LOOPS;
    }

    private Set<String> serving(String subAccount) {
        return field.status("i", true, JournalStatus.NONE).machines().stream()
                .filter(machine -> machine.servingSubAccounts().contains(subAccount))
                .map(MachineStatus::name)
                .collect(Collectors.toSet());
    }

    private static Optional<Work> shares(int count) {
        return Optional.of(Work.ofShare(new BigDecimal(EASY)).times(count));
    }

    /** A standard until an instant and another from then on. */
    private static List<Grant> turning(Instant turn, int before, int after) {
        return List.of(
                new Grant(FakeApplication.START, Optional.of(turn), shares(before)),
                new Grant(turn, Optional.of(turn.plusSeconds(3_600)), shares(after)));
    }

    private static Map<String, Itinerary> sending(String machine, String... subAccounts) {
        return Map.of(machine, new Itinerary(List.of(subAccounts)));
    }

    // ---- Supplies that end and begin again

    @Test
    void aMachineThatIsBackInServiceWithinTheDrainMinuteWorksAgain() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan(sending("m0", "alice")));
        FakeMachine machine = machine(otherThanKeeperOf("alice"), "m0");
        time.pass(3_000);
        field.apply(application.plan(sending("m0")));
        time.pass(1_000);
        field.apply(application.plan(sending("m0")));
        time.pass(10_000);
        assertThat(serving("alice")).isEmpty();

        field.apply(application.plan(sending("m0", "alice")));
        time.pass(1_000);
        machine.mine();
        time.pass(100);

        assertThat(serving("alice")).containsExactly("m0");
        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(machine.complaints()).isEmpty();
    }

    @Test
    void theLastMachineOfALoopThatRestartsWorksAgain() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine first = machine(otherThanKeeperOf("alice"), "m0");
        time.pass(3_000);
        first.hangUp("restart");
        time.pass(500);
        field.apply(application.plan());
        time.pass(20_000);

        FakeMachine second = machine(otherThanKeeperOf("alice"), "m0");
        time.pass(1_000);
        second.mine();
        time.pass(100);

        assertThat(poolA.accepted("alice")).isEqualTo(1);
    }

    @Test
    void aStandardThatIsRaisedAfterItsSubAccountLeftThePlanIsFilled() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 20, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(2_000);
        mineInTurn(machines, 10, 20);
        assertThat(application.accepted("alice")).isBetween(20L, 21L);
        List<Service> rest = application.services.stream()
                .filter(service -> service.subAccount().equals("rest"))
                .toList();
        application.services.retainAll(rest);
        field.apply(application.plan());
        time.pass(20_000);

        application.services.clear();
        application.subAccount("alice", "A", 200, EASY).services.addAll(rest);
        field.apply(application.plan());
        time.pass(2_000);
        mineInTurn(machines, 60, 20);

        assertThat(application.accepted("alice")).isBetween(200L, 201L).isEqualTo(poolA.accepted("alice"));
    }

    // ---- The end of a standard

    @Test
    void aFilledStandardIsNotOvershotByMachinesThatHaveNothingElse() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 200, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(12);
        time.pass(2_000);

        mineInTurn(machines, 40, 100);

        assertThat(application.accepted("alice"))
                .as("the limit, and what was under way within 300 ms of it")
                .isBetween(200L, 203L)
                .isEqualTo(poolA.accepted("alice"));
    }

    @Test
    void machinesLeaveAFilledStandardWhileTheNextIsStillLoggingIn() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 50, EASY)
                .subAccount("bob", "B", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(10);
        time.pass(2_000);
        mineInTurn(machines, 4, 100);
        poolB.down();
        poolB.answersNothing(true);
        poolB.up();

        mineInTurn(machines, 4, 100);

        assertThat(application.accepted("alice")).isBetween(50L, 53L).isEqualTo(poolA.accepted("alice"));

        poolB.answersNothing(false);
        time.pass(40_000);
        int before = poolB.accepted("bob");
        machines.forEach(FakeMachine::mine);
        time.pass(100);
        assertThat(poolB.accepted("bob") - before).isEqualTo(10);
    }

    @Test
    void aSubAccountThatWasRemovedGetsNoMoreWorkWhileTheNextIsStillLoggingIn() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 0, EASY)
                .subAccount("bob", "B", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(2);
        time.pass(2_000);
        machines.forEach(FakeMachine::mine);
        time.pass(100);
        poolB.down();
        poolB.answersNothing(true);
        poolB.up();
        time.pass(100);

        application.services.removeIf(service -> service.subAccount().equals("alice"));
        field.apply(application.plan());
        time.pass(3_100);
        machines.forEach(FakeMachine::mine);
        time.pass(100);

        assertThat(poolA.accepted("alice")).isEqualTo(2);
        assertThat(machines).allSatisfy(machine -> assertThat(machine.last()).contains("there is no work now"));
        assertThat(field.status("i", true, JournalStatus.NONE).shares())
                .containsEntry("idle", 2L)
                .containsEntry("stale", 0L);
    }

    @Test
    void aMachineThatHangsDoesNotHoldUpTheEndOfAStandard() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 20, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(2_000);
        for (int i = 0; poolA.accepted("alice") < 18; i++) {
            machines.get(i % 4).mine();
            time.pass(20);
        }
        time.pass(600);
        Set<String> hung = serving("alice");
        assertThat(hung).hasSize(1);
        List<FakeMachine> alive = new ArrayList<>(machines);
        hung.forEach(name -> alive.remove(machines.get(Integer.parseInt(name.substring(1)))));

        mineInTurn(alive, 75, 333);

        assertThat(application.accepted("alice")).isBetween(20L, 21L);
        assertThat(machines).allSatisfy(machine -> assertThat(machine.isOpen()).isTrue());
    }

    @Test
    void machinesThatWereAllSilentForAWhileFillAStandardWhenTheyAreBack() {
        poolA.account("alice", "pw").account("rest", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 40, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(30);
        time.pass(2_000);
        mineInTurn(machines, 1, 20);
        time.pass(120_000);
        assertThat(application.accepted("alice")).isLessThan(40);

        mineInTurn(machines, 20, 20);

        assertThat(application.accepted("alice")).isBetween(40L, 41L);
    }

    @Test
    void aPeriodThatTurnsWhileThePoolIsAwayIsFilledByAsFewMachinesInTheEnd() {
        poolA.account("alice", "pw").account("rest", "pw");
        Instant turn = time.now().plusSeconds(20);
        application
                .pool("A", poolA)
                .subAccount("alice", "A", "pw", 1, turning(turn, 1_000, 20))
                .subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(19_500);
        poolA.down();
        time.pass(1_300);
        poolA.up();
        time.pass(5_000);
        assertThat(serving("alice")).hasSize(4);

        for (int i = 0; poolA.accepted("alice") < 20; i++) {
            machines.get(i % 4).mine();
            time.pass(600);
            int due = 20 - poolA.accepted("alice");
            assertThat(serving("alice")).as("%s shares due", due).hasSize(Math.min(4, (due + 1) / 2));
        }
        mineInTurn(machines, 5, 20);

        assertThat(application.accepted("alice")).isEqualTo(20).isEqualTo(poolA.accepted("alice"));
        assertThat(application.results.stream()
                        .filter(result -> result.subAccount().equals("alice"))
                        .map(TaskResult::periodStart))
                .containsOnly(turn);
    }

    @Test
    void machinesThatHadNowhereElseToGoWhenThePoolCameBackAreCountedWhenThereIsMoreToDo() {
        poolA.account("alice", "pw").account("rest", "pw");
        Instant turn = time.now().plusSeconds(20);
        application.pool("A", poolA).subAccount("alice", "A", "pw", 1, turning(turn, 1_000, 2));
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(19_500);
        poolA.down();
        time.pass(1_300);
        poolA.up();
        time.pass(5_000);
        assertThat(serving("alice")).hasSize(4);

        application.subAccount("alice", "A", "pw", 1, turning(turn, 1_000, 8)).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        for (int i = 4; i < 8; i++) {
            machines.add(machine(i % LOOPS, "m" + i));
        }
        time.pass(2_000);

        assertThat(serving("alice")).containsExactlyInAnyOrder("m0", "m1", "m2", "m3");
        mineInTurn(machines, 5, 20);
        assertThat(application.accepted("alice")).isBetween(8L, 9L).isEqualTo(poolA.accepted("alice"));
    }

    @Test
    void aPeriodsTurnIsNoNewsToMachinesThatStay() {
        poolA.account("alice", "pw").account("rest", "pw");
        Instant turn = time.now().plusSeconds(20);
        application
                .pool("A", poolA)
                .subAccount("alice", "A", "pw", 1, turning(turn, 100_000, 100_000))
                .subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(3);
        time.pass(3_000);
        time.pass(30_000);

        assertThat(machines).allSatisfy(machine -> assertThat(machine.jobs()).isEqualTo(1));
        assertThat(serving("alice")).hasSize(3);
    }

    // ---- Pools that misbehave

    @Test
    void aMutePoolHoldsMachinesNoLongerThanFiveSeconds() {
        poolA.account("alice", "pw").answersNothing(true);
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 100, EASY)
                .subAccount("bob", "B", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);

        // They wait for the pools' sizes first, for 3 s.
        time.pass(8_200);

        assertThat(machines).allSatisfy(machine -> assertThat(machine.job()).isNotNull());
        time.pass(500);
        assertThat(serving("bob")).hasSize(4);
    }

    @Test
    void aPoolThatRestartsMuteHoldsMachinesNoLongerThanFiveSeconds() {
        poolA.account("alice", "pw");
        poolB.account("bob", "pw");
        application
                .pool("A", poolA)
                .pool("B", poolB)
                .subAccount("alice", "A", 100, EASY)
                .subAccount("bob", "B", 0, EASY);
        field.apply(application.plan());
        machines(4);
        time.pass(30_000);
        assertThat(serving("alice")).hasSize(4);

        poolA.down();
        poolA.answersNothing(true);
        poolA.up();
        time.pass(4_000);
        assertThat(serving("bob"))
                .as("the order of filling is kept for a while")
                .isEmpty();
        time.pass(2_000);

        assertThat(serving("bob")).hasSize(4);
    }

    @Test
    void anAddressThatTakesLoginsButAnswersNoSharesIsTriedEverMoreRarely() {
        FakePool second = new FakePool(time, "stratum+tcp://a2.test:3333", 4, 8, EASY, MASK);
        poolA.account("alice", "pw");
        second.account("alice", "pw");
        application.pool("A", poolA, second).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(keeperOf("alice"), "m0");
        time.pass(2_000);
        poolA.answersShares(false);
        mineInTurn(List.of(machine), 120, 1_000);
        int logins = poolA.logins();

        mineInTurn(List.of(machine), 200, 1_000);

        assertThat(poolA.logins() - logins).isBetween(5, 12);
        assertThat(second.accepted("alice")).isGreaterThan(200);
    }

    @Test
    void theFirstJobIsJudgedUnderTheTermsAtItsArrival() {
        poolA.account("alice", "pw").knowsNoConfigure();
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        time.pass(200);
        // The job is here, its session still waits for the answer to configure, and no other job follows.
        poolA.difficulty("0.00000001");
        time.pass(3_000);

        FakeMachine machine = machine(keeperOf("alice"), "m0");
        time.pass(1_000);
        machine.mine();
        time.pass(500);

        assertThat(machine.difficultyValue()).isEqualByComparingTo(EASY);
        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(application.work("alice")).isEqualTo(Work.ofShare(new BigDecimal(EASY)));
    }

    @Test
    void eightSubAccountsWhosePoolIsDeadDoNotHideTheNinth() {
        application.pool("A", poolA).pool("B", poolB);
        for (int i = 0; i < 8; i++) {
            application.subAccount("x" + i, "A", 100, EASY);
        }
        poolB.account("nine", "pw").account("rest", "pw");
        application.subAccount("nine", "B", 100, EASY).subAccount("rest", "B", 0, EASY);
        poolA.down();
        field.apply(application.plan());
        List<FakeMachine> machines = machines(4);
        time.pass(20_000);

        mineInTurn(machines, 10, 20);

        assertThat(application.accepted("nine")).isEqualTo(40);
    }

    @Test
    void machinesGoOnWhenThePoolShrinksItsExtranonceMidSession() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        time.pass(100);
        List<FakeMachine> machines = machines(4);
        machines.forEach(machine -> machine.say("{\"id\":4,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}"));
        FakeMachine plain = machine(0, "plain");
        time.pass(2_000);
        mineInTurn(machines, 2, 20);

        poolA.extranonce(new byte[] {9, 9, 9, 9}, 4);
        time.pass(10);
        poolA.newBlock();
        time.pass(100);
        mineInTurn(machines, 5, 20);

        assertThat(poolA.accepted("alice")).isEqualTo(4 * 7);
        assertThat(poolA.rejected()).isEmpty();
        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.extranonceChanges()).isEqualTo(1);
            assertThat(machine.complaints()).isEmpty();
        });

        time.pass(1_000);
        assertThat(plain.reconnectTo()).isNotNull();
        FakeMachine again = machine(0, "plain");
        time.pass(1_000);
        again.mine();
        time.pass(2_000);
        assertThat(again.accepted()).isEqualTo(1);
        assertThat(again.complaints()).isEmpty();
    }

    @Test
    void ofMachinesShrunkToTheNarrowProfileNoTwoShareASpace() {
        FakePool narrow = new FakePool(time, "stratum+tcp://n.test:3333", 8, 4, EASY, MASK);
        poolA.account("alice", "pw");
        narrow.account("bob", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        time.pass(500);
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            machines.add(machine(0, "m" + i));
        }
        machines.forEach(machine -> machine.say("{\"id\":4,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}"));
        time.pass(2_000);

        application.services.clear();
        application
                .pool("N", PoolConfiguration.WorkerNames.USER_MACHINE, narrow)
                .subAccount("bob", "N", 0, EASY);
        field.apply(application.plan());
        time.pass(3_000);
        machines.forEach(FakeMachine::mine);
        time.pass(500);

        assertThat(narrow.workersBySpace().values()).hasSize(300).allSatisfy(workers -> assertThat(workers)
                .hasSize(1));
        assertThat(narrow.accepted("bob")).isEqualTo(300);
        assertThat(machines)
                .allSatisfy(machine -> assertThat(machine.complaints()).isEmpty());
    }

    // ---- Machines among themselves

    @Test
    void oneMachinesSuggestionsDoNotMakeTheJobsOfOthersStale() {
        Field steered = new Field(new FieldSettings(12), time.loops(1), application, application.journals(time, 1));
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        steered.apply(application.plan());
        time.pass(1_000);
        FakeMachine good = new FakeMachine(time, steered, 0, "good").logIn();
        FakeMachine fickle = new FakeMachine(time, steered, 0, "fickle").logIn();
        time.pass(1_000);
        FromPool.Notify job = good.job();
        Difficulty difficulty = good.difficulty();

        for (int i = 0; i < 140; i++) {
            fickle.say("{\"id\":9,\"method\":\"mining.suggest_difficulty\",\"params\":["
                    + (i % 2 == 0 ? "0.0000000005" : "0.0000000002") + "]}");
            // The first half at once, then no faster than suggestions are followed.
            time.pass(i < 70 ? 1 : 11_000);
            if (i % 40 == 39) {
                // Neither side is silent for too long; the job in hand stays as good as the new one.
                poolA.newJob();
                good.say("{\"id\":8,\"method\":\"mining.ping\",\"params\":[]}");
            }
        }
        good.submit(job, difficulty);
        time.pass(100);

        assertThat(fickle.jobs()).as("suggestions are followed").isGreaterThan(64);
        assertThat(good.complaints()).isEmpty();
        assertThat(good.accepted()).isEqualTo(1);
    }

    // ---- Logins

    @Test
    void aRefusalIsToldAlthoughAnotherLoopWasOnceLoggedIn() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(otherThanKeeperOf("alice"), "m0");
        time.pass(3_000);
        assertThat(poolA.loggedIn()).isEqualTo(2);
        machine.hangUp("gone");
        time.pass(100);
        field.apply(application.plan());
        time.pass(2_000);

        poolA.account("alice", "changed at the pool");
        poolA.down();
        poolA.up();
        time.pass(10_000);

        assertThat(application.logins.get("alice").state()).isEqualTo(LoginState.REFUSED);
        assertThat(application.logins.get("alice").reason()).isEqualTo("no such account: alice");
    }

    @Test
    void aChangeOfWorkerNamesHoldsFromNowOn() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(0, "m0");
        time.pass(2_000);
        int logins = poolA.logins();

        application.pool("A", PoolConfiguration.WorkerNames.USER_MACHINE, poolA);
        field.apply(application.plan());
        time.pass(2_000);
        machine.mine();
        time.pass(100);

        assertThat(poolA.logins()).isGreaterThan(logins);
        assertThat(poolA.workersBySpace().values()).containsExactly(Set.of("alice.m0"));
        assertThat(poolA.accepted("alice")).isEqualTo(1);
        assertThat(machine.complaints()).isEmpty();
    }

    // ---- The end

    @Test
    void anOrderlyStopAwaitsTheAnswersToSharesOfMachinesThatAreGone() {
        poolA.account("alice", "pw");
        poolA.answerMillis(500);
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = machines(3);
        time.pass(2_000);
        machines.forEach(FakeMachine::mine);
        time.pass(10);
        machines.forEach(machine -> machine.hangUp("power cut"));

        CompletableFuture<Void> done = field.quiesce();
        time.pass(4_000);

        assertThat(done).isCompleted();
        assertThat(application.accepted("alice")).isEqualTo(3).isEqualTo(poolA.accepted("alice"));
        assertThat(application.unanswered("alice")).isZero();
    }

    @Test
    void aPlanThatComesAfterTheStopOpensNothing() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        machines(2);
        time.pass(2_000);
        CompletableFuture<Void> done = field.quiesce();
        time.pass(2_500);
        int dialled = time.dialled(poolA.address());

        field.apply(application.plan());
        time.pass(60_000);

        assertThat(done).isCompleted();
        assertThat(time.dialled(poolA.address())).isEqualTo(dialled);
        assertThat(poolA.loggedIn()).isZero();
    }

    @Test
    void aMachineThatComesBackIsNeverGivenAJobIdThatItHadBefore() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        time.pass(1_000);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            FakeMachine machine = machine(i % LOOPS, "rig");
            time.pass(2_000);
            assertThat(ids.add(machine.job().jobId()))
                    .as("job id of connection %s", i)
                    .isTrue();
            machine.mine();
            time.pass(100);
            assertThat(machine.accepted()).isEqualTo(1);
            machine.hangUp("cable pulled");
        }
        Field afterRestart =
                new Field(new FieldSettings(0), time.loops(LOOPS), application, application.journals(time, LOOPS));
        afterRestart.apply(application.plan());
        time.pass(1_000);
        FakeMachine machine = new FakeMachine(time, afterRestart, 0, "rig").logIn();
        time.pass(1_000);
        assertThat(ids).doesNotContain(machine.job().jobId());
    }

    @Test
    void aMachineWithoutWorkStaysConnectedAndIsToldWhyEveryMinute() {
        poolA.account("alice", "pw");
        application.pool("A", poolA).subAccount("alice", "A", 2, EASY);
        field.apply(application.plan());
        FakeMachine machine = machine(0, "rig");
        time.pass(1_000);
        mineInTurn(List.of(machine), 2, 100);
        time.pass(1_200_000);

        assertThat(machine.isOpen()).isTrue();
        assertThat(machine.transcript())
                .filteredOn(line -> line.contains("client.show_message"))
                .hasSizeBetween(15, 25)
                .allMatch(line -> line.contains("all sub-accounts are up to standard"));
    }
}
