package io.sluice.bench;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pool on a thread of its own that takes every share, at a difficulty so low that every hash is one, and answers at
 * once. Its jobs have the size of a real pool's.
 */
final class EasyPool implements AutoCloseable {
    /** The lowest there is: its bound is above every hash. */
    static final BigDecimal DIFFICULTY = BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 40));

    static final String THREAD = "bench-pool";

    /** A job takes a million shares on each loop; at any rate that a loop reaches, this is soon enough. */
    private static final long JOB_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int BRANCHES = 12;
    private static final int OUT_BYTES = 1 << 20;
    private static final byte[] ID = ascii("{\"id\":");
    private static final byte[] SUBMIT = ascii(",\"method\":\"mining.submit\"");
    private static final byte[] TRUE = ascii(",\"result\":true,\"error\":null}\n");

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listening = ServerSocketChannel.open();
    private final List<Connection> connections = new ArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final Thread thread = new Thread(this::run, THREAD);
    private volatile boolean closed;
    private volatile IOException failure;
    private long acceptedHere;
    private int jobs;
    private String job = "";

    EasyPool() throws IOException {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        nextJob();
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    String url() {
        return "stratum+tcp://127.0.0.1:" + listening.socket().getLocalPort();
    }

    /** Shares that it said it accepted; it never says anything else. */
    long accepted() {
        return accepted.get();
    }

    private void run() {
        long nextJobNanos = System.nanoTime() + JOB_NANOS;
        try {
            while (!closed) {
                selector.select(
                        this::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextJobNanos - System.nanoTime())));
                if (System.nanoTime() >= nextJobNanos) {
                    nextJobNanos += JOB_NANOS;
                    nextJob();
                    for (Connection connection : connections) {
                        connection.sendJob();
                    }
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (UncheckedIOException e) {
            failure = e.getCause();
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = listening.accept();
                channel.configureBlocking(false);
                Connection connection = new Connection(channel);
                connection.registered(channel.register(selector, SelectionKey.OP_READ, connection));
                connections.add(connection);
            } else if (key.attachment() instanceof Connection connection && !connection.ready()) {
                connections.remove(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void nextJob() {
        StringBuilder branches = new StringBuilder();
        for (int i = 0; i < BRANCHES; i++) {
            branches.append(i == 0 ? "" : ",")
                    .append('"')
                    .append("%064x".formatted(jobs * 100L + i))
                    .append('"');
        }
        job =
                """
                {"id":null,"method":"mining.notify","params":["%x","%s","%s","%s",[%s],"20000000","17034219","%08x",false]}
                """
                        .formatted(
                                ++jobs,
                                "00000000000000000001".repeat(4).substring(16),
                                "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1403%06x"
                                        .formatted(jobs),
                                "ffffffff0100f2052a010000001976a914" + "5a".repeat(20) + "88ac00000000",
                                branches,
                                System.currentTimeMillis() / 1_000);
    }

    /** @throws IllegalStateException when it has failed */
    void check() {
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

    /** A login of Sluice. */
    private final class Connection extends Lines {
        private boolean serves;

        Connection(SocketChannel channel) {
            super(channel, OUT_BYTES);
        }

        @Override
        void line(byte[] bytes, int offset, int length) {
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
                                .formatted(connections.size()));
            } else if (line.contains("mining.authorize")) {
                answerTrue(bytes, digits, end);
                write("{\"id\":null,\"method\":\"mining.set_difficulty\",\"params\":[" + DIFFICULTY.toPlainString()
                        + "]}\n");
                write(job);
                serves = true;
            } else {
                answerTrue(bytes, digits, end);
            }
        }

        @Override
        void linesHandled() {
            // Before the answers leave: who has one finds it counted.
            accepted.lazySet(acceptedHere);
        }

        void sendJob() throws IOException {
            if (serves) {
                write(job);
                flush();
            }
        }
    }
}
