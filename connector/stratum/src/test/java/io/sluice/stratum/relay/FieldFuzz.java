package io.sluice.stratum.relay;

import io.sluice.api.JournalStatus;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A whole field, with machines and a pool that say anything in any order. Each line of the input is one step:
 *
 * <pre>
 * 0… 1…   the first or second machine says the rest
 * s…      the first machine sends a share of its last job with the rest as its nonce
 * p…      the pool says the rest on all its connections
 * t       time passes, a tenth of a second; T: a minute
 * j b     the pool has a new job; a new block
 * d u     the pool goes down; comes up
 * h H     the first or second machine hangs up and connects anew
 * </pre>
 *
 * Nothing fails inside, what machines are told can be read, and each share that was sent gets one verdict.
 */
public final class FieldFuzz {
    private static final String EASY = "0.000000000931322574615478515625";
    private static final int MOST_STEPS = 60;

    private final VirtualTime time = new VirtualTime();
    private final FakeApplication application = new FakeApplication();
    private final Field field =
            new Field(new FieldSettings(12), time.loops(1), application, application.journals(time, 1));
    private final FakePool pool = new FakePool(time, "stratum+tcp://a.test:3333", 4, 8, EASY, 0x1fffe000)
            .account("alice", "pw")
            .account("rest", "pw");
    private final Machine[] machines = new Machine[2];

    private FieldFuzz() {}

    /** Called by the fuzzer, and with each file of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        new FieldFuzz().run(new String(input, StandardCharsets.ISO_8859_1));
    }

    private void run(String input) {
        application.pool("A", pool).subAccount("alice", "A", 3, EASY).subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        for (int i = 0; i < machines.length; i++) {
            machines[i] = new Machine();
        }
        time.pass(100);
        input.lines().limit(MOST_STEPS).forEach(this::step);
        pool.up();
        time.pass(1_000);
        field.status("fuzz", true, JournalStatus.NONE);
        var rest = field.quiesce();
        time.pass(30_000);
        if (!rest.isDone()) {
            throw new AssertionError("the field does not come to rest");
        }
        if (application.underWay() != 0) {
            throw new AssertionError(application.underWay() + " shares have no verdict");
        }
    }

    private void step(String line) {
        if (line.isEmpty()) {
            return;
        }
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '0' -> machines[0].say(rest);
            case '1' -> machines[1].say(rest);
            case 's' -> machines[0].share(rest.hashCode());
            case 'p' -> pool.says(rest);
            case 't' -> time.pass(100);
            case 'T' -> time.pass(60_000);
            case 'j' -> pool.newJob();
            case 'b' -> pool.newBlock();
            case 'd' -> pool.down();
            case 'u' -> pool.up();
            case 'h' -> machines[0] = machines[0].again();
            case 'H' -> machines[1] = machines[1].again();
            default -> time.pass(1);
        }
    }

    /** It reads what it is told, and takes note of its last job. */
    private final class Machine implements Line {
        private final Listener to;
        private boolean open = true;
        private int extranonce2Size = 4;
        private String job = "";
        private int ntime;

        Machine() {
            to = field.machine(0, this);
        }

        void say(String line) {
            if (open) {
                byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
                to.received(bytes, 0, bytes.length);
            }
        }

        void share(int nonce) {
            byte[] extranonce2 = Arrays.copyOf(Hex.bytes(String.format("%08x", nonce)), extranonce2Size);
            byte[] line = PoolCodec.submit(100, "rig", job, extranonce2, ntime, nonce, OptionalInt.empty());
            say(new String(line, StandardCharsets.ISO_8859_1).strip());
        }

        Machine again() {
            hangUp("it hangs up");
            return new Machine();
        }

        @Override
        public void write(byte[] bytes) {
            if (bytes[bytes.length - 1] != '\n') {
                throw new AssertionError("no line: " + new String(bytes, StandardCharsets.UTF_8));
            }
            FromPool said;
            try {
                said = PoolCodec.parse(bytes, 0, bytes.length - 1, id -> PoolCodec.Awaited.Shape.TRUTH);
            } catch (ProtocolException e) {
                if (e.getMessage().startsWith("an answer carries the number")) {
                    return; // The machine gave its request another id than a number, and has it back.
                }
                throw new AssertionError("unreadable: " + new String(bytes, StandardCharsets.UTF_8), e);
            }
            if (said instanceof FromPool.Notify notify) {
                job = notify.jobId();
                ntime = notify.ntime();
            } else if (said instanceof FromPool.SetExtranonce set) {
                extranonce2Size = set.extranonce2Size();
            }
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
            time.later(0, () -> hangUp(reason));
        }

        private void hangUp(String reason) {
            if (open) {
                open = false;
                to.closed(reason);
            }
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.7:40000";
        }
    }
}
