package io.sluice.bench;

import io.sluice.bench.load.Lines;
import io.sluice.bench.load.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Machines on one thread that send shares as fast as they are answered: each keeps a window of them under way, and fills
 * it up when half of it is answered. They do not hash, as at {@link EasyPool} there is no need: of a line that was
 * prepared when the job came only id and nonce change.
 */
final class Fleet implements AutoCloseable {
    static final String THREAD = "bench-machines";

    private static final int OUT_BYTES = 32 << 10;
    private static final long PATIENCE_SECONDS = 30;
    private static final int FIRST_ID = 10_000_000;
    private static final int ID_DIGITS = 8;
    private static final int ID_AT = "{\"id\":".length();
    private static final byte[] TRUE = ",\"result\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Lines.Inbox inbox = new Lines.Inbox();
    private final Selector selector = Selector.open();
    private final List<Machine> machines = new ArrayList<>();
    private final int window;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong atWork = new AtomicLong();
    private final Thread thread = new Thread(this::run, THREAD);
    private volatile Histogram roundTrips = newHistogram();
    private volatile boolean sending;
    private volatile boolean closed;
    private volatile IOException failure;
    private boolean begun;
    private long acceptedHere;
    private long sentHere;

    /**
     * Connects machines.
     *
     * @param window shares of one machine that may be under way, a power of two
     */
    Fleet(int port, int size, int window) throws IOException {
        if (Integer.bitCount(window) != 1) {
            throw new IllegalArgumentException("a window is a power of two, not " + window);
        }
        this.window = window;
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Machine machine = new Machine(channel, "m%05d".formatted(i));
            machine.registered(channel.register(selector, SelectionKey.OP_READ, machine));
            machines.add(machine);
            machine.login();
        }
        thread.setDaemon(true);
        thread.start();
        await("all machines have work", () -> atWork.get() == size);
    }

    static Histogram newHistogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    }

    /** Waits for something that comes soon, or throws. */
    void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            check();
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted before " + what, e);
            }
        }
    }

    /** @param into takes the round trips in nanoseconds, until {@link #rest} returns */
    void begin(Histogram into) {
        roundTrips = into;
        sending = true;
        selector.wakeup();
    }

    /** Sends no more, and waits until everything is answered. */
    void rest() {
        sending = false;
        await("every share is answered", () -> accepted.get() == sent.get());
    }

    /** Shares whose answer was true. Any other answer is a failure. */
    long accepted() {
        return accepted.get();
    }

    /** @throws IllegalStateException when a share was refused, or a connection broke */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the machines of the benchmark failed", failure);
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::ready);
                if (sending && !begun) {
                    for (Machine machine : machines) {
                        machine.fill();
                        machine.flush();
                    }
                }
                begun = sending;
                sent.lazySet(sentHere);
                accepted.lazySet(acceptedHere);
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (!((Machine) key.attachment()).ready()) {
                throw new IOException("Sluice closed a machine's connection");
            }
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

    private final class Machine extends Lines {
        private final String name;
        private final long[] sentNanos = new long[window];
        private String extranonce2 = "";
        private byte[] submit;
        private int nonceAt;
        private int nonce;
        private int lastId = FIRST_ID;
        private int underWay;

        Machine(SocketChannel channel, String name) {
            super(channel, inbox, OUT_BYTES);
            this.name = name;
        }

        void login() throws IOException {
            write("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"bench/1\"]}\n");
            write("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + name + "\",\"x\"]}\n");
            flush();
        }

        @Override
        protected void line(byte[] bytes, int offset, int length) throws IOException {
            int end = offset + length;
            if (has(TRUE, bytes, offset + ID_AT + ID_DIGITS, end)) {
                int id = 0;
                for (int i = 0; i < ID_DIGITS; i++) {
                    id = 10 * id + bytes[offset + ID_AT + i] - '0';
                }
                underWay--;
                acceptedHere++;
                roundTrips.recordValue(System.nanoTime() - sentNanos[id & window - 1]);
            } else {
                other(text(bytes, offset, length));
            }
        }

        private void other(String line) throws IOException {
            if (line.contains("\"mining.notify\",\"params\"")) {
                job(line);
            } else if (line.startsWith("{\"id\":1,\"result\":[")) {
                int size = Integer.parseInt(line.substring(line.lastIndexOf("\",") + 2, line.indexOf("],\"error\""))
                        .strip());
                extranonce2 = "00".repeat(size);
            } else if (!line.contains("\"mining.set_") && !line.startsWith("{\"id\":2,\"result\":true")) {
                throw new IOException("Sluice said " + line);
            }
        }

        /** Prepares the line of which each share of this job is. */
        private void job(String line) {
            int idAt = line.indexOf("\"params\":[\"") + "\"params\":[\"".length();
            String jobId = line.substring(idAt, line.indexOf('"', idAt));
            int timeEnd = line.lastIndexOf('"', line.lastIndexOf(']'));
            String time = line.substring(timeEnd - 8, timeEnd);
            if (submit == null) {
                atWork.incrementAndGet();
            }
            String before = "{\"id\":" + FIRST_ID + ",\"method\":\"mining.submit\",\"params\":[\"" + name + "\",\""
                    + jobId + "\",\"" + extranonce2 + "\",\"" + time + "\",\"";
            submit = (before + "00000000\"]}\n").getBytes(StandardCharsets.US_ASCII);
            nonceAt = before.length();
        }

        @Override
        protected void linesHandled() {
            if (sending && underWay <= window / 2) {
                fill();
            }
        }

        /** Fills its window up. */
        void fill() {
            long now = System.nanoTime();
            while (underWay < window) {
                lastId = lastId == 10 * FIRST_ID - 1 ? FIRST_ID : lastId + 1;
                sentNanos[lastId & window - 1] = now;
                put(lastId, ++nonce);
                write(submit, 0, submit.length);
                underWay++;
                sentHere++;
            }
        }

        private void put(int id, int newNonce) {
            int rest = id;
            for (int i = ID_DIGITS - 1; i >= 0; i--) {
                submit[ID_AT + i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            for (int i = 0; i < 8; i++) {
                submit[nonceAt + i] = HEX[newNonce >>> (28 - 4 * i) & 0xf];
            }
        }
    }
}
