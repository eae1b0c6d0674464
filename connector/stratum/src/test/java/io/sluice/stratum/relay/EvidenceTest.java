package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.MachineEvent;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.work.Difficulty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a status tells of a machine, for whoever judges it. */
class EvidenceTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";

    private static final String EIGHT_TIMES = "0.000000007450580596923828125";

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final Field field =
            new Field(new FieldSettings(0), time.loops(2), application, application.journals(time, 2));
    private final FakePool pool = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, 0x1fffe000);

    private void alice() {
        pool.account("alice", "pw");
        application.pool("A", pool).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        time.pass(1_000);
    }

    private FakeMachine machine(int loop, String name) {
        FakeMachine machine = new FakeMachine(time, field, loop, name).logIn();
        time.pass(500);
        return machine;
    }

    private Optional<MachineStatus> status(String name) {
        return field.status("i", true, JournalStatus.NONE).machines().stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst();
    }

    private Evidence evidence(String name) {
        time.pass(500);
        return status(name).orElseThrow().evidence();
    }

    @Test
    void sharesAreAsManyAsHashrateTimesExposureWhateverTheDifficulties() {
        alice();
        List<FakeMachine> machines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            machines.add(machine(i % 2, "m" + i));
        }
        machines.forEach(machine -> machine.mineAlone(2, 0));
        for (int i = 0; i < 6; i++) {
            pool.difficulty(i % 2 == 0 ? EIGHT_TIMES : EASY);
            pool.newJob();
            time.pass(300_000);
        }

        long shares = 0;
        double expected = 0;
        for (int i = 0; i < 40; i++) {
            Evidence evidence = evidence("m" + i);
            shares += evidence.shares();
            expected += 2 * evidence.exposure();
        }
        assertThat(expected).isBetween(20_000.0, 21_500.0);
        assertThat((double) shares).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    }

    @Test
    void exposureStandsStillWhileThereIsNoWork() {
        alice();
        machine(0, "m");
        time.pass(60_000);
        Evidence working = evidence("m");
        assertThat(working.workingSince()).hasValueSatisfying(since -> assertThat(since)
                .isBetween(time.now().minusSeconds(63), time.now().minusSeconds(60)));

        field.apply(application.plan(Map.of("m", Itinerary.NONE)));
        time.pass(1_000);
        Evidence idle = evidence("m");
        time.pass(60_000);
        assertThat(idle.workingSince()).isEmpty();
        assertThat(evidence("m")).isEqualTo(idle);

        field.apply(application.plan());
        Instant back = time.now();
        time.pass(8_000);
        assertThat(evidence("m").workingSince())
                .hasValueSatisfying(since -> assertThat(since).isBetween(back, back.plusSeconds(1)));
        assertThat(evidence("m").exposure() * 4).isGreaterThan(0).isCloseTo(idle.exposure() * 4 + 9, within(4.0));
    }

    @Test
    void aPoolThatIsAwayIsNotTheMachinesFault() {
        alice();
        FakeMachine machine = machine(0, "m");
        time.pass(10_000);
        pool.down();
        Evidence before = evidence("m");
        for (int i = 0; i < 20; i++) {
            machine.mine();
            time.pass(1_000);
        }

        Evidence after = evidence("m");
        assertThat(after.shares()).isEqualTo(before.shares());
        assertThat(after.exposure()).isEqualTo(before.exposure());
        assertThat(after.refused()).isZero();
        assertThat(after.workingSince()).isEmpty();

        pool.up();
        time.pass(40_000);
        assertThat(evidence("m").workingSince()).isPresent();
        assertThat(evidence("m").exposure()).isGreaterThan(after.exposure());
    }

    @Test
    void everyRefusalIsCountedByItsReasonAndPoolsVerdictsToo() {
        alice();
        FakeMachine machine = machine(0, "m");
        FromPool.Notify old = machine.job();
        pool.newBlock();
        time.pass(100);
        machine.submit(old, machine.difficulty());
        machine.mine();
        machine.say(machine.lastShare());
        machine.say(machine.lastShare().replace("\"m\"", "\"another\""));
        machine.submit(machine.job(), Difficulty.powerOfTwo(-40));
        time.pass(100);
        pool.refuseShares("a bad day");
        machine.mine();
        time.pass(100);

        Evidence evidence = evidence("m");
        assertThat(evidence.duplicate()).isEqualTo(1);
        assertThat(evidence.lowDifficulty()).isEqualTo(1);
        assertThat(evidence.invalid()).isEqualTo(1);
        assertThat(evidence.stale()).isEqualTo(1);
        assertThat(evidence.refused()).isEqualTo(4);
        assertThat(evidence.accepted()).isEqualTo(1);
        assertThat(evidence.rejected()).isEqualTo(1);
        assertThat(evidence.shares()).as("the late one was found all the same").isEqualTo(3);
    }

    @Test
    void connectionsOfOneNameAddUp() {
        alice();
        FakeMachine first = machine(0, "m");
        time.pass(20_000);
        FakeMachine second = machine(1, "m");
        time.pass(20_000);
        first.mine();
        second.mine();
        time.pass(100);

        Evidence both = evidence("m");
        assertThat(both.shares()).isEqualTo(2);
        assertThat(both.exposure() * 4).isCloseTo(62, within(2.0));
        assertThat(both.workingSince().orElseThrow()).isBefore(time.now().minusSeconds(40));

        second.hangUp("cable pulled");
        assertThat(evidence("m").shares()).isEqualTo(1);
    }

    @Test
    void aClosedConnectionIsToldInThatInstantAndASilentOneShowsInItsLastShare() {
        alice();
        FakeMachine lost = machine(0, "lost");
        FakeMachine silent = machine(1, "silent");
        silent.mine();
        Instant lastShare = time.now();
        time.pass(60_000);

        lost.hangUp("reset by peer");
        assertThat(application.machineEvents.get(application.machineEvents.size() - 1))
                .isEqualTo(new MachineEvent(time.now(), "lost", MachineEvent.Kind.DISCONNECTED, "", "reset by peer"));
        time.pass(600);
        assertThat(status("lost")).isEmpty();

        MachineStatus halfOpen = status("silent").orElseThrow();
        assertThat(Duration.between(lastShare, halfOpen.lastShare().orElseThrow())
                        .abs())
                .isLessThan(Duration.ofSeconds(1));
        assertThat(halfOpen.servingSubAccounts()).containsExactly("alice");
        assertThat(halfOpen.evidence().exposure() * 4).as("silence is evidence").isGreaterThan(59);
    }
}
