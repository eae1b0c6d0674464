package io.sluice.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.api.PoolAddress;
import io.sluice.bench.application.Application;
import io.sluice.bench.load.EasyPool;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import io.sluice.stratum.relay.Line;
import io.sluice.stratum.relay.Loop;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The relay as it is, with one machine and one pool, on a loop that is the caller's thread: no sockets, no journal, timers that
 * never come. The pool takes every share, at a difficulty at which every hash is one.
 */
final class OneMachine implements Loop {
    /** After so many shares there is a new job, so that those remembered of one stay few. */
    private static final int SHARES_PER_JOB = 1 << 16;

    private static final byte[] HEX = Sample.ascii("0123456789abcdef");
    private static final int ID_AT = "{\"id\":".length();
    private static final String NAME = "farm.rig-0001";

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Wire wire = new Wire();
    private final Line.Listener machine;
    private PoolWire pool;
    private byte[] submit;
    private int nonceAt;
    private int nonce;
    private int jobs;

    OneMachine() {
        Field field = new Field(new FieldSettings(0), List.of(this), new Application(), List.of(new NoJournal()));
        field.apply(Application.plan("stratum+tcp://pool.example:3333", Optional.empty()));
        run();
        machine = field.machine(0, wire);
        say("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],{}]}");
        say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"bench/1\"]}");
        say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + NAME + "\",\"x\"]}");
        if (submit == null) {
            throw new IllegalStateException("the machine has no work; it was told last: " + text(wire.last));
        }
    }

    /** Finds a share and sends it; returns what it is answered. */
    byte[] share() {
        if ((++nonce & SHARES_PER_JOB - 1) == 0) {
            pool.job(++jobs);
            run();
        }
        for (int i = 0; i < 8; i++) {
            submit[nonceAt + i] = HEX[nonce >>> (28 - 4 * i) & 0xf];
        }
        machine.received(submit, 0, submit.length);
        run();
        return wire.last;
    }

    private void say(String line) {
        byte[] bytes = Sample.ascii(line);
        machine.received(bytes, 0, bytes.length);
        run();
    }

    private static String text(byte[] line) {
        return new String(line, US_ASCII);
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void beforeSending(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer after(long millis, Runnable task) {
        return () -> {};
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void dial(PoolAddress address, Line.Opening opening) {
        tasks.add(() -> {
            pool = new PoolWire();
            pool.listener = opening.opened(pool);
        });
    }

    /** The machine's end of its line. */
    private final class Wire implements Line {
        private byte[] last = {};

        @Override
        public void write(byte[] bytes) {
            last = bytes;
            // Jobs are rare, and longer than anything else here.
            if (bytes.length > 500) {
                job(text(bytes));
            }
        }

        private void job(String line) {
            int idAt = line.indexOf("[\"") + 2;
            String jobId = line.substring(idAt, line.indexOf('"', idAt));
            int timeEnd = line.lastIndexOf('"');
            String time = line.substring(timeEnd - 8, timeEnd);
            String before = "{\"id\":1234567,\"method\":\"mining.submit\",\"params\":[\"" + NAME + "\",\"" + jobId
                    + "\",\"0000002a\",\"" + time + "\",\"";
            submit = Sample.ascii(before + "00000000\",\"00c00000\"]}");
            nonceAt = before.length();
        }

        @Override
        public void flush() {
            // It has arrived.
        }

        @Override
        public void close(String reason) {
            throw new IllegalStateException("the machine is dropped: " + reason);
        }

        @Override
        public void slow(long millis) {
            // Goes on as it did.
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1:50000";
        }
    }

    /** The pool's end. */
    private final class PoolWire implements Line {
        private static final int MOST_DIGITS = 20;

        private final Notify job = Sample.job();
        private final byte[] truth = new byte[64];
        private final Runnable answer = this::answer;
        private Listener listener;
        private byte[] submitted;

        @Override
        public void write(byte[] bytes) {
            if (submitted == null && isShare(bytes)) {
                submitted = bytes;
                tasks.add(answer);
            } else {
                String line = text(bytes);
                tasks.add(() -> handshake(line));
            }
        }

        private static boolean isShare(byte[] line) {
            int at = ID_AT;
            while (line[at] != ',') {
                at++;
            }
            // mining.subscribe and mining.submit differ here.
            return at < ID_AT + MOST_DIGITS && line[at + 21] == 'm' && line[at + 23] == 't';
        }

        private void answer() {
            int end = ID_AT;
            while (submitted[end] != ',') {
                end++;
            }
            System.arraycopy(submitted, 0, truth, 0, end);
            submitted = null;
            byte[] rest = REST;
            System.arraycopy(rest, 0, truth, end, rest.length);
            listener.received(truth, 0, end + rest.length);
        }

        private void handshake(String line) {
            String id = line.substring(ID_AT, line.indexOf(','));
            if (line.contains("mining.configure")) {
                say("{\"id\":" + id + ",\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"}"
                        + ",\"error\":null}");
            } else if (line.contains("mining.subscribe")) {
                say("{\"id\":" + id + ",\"result\":[[[\"mining.notify\",\"bench\"]],\"0badcafe\",8],\"error\":null}");
            } else {
                say("{\"id\":" + id + ",\"result\":true,\"error\":null}");
                if (line.contains("mining.authorize")) {
                    say("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":["
                            + EasyPool.DIFFICULTY.toPlainString() + "]}");
                    job(++jobs);
                }
            }
        }

        private void job(int number) {
            byte[] line = MachineCodec.notify(Integer.toString(number), job, job.coinbase1(), false);
            listener.received(line, 0, line.length - 1);
        }

        private void say(String line) {
            byte[] bytes = Sample.ascii(line);
            listener.received(bytes, 0, bytes.length);
        }

        @Override
        public void flush() {
            // It has arrived.
        }

        @Override
        public void close(String reason) {
            // The one that asked for sizes.
        }

        @Override
        public void slow(long millis) {
            // Goes on as it did.
        }

        @Override
        public String remoteAddress() {
            return "pool.example:3333";
        }
    }

    private static final byte[] REST = Sample.ascii(",\"result\":true,\"error\":null}");

    /** The adapter's own is measured by a benchmark of its own. */
    private static final class NoJournal implements ShareJournal {
        private long serials;

        @Override
        public long sent(Origin origin, Instant at) {
            return ++serials;
        }

        @Override
        public void moved(Origin sent, Origin counted) {
            // Not kept.
        }

        @Override
        public void accepted(long serial, Origin origin, Instant at) {
            // Not kept.
        }

        @Override
        public void rejected(long serial, Origin origin, Instant at, String reason) {
            // Not kept.
        }

        @Override
        public void unanswered(long serial, Origin origin, Instant at) {
            // Not kept.
        }

        @Override
        public void commit() {
            // Not kept.
        }
    }
}
