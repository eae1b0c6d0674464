package io.sluice.bench.farm;

import io.sluice.bench.load.EasyPool;
import io.sluice.bench.load.Lines;
import io.sluice.bench.load.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Machines that do not hash, as at the pool of the benchmark every hash is a share: a line is prepared when a job comes, and
 * of it only id and nonce change. One thread reads. While there is a rate, another sends at times that were drawn
 * beforehand, whatever has been answered, and a round trip counts from the time drawn (no coordinated omission).
 *
 * <p>A machine whose connection ends comes back a second or two later, as firmware does.
 */
final class Farm implements AutoCloseable {
    private static final int OUT_BYTES = 4 << 10;
    private static final int FIRST_ID = 10_000_000;
    private static final int ID_DIGITS = 8;
    private static final int ID_AT = "{\"id\":".length();
    private static final byte[] TRUE = ",\"result\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "{\"id\":1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String NOTIFY = "\"mining.notify\",\"params\":[\"";
    private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Shares under way of all machines whose times are remembered. */
    private static final int TIMES = 1 << 20;

    private final int port;
    private final int size;
    private final Selector selector = Selector.open();
    private final Lines.Inbox inbox = new Lines.Inbox();
    private final List<Machine> machines = new ArrayList<>();
    private final Queue<Return> returns = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<Integer, Arrivals> jobs = new ConcurrentHashMap<>();
    private final Map<Integer, Arrivals> logins = new ConcurrentHashMap<>();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final int remembered;
    private final AtomicLongArray times;
    private final Thread thread = new Thread(this::run, "farm-machines");
    private volatile Histogram roundTrips = newHistogram();
    private volatile boolean closed;
    private volatile Exception failure;
    private volatile String firstRefusal = "";

    /** A machine that comes back, and when. */
    private record Return(Machine machine, long atNanos) {}

    /**
     * What came of a rate.
     *
     * @param offered shares a second that were to be sent
     * @param sent shares, in all
     * @param seconds from the first to the last
     * @param accepted of them, until all were answered or patience ended
     * @param rejected of them
     * @param underWayHalfTime shares unanswered in the middle
     * @param underWayAtEnd shares unanswered when the last was sent
     * @param roundTrips nanoseconds from when a share was to be sent until its answer was read
     * @param late nanoseconds from when a share was to be sent until it was
     */
    record Rate(
            double offered,
            long sent,
            double seconds,
            long accepted,
            long rejected,
            long underWayHalfTime,
            long underWayAtEnd,
            Histogram roundTrips,
            Histogram late) {
        /** Whether all was answered with true, in time: no more under way at the end than in the middle, but for chance. */
        boolean holds() {
            return rejected == 0
                    && accepted == sent
                    && underWayAtEnd <= Math.max(2.0 * underWayHalfTime, offered / 10)
                    && roundTrips.getValueAtPercentile(99) < TimeUnit.MILLISECONDS.toNanos(500);
        }
    }

    Farm(int port, int size) throws IOException {
        this.port = port;
        this.size = size;
        remembered = Integer.highestOneBit(TIMES / size);
        times = new AtomicLongArray(remembered * size);
        for (int i = 0; i < size; i++) {
            machines.add(new Machine(i));
        }
        thread.setDaemon(true);
    }

    static Histogram newHistogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    }

    /** Connects all at once and waits until each has work; returns how many seconds that took. */
    double connect() throws IOException {
        long begin = System.nanoTime();
        for (Machine machine : machines) {
            machine.connect();
        }
        thread.start();
        await("all machines have work", 120, () -> atWork.get() == size);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Waits for something, or throws. */
    void await(String what, int seconds, BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (failure != null) {
                throw new IllegalStateException("the machines of the benchmark failed", failure);
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not within " + seconds + " s: " + what + "; " + atWork + " of " + size
                        + " at work, " + dropped + " dropped, "
                        + refused + " refused " + firstRefusal);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    int size() {
        return size;
    }

    /** Machines that have a connection and a job. */
    int atWork() {
        return atWork.get();
    }

    /** How often a connection ended that no one here closed. */
    int dropped() {
        return dropped.get();
    }

    long accepted() {
        return accepted.get();
    }

    /** When the machines had the pool's job of that number. */
    Arrivals job(int number) {
        return jobs.computeIfAbsent(number, n -> new Arrivals(size));
    }

    /** When machines came to each login at the pool, since that was forgotten last. */
    Collection<Arrivals> logins() {
        return logins.values();
    }

    /** Forgets who came to which login; a machine counts again when it goes to another one. */
    void forgetLogins() {
        logins.clear();
    }

    /** Sends shares at random times for some seconds, and waits until they are answered. */
    Rate send(double perSecond, double seconds) {
        Histogram late = newHistogram();
        Histogram into = newHistogram();
        long acceptedBefore = accepted.get();
        long rejectedBefore = rejected.get();
        roundTrips = into;
        SplittableRandom draws = new SplittableRandom(11);
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long half = begin + (end - begin) / 2;
        long underWayHalfTime = -1;
        long sent = 0;
        double next = begin;
        while (next < end) {
            long now = System.nanoTime();
            if (now < next) {
                LockSupport.parkNanos((long) next - now);
                continue;
            }
            machines.get(draws.nextInt(size)).submit((long) next);
            late.recordValue(Math.max(0, now - (long) next));
            sent++;
            if (underWayHalfTime < 0 && now >= half) {
                underWayHalfTime = sent - answered(acceptedBefore, rejectedBefore);
            }
            next += -Math.log(1 - draws.nextDouble()) / perSecond * 1e9;
        }
        double took = (System.nanoTime() - begin) / 1e9;
        long underWayAtEnd = sent - answered(acceptedBefore, rejectedBefore);
        long all = sent;
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (answered(acceptedBefore, rejectedBefore) < all && System.nanoTime() < patience) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        roundTrips = newHistogram();
        return new Rate(
                perSecond,
                sent,
                took,
                accepted.get() - acceptedBefore,
                rejected.get() - rejectedBefore,
                underWayHalfTime,
                underWayAtEnd,
                into,
                late);
    }

    private long answered(long acceptedBefore, long rejectedBefore) {
        return accepted.get() - acceptedBefore + rejected.get() - rejectedBefore;
    }

    private void run() {
        try {
            while (!closed) {
                Return next = returns.peek();
                if (next == null) {
                    selector.select(this::ready);
                } else {
                    long wait = next.atNanos() - System.nanoTime();
                    selector.select(this::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
                    while (next != null && next.atNanos() <= System.nanoTime()) {
                        returns.remove().machine().connect();
                        next = returns.peek();
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Machine) key.attachment()).ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Threads.join(thread);
        for (Machine machine : machines) {
            machine.close();
        }
        selector.close();
    }

    /** A line that is sent again and again, with another id and nonce; the sender's once it is published. */
    private static final class Prepared {
        private final byte[] line;
        private final int nonceAt;
        private int nonce;

        Prepared(byte[] line, int nonceAt) {
            this.line = line;
            this.nonceAt = nonceAt;
        }
    }

    private final class Machine {
        private final int index;
        private final String name;
        private SocketChannel channel;
        private Connection connection;
        private int login;
        private volatile Prepared prepared;
        private ByteBuffer unsent;
        private int lastId = FIRST_ID;

        Machine(int index) {
            this.index = index;
            this.name = "farm.m%05d".formatted(index);
        }

        void connect() throws IOException {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connection = new Connection(this);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connection.registered(channel.register(selector, SelectionKey.OP_CONNECT, this));
        }

        void close() throws IOException {
            if (channel != null) {
                channel.close();
            }
        }

        void ready() throws IOException {
            try {
                SelectionKey key = channel.keyFor(selector);
                if (key.isConnectable()) {
                    channel.finishConnect();
                    key.interestOps(SelectionKey.OP_READ);
                    connection.login();
                } else if (!connection.ready()) {
                    left();
                }
            } catch (ConnectException e) {
                comeBack();
            } catch (SocketException e) {
                left();
            }
        }

        /** Its login was refused; it tries again. */
        void refused() throws IOException {
            refused.incrementAndGet();
            comeBack();
        }

        private void left() throws IOException {
            if (prepared != null) {
                prepared = null;
                atWork.decrementAndGet();
            }
            dropped.incrementAndGet();
            comeBack();
        }

        private void comeBack() throws IOException {
            channel.close();
            login = 0;
            returns.add(new Return(this, System.nanoTime() + RETURN_NANOS + random.nextLong(RETURN_NANOS / 50)));
        }

        /** For the sender. */
        void submit(long dueNanos) {
            Prepared now = prepared;
            if (now == null) {
                throw new IllegalStateException(name + " has no job");
            }
            lastId = lastId == 10 * FIRST_ID - 1 ? FIRST_ID : lastId + 1;
            times.lazySet(index * remembered + (lastId & remembered - 1), dueNanos);
            put(now, lastId, ++now.nonce);
            try {
                if (unsent != null) {
                    unsent = ByteBuffer.allocate(unsent.remaining() + now.line.length)
                            .put(unsent)
                            .put(now.line)
                            .flip();
                    channel.write(unsent);
                    unsent = unsent.hasRemaining() ? unsent : null;
                } else {
                    ByteBuffer whole = ByteBuffer.wrap(now.line);
                    channel.write(whole);
                    if (whole.hasRemaining()) {
                        unsent = ByteBuffer.allocate(whole.remaining())
                                .put(whole)
                                .flip();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void put(Prepared into, int id, int nonce) {
            int rest = id;
            for (int i = ID_DIGITS - 1; i >= 0; i--) {
                into.line[ID_AT + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            for (int i = 0; i < 8; i++) {
                into.line[into.nonceAt + i] = HEX[nonce >>> (28 - 4 * i) & 0xf];
            }
        }

        /** Takes a job: prepares the line of which each share of it is. */
        void job(String line, String extranonce2, long now) {
            int idAt = line.indexOf(NOTIFY) + NOTIFY.length();
            int idEnd = line.indexOf('"', idAt);
            int numbers = line.indexOf(EasyPool.COINBASE_BEGINS, idEnd) + EasyPool.COINBASE_BEGINS.length();
            int jobNumber = Integer.parseUnsignedInt(line.substring(numbers, numbers + 8), 16);
            int jobLogin = Integer.parseUnsignedInt(line.substring(numbers + 8, numbers + 16), 16);
            int timeEnd = line.lastIndexOf('"', line.lastIndexOf(']'));
            Arrivals arrivals = jobs.computeIfAbsent(jobNumber, n -> new Arrivals(size));
            arrivals.at(now);
            if (login != jobLogin) {
                login = jobLogin;
                logins.computeIfAbsent(jobLogin, n -> new Arrivals(size)).at(now);
            }
            String before = "{\"id\":" + FIRST_ID + ",\"method\":\"mining.submit\",\"params\":[\"" + name + "\",\""
                    + line.substring(idAt, idEnd) + "\",\"" + extranonce2 + "\",\""
                    + line.substring(timeEnd - 8, timeEnd) + "\",\"";
            boolean first = prepared == null;
            prepared = new Prepared((before + "00000000\"]}\n").getBytes(StandardCharsets.US_ASCII), before.length());
            if (first) {
                atWork.incrementAndGet();
            }
        }

        void answered(int id, long now, boolean yes) {
            roundTrips.recordValue(Math.max(0, now - times.get(index * remembered + (id & remembered - 1))));
            (yes ? accepted : rejected).lazySet((yes ? accepted : rejected).get() + 1);
        }
    }

    private final class Connection extends Lines {
        private final Machine machine;
        private String extranonce2 = "";

        Connection(Machine machine) {
            super(machine.channel, inbox, OUT_BYTES);
            this.machine = machine;
        }

        void login() throws IOException {
            write("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bench/1\"]}\n");
            write("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + machine.name + "\",\"x\"]}\n");
            flush();
        }

        @Override
        protected void line(byte[] bytes, int offset, int length) throws IOException {
            long now = System.nanoTime();
            int end = offset + length;
            int afterId = offset + ID_AT + ID_DIGITS;
            if (has(ANSWER, bytes, offset, end) && afterId < end && bytes[afterId] == ',') {
                int id = 0;
                for (int i = 0; i < ID_DIGITS; i++) {
                    id = 10 * id + bytes[offset + ID_AT + i] - '0';
                }
                machine.answered(id, now, has(TRUE, bytes, afterId, end));
            } else {
                other(text(bytes, offset, length), now);
            }
        }

        private void other(String line, long now) throws IOException {
            if (line.contains(NOTIFY)) {
                machine.job(line, extranonce2, now);
            } else if (line.startsWith("{\"id\":1,\"result\":[")) {
                int bytes = Integer.parseInt(line.substring(line.lastIndexOf("\",") + 2, line.indexOf("],\"error\""))
                        .strip());
                extranonce2 = "00".repeat(bytes);
            } else if (line.startsWith("{\"id\":2,\"result\":null")) {
                firstRefusal = firstRefusal.isEmpty() ? line : firstRefusal;
                machine.refused();
            } else if (!line.contains("\"mining.set_") && !line.startsWith("{\"id\":2,\"result\":true")) {
                throw new IOException(machine.name + " was told " + line);
            }
        }

        @Override
        protected void linesHandled() {
            // Answers are counted one by one.
        }
    }
}
