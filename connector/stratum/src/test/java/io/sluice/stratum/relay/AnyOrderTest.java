package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.JournalStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Machines and pools as state machines: any message in any order, with time, new jobs and lost connections between. Two honest
 * machines work beside a stranger, at an honest pool beside a raving one.
 */
class AnyOrderTest {
    private static final String EASY = "0.000000000931322574615478515625";

    /** What a machine may say, in an order that is nobody's. */
    private static final List<String> MACHINE = List.of(
            "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{\"version-rolling.mask\":\"1fffe000\"}]}",
            "{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"subscribe-extranonce\",\"minimum-difficulty\"],{}]}",
            "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[]}",
            "{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"x/1\",\"00000005\"]}",
            "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"odd\",\"x\"]}",
            "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"stranger\",\"x\"]}",
            "{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"other\"]}",
            "{\"id\":4,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}",
            "{\"id\":5,\"method\":\"mining.suggest_difficulty\",\"params\":[1e-9]}",
            "{\"id\":5,\"method\":\"mining.suggest_difficulty\",\"params\":[1e60]}",
            "{\"id\":6,\"method\":\"mining.submit\",\"params\":[\"odd\",\"1\",\"00000000\",\"65f00000\",\"00000001\"]}",
            "{\"id\":6,\"method\":\"mining.submit\",\"params\":[\"odd\",\"2\",\"00000000\",\"65f00000\",\"00000001\",\"ffffffff\"]}",
            "{\"id\":6,\"method\":\"mining.submit\",\"params\":[\"odd\",\"zz\",\"00\",\"0\",\"0\"]}",
            "{\"id\":7,\"method\":\"mining.ping\"}",
            "{\"id\":8,\"result\":true}",
            "{\"id\":9,\"method\":\"nothing.known\"}",
            "no JSON");

    /** What a pool may say, asked or not. */
    private static final List<String> POOL = List.of(
            "{\"id\":1,\"result\":[[],\"aabb\",8],\"error\":null}",
            "{\"id\":2,\"result\":true}",
            "{\"id\":3,\"result\":false,\"error\":[24,\"no\",null]}",
            "{\"id\":7,\"error\":[21,\"stale\",null]}",
            "{\"method\":\"mining.set_difficulty\",\"params\":[1e-9]}",
            "{\"method\":\"mining.set_difficulty\",\"params\":[1e70]}",
            "{\"method\":\"mining.set_difficulty\",\"params\":[0]}",
            "{\"method\":\"mining.set_extranonce\",\"params\":[\"\",1]}",
            "{\"method\":\"mining.set_extranonce\",\"params\":[\"00112233445566778899aabbccddeeff\",16]}",
            "{\"method\":\"mining.set_version_mask\",\"params\":[\"00000000\"]}",
            "{\"method\":\"mining.set_version_mask\",\"params\":[\"ffffffff\"]}",
            "{\"method\":\"mining.notify\",\"params\":[\"x\",\"" + "00".repeat(32)
                    + "\",\"01\",\"02\",[],\"20000000\",\"1d00ffff\",\"00000000\",true]}",
            "{\"method\":\"mining.notify\",\"params\":[\"x\",\"" + "11".repeat(32)
                    + "\",\"\",\"\",[],\"00000000\",\"00000000\",\"ffffffff\",false]}",
            "{\"method\":\"client.reconnect\",\"params\":[]}",
            "{\"method\":\"client.reconnect\",\"params\":[\"elsewhere.test\",1,0]}",
            "{\"id\":1,\"method\":\"client.get_version\"}",
            "{\"method\":\"client.show_message\",\"params\":[\"x\"]}",
            "no JSON");

    private enum Event {
        MACHINE_SAYS,
        MACHINE_LEAVES,
        POOL_SAYS,
        POOL_FALLS,
        POOL_RISES,
        NEW_JOB,
        NEW_BLOCK,
        WORK,
        A_MOMENT,
        A_WHILE
    }

    private record Step(Event event, int which) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Event> events = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just(Event.MACHINE_SAYS)),
                Tuple.of(8, Arbitraries.just(Event.POOL_SAYS)),
                Tuple.of(4, Arbitraries.just(Event.WORK)),
                Tuple.of(4, Arbitraries.just(Event.A_MOMENT)),
                Tuple.of(1, Arbitraries.of(Event.values())));
        return events.flatMap(event -> Arbitraries.integers().between(0, 1_000).map(which -> new Step(event, which)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void nothingFailsAndTheHonestNoticeNothing(@ForAll("steps") List<Step> steps) {
        VirtualTime time = new VirtualTime();
        FakeApplication application = new FakeApplication();
        Field field = new Field(new FieldSettings(0), time.loops(1), application, application.journals(time, 1));
        FakePool honest =
                new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, 0x1fffe000).account("alice", "pw");
        FakePool raving = new FakePool(time, "stratum+tcp://b.test:3333", 4, 8, EASY, 0x1fffe000).account("bob", "pw");
        application
                .pool("A", honest)
                .pool("B", raving)
                .subAccount("alice", "A", 0, EASY)
                .subAccount("bob", "B", 5, EASY);
        field.apply(application.plan());
        List<FakeMachine> machines = List.of(
                new FakeMachine(time, field, 0, "m0").logIn(), new FakeMachine(time, field, 0, "m1").logInPlainly());
        Stranger stranger = new Stranger(time, field);
        time.pass(3_500);
        for (Step step : steps) {
            switch (step.event()) {
                case MACHINE_SAYS -> stranger.say(MACHINE.get(step.which() % MACHINE.size()));
                case MACHINE_LEAVES -> stranger.leaveAndReturn();
                case POOL_SAYS -> raving.says(POOL.get(step.which() % POOL.size()));
                case POOL_FALLS -> raving.down();
                case POOL_RISES -> raving.up();
                case NEW_JOB -> honest.newJob();
                case NEW_BLOCK -> raving.newBlock();
                case WORK -> machines.forEach(FakeMachine::mine);
                case A_MOMENT -> time.pass(50);
                case A_WHILE -> time.pass(20_000);
            }
        }
        time.pass(1_000);
        long before = honest.accepted("alice");
        machines.forEach(FakeMachine::mine);
        time.pass(1_000);
        assertThat(honest.accepted("alice")).as("the honest work on").isEqualTo(before + 2);
        assertThat(machines)
                .allSatisfy(machine ->
                        assertThat(machine.complaints()).as("complaints").isEmpty());
        assertThat(honest.rejected()).as("rejected by the honest pool").isEmpty();
        assertThat(application.accepted("alice")).isEqualTo(honest.accepted("alice"));
        field.status("test", true, JournalStatus.NONE);
        var rest = field.quiesce();
        time.pass(30_000);
        assertThat(rest).as("comes to rest").isDone();
        assertThat(application.underWay()).as("shares without a verdict").isZero();
    }

    /** Says what it is told to, and takes what it gets. */
    private static final class Stranger implements Line {
        private final VirtualTime time;
        private final Field field;
        private final List<String> heard = new ArrayList<>();
        private Listener to;

        Stranger(VirtualTime time, Field field) {
            this.time = time;
            this.field = field;
            this.to = field.machine(0, this);
        }

        void say(String line) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            to.received(bytes, 0, bytes.length);
        }

        void leaveAndReturn() {
            to.closed("it leaves");
            to = field.machine(0, this);
        }

        @Override
        public void write(byte[] bytes) {
            String line = new String(bytes, StandardCharsets.UTF_8);
            assertThat(line).startsWith("{").endsWith("}\n");
            heard.add(line);
        }

        @Override
        public void flush() {
            // It has all at once.
        }

        @Override
        public void slow(long millis) {
            // It goes on talking all the same.
        }

        @Override
        public void close(String reason) {
            Listener dropped = to;
            time.later(0, () -> {
                if (to == dropped) {
                    leaveAndReturn();
                }
            });
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.9:40000";
        }
    }
}
