package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus.SessionStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginState;
import io.sluice.api.PoolAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools that misbehave, and what becomes of the machines that work for them. */
class PoolsAsideTest {
    /** One hash in four is a share. */
    private static final String EASY = "0.000000000931322574615478515625";

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final FakePool first = pool("first");
    private final FakePool second = pool("second");
    private final Field field = new Field(
            new FieldSettings(0, MachinePasswords.None.NONE, host -> host.equals("second.test")),
            time.loops(1),
            application,
            application.journals(time, 1));

    private FakePool pool(String name) {
        return new FakePool(time, "stratum+tcp://" + name + ".test:3333", 4, 8, EASY, 0x1fffe000)
                .account("alice", "pw");
    }

    private FakeMachine begin(FakePool... addresses) {
        application.pool("A", addresses).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        FakeMachine machine = new FakeMachine(time, field, 0, "m").logIn();
        time.pass(2_000);
        return machine;
    }

    private SessionStatus session() {
        time.pass(500);
        return field.status("i", true, JournalStatus.NONE).sessions().get(0);
    }

    private void mine(FakeMachine machine) {
        machine.mine();
        time.pass(100);
    }

    private static String notify(String ntime, int branches, String coinbase) {
        String hash = "\"" + "00".repeat(32) + "\"";
        return "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"j\"," + hash + ",\"" + coinbase + "\",\"00\",["
                + String.join(",", Collections.nCopies(branches, hash)) + "],\"20000000\",\"1d00ffff\",\"" + ntime
                + "\",true]}";
    }

    static List<String> whatNoPoolInOrderSays() {
        return List.of(
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0]}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[-1]}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[\"NaN\"]}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[1e300]}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[36893488147419103232]}",
                "{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[]}",
                "{\"id\":null,\"method\":\"mining.set_extranonce\",\"params\":[\"00\",1000]}",
                "{\"id\":null,\"method\":\"mining.set_extranonce\",\"params\":[\"00\",0]}",
                "{\"id\":null,\"method\":\"mining.set_extranonce\",\"params\":[\"" + "00".repeat(17) + "\",8]}",
                "{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"fffffffff\"]}",
                "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"j\"]}",
                notify("ffffffff", 1, "00"),
                notify("00000000", 1, "00"),
                notify("6a000000", 33, "00"),
                notify("6a000000", 1, "00".repeat(16_385)));
    }

    @ParameterizedTest
    @MethodSource("whatNoPoolInOrderSays")
    void aPoolThatSaysWhatCannotBeIsPutAsideAndTheNextServes(String line) {
        FakeMachine machine = begin(first, second);
        mine(machine);
        assertThat(first.accepted("alice")).isEqualTo(1);

        first.tell(line);
        time.pass(1_000);
        int dialled = time.dialled(first.address());
        mine(machine);

        assertThat(second.accepted("alice")).isEqualTo(1);
        assertThat(machine.isOpen()).isTrue();
        assertThat(machine.complaints()).isEmpty();
        assertThat(application.poolEvents)
                .anySatisfy(event -> assertThat(event.reason()).startsWith("put aside for 15 s: the pool"));

        time.pass(PoolsAside.FIRST_MILLIS - 3_000);
        assertThat(time.dialled(first.address())).as("left alone").isEqualTo(dialled);
        time.pass(60_000);
        assertThat(session().address()).as("and taken again").isEqualTo(first.address());
    }

    @Test
    void whyAPoolIsAsideShowsInTheStateOfItsSession() {
        begin(first);
        first.tell("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0]}");
        time.pass(1_000);
        assertThat(session().state()).isEqualTo(LoginState.CONNECTING);
        assertThat(session().reason())
                .startsWith("put aside for 15 s: the pool sends nonsense: the pool's difficulty")
                .contains("between 2^-40 and 2^100");
        assertThat(application.logins.get("alice").reason()).isEqualTo(session().reason());
        time.pass(PoolsAside.FIRST_MILLIS);
        assertThat(session().state()).isEqualTo(LoginState.ACCEPTED);
    }

    @Test
    void itIsLeftAloneForLongerEachTimeUntilItBehaved() {
        begin(first);
        long[] waited = new long[9];
        for (int i = 0; i < waited.length; i++) {
            waited[i] = misbehaveAndWait();
        }
        assertThat(waited[0]).isBetween(PoolsAside.FIRST_MILLIS, PoolsAside.FIRST_MILLIS + 2_000);
        assertThat(waited[1]).isBetween(2 * PoolsAside.FIRST_MILLIS, 2 * PoolsAside.FIRST_MILLIS + 2_000);
        assertThat(waited[8]).isBetween(PoolsAside.LONGEST_MILLIS, PoolsAside.LONGEST_MILLIS + 2_000);

        time.pass(PoolsAside.FORGOTTEN_MILLIS);
        assertThat(misbehaveAndWait()).isBetween(PoolsAside.FIRST_MILLIS, PoolsAside.FIRST_MILLIS + 2_000);
    }

    private long misbehaveAndWait() {
        first.tell("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[0]}");
        time.pass(100);
        int dialled = time.dialled(first.address());
        long millis = 100;
        while (time.dialled(first.address()) == dialled) {
            time.pass(100);
            millis += 100;
        }
        time.pass(1_000);
        return millis;
    }

    @Test
    void jobsWithoutEndAreTooMuchAndTenASecondAreNot() {
        FakeMachine machine = begin(first, second);
        for (int i = 0; i < 3_000; i++) {
            first.newJob();
            time.pass(100);
        }
        mine(machine);
        assertThat(first.accepted("alice")).isEqualTo(1);

        for (int i = 0; i <= PoolSession.UNASKED_AT_ONCE; i++) {
            first.newJob();
        }
        time.pass(2_000);
        mine(machine);
        assertThat(second.accepted("alice")).isEqualTo(1);
        assertThat(application.poolEvents)
                .anySatisfy(event -> assertThat(event.reason()).contains("lines without end"));
    }

    @Test
    void jobsTooManyForAMachinesLineAreNotAllSentToIt() {
        FakeMachine machine = begin(first);
        machine.transcript().clear();
        String large = notify("6a000000", 1, "00".repeat(16_000));
        first.tell(large);
        for (int i = 0; i < 50; i++) {
            first.tell(large.replace(",true]", ",false]"));
        }
        first.tell(notify("6a000001", 1, "01"));
        time.pass(50);
        assertThat(jobBytes(machine)).isBetween(32_000L, (long) PoolSession.JOB_BYTES_AT_ONCE);

        // The last one comes, which is also the first that the machine has not had of what was clean.
        time.pass(1_000);
        assertThat(jobBytes(machine)).isLessThan(PoolSession.JOB_BYTES_AT_ONCE + 1_000);
        assertThat(machine.job().ntime()).isEqualTo(0x6a000001);
        assertThat(machine.job().clean()).isTrue();
        assertThat(machine.isOpen()).isTrue();
        assertThat(machine.complaints()).isEmpty();
    }

    private static long jobBytes(FakeMachine machine) {
        return machine.transcript().stream()
                .filter(line -> line.contains("mining.notify"))
                .mapToLong(String::length)
                .sum();
    }

    @Test
    void soAreAnswersThatNobodyAwaits() {
        FakeMachine machine = begin(first, second);
        for (int i = 0; i <= PoolSession.UNASKED_AT_ONCE; i++) {
            first.tell("{\"id\":999999,\"result\":true,\"error\":null}");
        }
        time.pass(2_000);
        mine(machine);
        assertThat(second.accepted("alice")).isEqualTo(1);
    }

    @Test
    void aJobBeforeTheSubscriptionIsNone() {
        first.greeting(notify("6a000000", 1, "00"));
        FakeMachine machine = begin(first, second);
        mine(machine);
        assertThat(second.accepted("alice")).isEqualTo(1);
        assertThat(application.poolEvents)
                .anySatisfy(event -> assertThat(event.reason()).contains("before it answered the subscription"));
    }

    @Test
    void anOddLineIsForgivenAndAHabitOfThemIsNot() {
        FakeMachine machine = begin(first, second);
        for (int i = 0; i < 10; i++) {
            first.tell("moving to a new building");
            time.pass(100);
        }
        mine(machine);
        assertThat(first.accepted("alice")).isEqualTo(1);
        first.tell("[" + "{},".repeat(200) + "{}]");
        time.pass(1_000);
        mine(machine);
        assertThat(second.accepted("alice")).isEqualTo(1);
    }

    @Test
    void aPoolDoesNotHaveUsTryItsOwnPortsOneAfterTheOther() {
        FakeMachine machine = begin(first);
        int dialled = 0;
        for (int i = 0; i < 300; i++) {
            first.tell("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"\"," + (4_000 + i) + ",0]}");
            time.pass(100);
        }
        time.pass(20_000);
        for (int i = 0; i < 300; i++) {
            dialled += time.dialled(
                    PoolAddress.parse("stratum+tcp://" + first.address().host() + ":" + (4_000 + i)));
        }
        assertThat(dialled).isBetween(1, 6);
        mine(machine);
        assertThat(first.accepted("alice")).isEqualTo(1);
    }

    @Test
    void aPoolSendsUsToItselfAndToAllowedHostsOnly() {
        FakeMachine machine = begin(first);
        FakePool stranger = pool("stranger");
        first.tell("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"stranger.test\",3333,0]}");
        time.pass(20_000);
        mine(machine);
        assertThat(time.dialled(stranger.address())).isZero();
        assertThat(first.accepted("alice")).isEqualTo(1);

        first.tell("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"second.test\",3333,0]}");
        time.pass(1_000);
        mine(machine);
        assertThat(second.accepted("alice")).isEqualTo(1);
        assertThat(machine.complaints()).isEmpty();

        assertThat(field.status("i", true, JournalStatus.NONE).warnings())
                .anyMatch(warning -> warning.contains("the stranger stranger.test"));

        // Not in circles.
        int dialled = time.dialled(second.address());
        for (int i = 0; i < 50; i++) {
            second.tell("{\"id\":null,\"method\":\"client.reconnect\",\"params\":[]}");
            time.pass(100);
        }
        time.pass(5_000);
        assertThat(time.dialled(second.address())).isLessThanOrEqualTo(dialled + 1);
        assertThat(time.dialled(PoolAddress.parse("stratum+tcp://stranger.test:3333")))
                .isZero();
    }
}
