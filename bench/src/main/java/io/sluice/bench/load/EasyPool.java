package io.sluice.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pool on a thread of its own that takes every share, at a difficulty so low that every hash is one, and answers at
 * once. Its jobs have the size of a real pool's; their coinbase has the job's number and that of the login they were sent to,
 * eight hexadecimal digits each, from {@link #COINBASE_BEGINS} on.
 */
public final class EasyPool implements AutoCloseable {
    /** The lowest there is: its bound is above every hash. */
    public static final BigDecimal DIFFICULTY = BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 40));

    /** Its thread's name. */
    public static final String THREAD = "bench-pool";

    /** What the first part of each coinbase begins with; job and login follow. */
    public static final String COINBASE_BEGINS =
            "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1803000bee";

    private static final int BRANCHES = 12;
    private static final int OUT_BYTES = 1 << 20;
    private static final int BACKLOG = 20_000;
    private static final byte[] ID = ascii("{\"id\":");
    private static final byte[] SUBMIT = ascii(",\"method\":\"mining.submit\"");
    private static final byte[] TRUE = ascii(",\"result\":true,\"error\":null}\n");

    /**
     * A job that all logins have been sent.
     *
     * @param number of the job
     * @param begun the clock of {@link System#nanoTime} before the first was sent it; on Linux all processes have the same
     * @param ended the same after the last
     */
    public record Sent(int number, long begun, long ended) {}

    private record Wanted(boolean clean, CompletableFuture<Sent> sent) {}

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final Lines.Inbox inbox = new Lines.Inbox();
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Queue<Wanted> wanted = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger logins = new AtomicInteger();
    private final long jobNanos;
    private final Thread thread = new Thread(this::run, THREAD);
    private volatile boolean closed;
    private volatile IOException failure;
    private long acceptedHere;
    private int jobs;
    private int blocks = 1;
    private int extranonces;
    private String beforeLogin = "";
    private String afterLogin = "";

    /** @param jobs how often there is a new job, which makes no other stale; zero for none but those asked for */
    public EasyPool(Duration jobs) throws IOException {
        jobNanos = jobs.toNanos();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        nextJob(false);
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where it listens. */
    public int port() {
        return listening.socket().getLocalPort();
    }

    /** Its address as Sluice has it. */
    public String url() {
        return "stratum+tcp://127.0.0.1:" + port();
    }

    /** Shares that it said it accepted; it never says anything else. */
    public long accepted() {
        return accepted.get();
    }

    /** How often somebody has logged in. */
    public int logins() {
        return logins.get();
    }

    /** Sends a new job to all logins. */
    public CompletableFuture<Sent> job(boolean clean) {
        CompletableFuture<Sent> sent = new CompletableFuture<>();
        wanted.add(new Wanted(clean, sent));
        selector.wakeup();
        return sent;
    }

    private void run() {
        long nextJobNanos = System.nanoTime() + jobNanos;
        try {
            while (!closed) {
                long wait = jobNanos == 0
                        ? 0
                        : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextJobNanos - System.nanoTime()));
                selector.select(this::ready, wait);
                if (jobNanos != 0 && System.nanoTime() >= nextJobNanos) {
                    nextJobNanos += jobNanos;
                    wanted.add(new Wanted(false, new CompletableFuture<>()));
                }
                for (Wanted want = wanted.poll(); want != null; want = wanted.poll()) {
                    want.sent().complete(send(want.clean()));
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        }
    }

    private Sent send(boolean clean) throws IOException {
        long begun = System.nanoTime();
        nextJob(clean);
        for (Connection connection : connections) {
            connection.sendJob();
        }
        return new Sent(jobs, begun, System.nanoTime());
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                for (SocketChannel channel = listening.accept(); channel != null; channel = listening.accept()) {
                    channel.configureBlocking(false);
                    Connection connection = new Connection(channel);
                    connection.registered(channel.register(selector, SelectionKey.OP_READ, connection));
                    connections.add(connection);
                }
            } else if (key.attachment() instanceof Connection connection && !connection.stillOpen(key)) {
                connections.remove(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void nextJob(boolean clean) {
        StringBuilder branches = new StringBuilder();
        for (int i = 0; i < BRANCHES; i++) {
            branches.append(i == 0 ? "" : ",")
                    .append('"')
                    .append("%064x".formatted(jobs * 100L + i))
                    .append('"');
        }
        jobs++;
        if (clean) {
            blocks++;
        }
        beforeLogin = """
                {"id":null,"method":"mining.notify","params":["%x","%s","%s%08x"""
                .formatted(jobs, "%08x".formatted(blocks).repeat(8), COINBASE_BEGINS, jobs);
        afterLogin = """
                ","%s",[%s],"20000000","17034219","%08x",%s]}
                """
                .formatted(
                        "ffffffff0100f2052a010000001976a914" + "5a".repeat(20) + "88ac00000000",
                        branches,
                        System.currentTimeMillis() / 1_000,
                        clean);
    }

    /** @throws IllegalStateException when it has failed */
    public void check() {
        if (failure != null) {
            throw new IllegalStateException("the pool of the benchmark failed", failure);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        Threads.join(thread);
        for (Connection connection : connections) {
            connection.close();
        }
        listening.close();
        selector.close();
    }

    /** A login of Sluice, or of a machine that has none between. */
    private final class Connection extends Lines {
        private final int number = ++extranonces;
        private String login = "";

        Connection(SocketChannel channel) {
            super(channel, inbox, OUT_BYTES);
        }

        /** A machine or a Sluice that was killed resets its connection, which is no failure of the pool. */
        boolean stillOpen(SelectionKey key) throws IOException {
            try {
                return ready();
            } catch (java.net.SocketException e) {
                key.cancel();
                close();
                return false;
            }
        }

        @Override
        protected void line(byte[] bytes, int offset, int length) {
            int end = offset + length;
            int digits = offset + ID.length;
            int at = digits;
            while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            if (has(SUBMIT, bytes, at, end)) {
                answerTrue(bytes, digits, at);
                acceptedHere++;
            } else {
                handshake(text(bytes, digits, at - digits), text(bytes, offset, length), bytes, digits, at);
            }
        }

        private void answerTrue(byte[] bytes, int digits, int end) {
            write(ID, 0, ID.length);
            write(bytes, digits, end - digits);
            write(TRUE, 0, TRUE.length);
        }

        private void handshake(String id, String line, byte[] bytes, int digits, int end) {
            if (line.contains("mining.configure")) {
                write("{\"id\":" + id + ",\"result\":{\"version-rolling\":true,\"version-rolling.mask\":\"1fffe000\"},"
                        + "\"error\":null}\n");
            } else if (line.contains("mining.subscribe")) {
                write("{\"id\":" + id
                        + ",\"result\":[[[\"mining.notify\",\"bench\"]],\"%08x\",8],\"error\":null}\n"
                                .formatted(number));
            } else if (line.contains("mining.authorize")) {
                answerTrue(bytes, digits, end);
                write("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[" + DIFFICULTY.toPlainString()
                        + "]}\n");
                login = "%08x".formatted(number);
                logins.incrementAndGet();
                writeJob();
            } else {
                answerTrue(bytes, digits, end);
            }
        }

        private void writeJob() {
            write(beforeLogin);
            write(login);
            write(afterLogin);
        }

        @Override
        protected void linesHandled() {
            // Before the answers leave: who has one finds it counted.
            accepted.lazySet(acceptedHere);
        }

        void sendJob() throws IOException {
            if (!login.isEmpty()) {
                writeJob();
                flush();
            }
        }
    }
}
