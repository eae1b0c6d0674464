package io.sluice.lab;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Stratum pool on loopback that checks every share it is sent: job, staleness, sizes, time, version bits, target,
 * duplicate. It can be stopped and started, stalled and resumed; what it counted stays. All its work is done by one
 * thread of its own; every method may be called from any thread, and commands are carried out when they return.
 */
public final class LabPool implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Builder settings;
    private final EventLoopGroup group;
    private final EventLoop loop;

    // Touched by the loop alone.
    private final Set<PoolConnection> connections = new LinkedHashSet<>();
    private final SplittableRandom random = new SplittableRandom();
    private final ShareHasher hasher = new ShareHasher();
    private Difficulty difficulty;
    private long nextExtranonce1 = random.nextLong() >>> 8;
    private long jobs;
    private long height = 840_000;
    private byte[] previousHash = new byte[32];
    private LabJob job;
    private boolean stalled;
    private final List<LabJob> jobsOfThisBlock = new ArrayList<>();

    // Read by all.
    private final Map<String, Tally> tallies = new HashMap<>();
    private final List<Login> logins = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger connectedEver = new AtomicInteger();
    private volatile int port;

    /** Guarded by this. */
    private Channel listener;

    private LabPool(Builder settings) {
        this.settings = settings;
        difficulty = settings.difficulty;
        port = settings.port;
        group = new NioEventLoopGroup(1, Lines.daemons("lab-pool-" + settings.name));
        loop = group.next();
    }

    /** A pool to be: 4 and 8 bytes of extranonces, difficulty 2^-16, version rolling, open to every account. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return settings.name;
    }

    /** The port that it listens on, or did before it was stopped. */
    public int port() {
        return port;
    }

    /** Its address as an operator would write it. */
    public String url() {
        return (settings.tls == null ? "stratum+tcp://" : "stratum+ssl://") + LOOPBACK + ":" + port;
    }

    /**
     * Listens again, on the same port, after {@link #stop}. Does nothing while it listens.
     *
     * @throws IllegalStateException when the port is taken
     */
    public synchronized void start() {
        if (listener != null) {
            return;
        }
        onLoop(() -> stalled = false);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (settings.tls != null) {
                            channel.pipeline().addLast(settings.tls.newHandler(channel.alloc()));
                        }
                        new PoolConnection(LabPool.this, channel).attachTo(channel.pipeline());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException("the lab pool " + name() + " cannot listen on port " + port, bound.cause());
        }
        listener = bound.channel();
        port = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Dies, as a pool's address does: the port is closed and all connections drop. Counts stay. */
    public synchronized void stop() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
            listener = null;
        }
        dropConnections();
    }

    /** Falls silent with its connections open: reads nothing, answers nothing, sends no jobs. */
    public void stall() {
        onLoop(() -> {
            stalled = true;
            connections.forEach(PoolConnection::stall);
        });
    }

    /** Ends a {@link #stall}: answers what was held back, and sends the present job. */
    public void resume() {
        onLoop(() -> {
            stalled = false;
            connections.forEach(PoolConnection::resume);
            connections.forEach(connection -> connection.send(job, true));
        });
    }

    /** Sets the difficulty of all connections. It counts from the next job on. */
    public void setDifficulty(Difficulty next) {
        onLoop(() -> {
            difficulty = next;
            connections.forEach(connection -> connection.setDifficulty(next));
        });
    }

    /** Sends a job of the same block. */
    public void newJob() {
        onLoop(() -> sendNewJob(false));
    }

    /** Sends a job of another block, which voids all others. */
    public void newBlock() {
        onLoop(this::nextBlock);
    }

    /** Gives another extranonce1, and a job with it, to each connection that asked to be told. */
    public void changeExtranonces() {
        onLoop(() -> {
            connections.forEach(PoolConnection::changeExtranonce);
            sendNewJob(true);
        });
    }

    /** Drops the connections it has and goes on listening. */
    public void dropConnections() {
        onLoop(() -> List.copyOf(connections).forEach(PoolConnection::close));
    }

    /** Shares of an account, whichever of its workers they came from. */
    public Tally tally(String account) {
        synchronized (tallies) {
            return tallies.entrySet().stream()
                    .filter(entry -> accountOf(entry.getKey()).equals(account))
                    .map(Map.Entry::getValue)
                    .reduce(Tally.NONE, Tally::plus);
        }
    }

    /** Shares by the user name they were sent under, worker included. */
    public Map<String, Tally> tallies() {
        synchronized (tallies) {
            return Map.copyOf(tallies);
        }
    }

    /** All shares. */
    public Tally total() {
        return tallies().values().stream().reduce(Tally.NONE, Tally::plus);
    }

    /** Every attempt to authorize, oldest first. */
    public List<Login> logins() {
        return List.copyOf(logins);
    }

    /** Connections open now. */
    public int connections() {
        return connected.get();
    }

    /** Connections ever opened. */
    public int connectionsEver() {
        return connectedEver.get();
    }

    /** What went wrong within, other than a connection's end. */
    public List<Throwable> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        stop();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void begin() {
        onLoop(() -> {
            nextBlock();
            every(settings.jobInterval, () -> sendNewJob(false));
            every(settings.blockInterval, this::nextBlock);
        });
        start();
    }

    private void every(Duration interval, Runnable what) {
        if (!interval.isZero()) {
            loop.scheduleAtFixedRate(what, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS)
                    .addListener(end -> {
                        if (!end.isCancelled()) {
                            faults.add(end.cause());
                        }
                    });
        }
    }

    private void nextBlock() {
        height++;
        jobsOfThisBlock.forEach(LabJob::forgetShares);
        jobsOfThisBlock.clear();
        previousHash = new byte[32];
        random.nextBytes(previousHash);
        // The most significant words of a block's hash are zero; on the wire they come last.
        for (int i = 24; i < 32; i++) {
            previousHash[i] = 0;
        }
        sendNewJob(true);
    }

    private void sendNewJob(boolean clean) {
        int extranonces = settings.extranonce1Size + settings.extranonce2Size;
        job = LabJob.next(++jobs, height, previousHash, extranonces, settings.branches, random);
        jobsOfThisBlock.add(job);
        if (!stalled) {
            connections.forEach(connection -> connection.send(job, clean));
        }
    }

    private void onLoop(Runnable command) {
        if (loop.inEventLoop()) {
            command.run();
        } else {
            loop.submit(command).syncUninterruptibly();
        }
    }

    // What its connections ask, on the loop.

    Builder settings() {
        return settings;
    }

    void opened(PoolConnection connection) {
        connections.add(connection);
        connected.incrementAndGet();
        connectedEver.incrementAndGet();
        if (stalled) {
            connection.stall();
        }
    }

    void closed(PoolConnection connection) {
        if (connections.remove(connection)) {
            connected.decrementAndGet();
        }
    }

    Difficulty difficulty() {
        return difficulty;
    }

    LabJob job() {
        return job;
    }

    ShareHasher hasher() {
        return hasher;
    }

    /** An extranonce1 that no other connection has. */
    byte[] extranonce1() {
        long number = nextExtranonce1++;
        byte[] bytes = new byte[settings.extranonce1Size];
        for (int i = 0; i < bytes.length && i < Long.BYTES; i++) {
            bytes[bytes.length - 1 - i] = (byte) (number >>> (8 * i));
        }
        return bytes;
    }

    /** Why a login is refused, in the pool's words; empty when it is not. */
    Optional<StratumError> login(String user, String password, String agent) {
        String expected = settings.accounts.get(accountOf(user));
        String refusal = "";
        if (!settings.accounts.isEmpty()) {
            if (expected == null) {
                refusal = "unknown account";
            } else if (!expected.equals(password)) {
                refusal = "wrong password";
            }
        }
        logins.add(new Login(Instant.now(), user, agent, refusal));
        return refusal.isEmpty() ? Optional.empty() : Optional.of(new StratumError(StratumError.UNAUTHORIZED, refusal));
    }

    void accepted(String user, Work share) {
        synchronized (tallies) {
            tallies.merge(user, Tally.NONE.plusAccepted(share), Tally::plus);
        }
    }

    void rejected(String user, String reason) {
        synchronized (tallies) {
            tallies.merge(user, Tally.NONE.plusRejected(reason), Tally::plus);
        }
    }

    void fault(Throwable cause) {
        faults.add(cause);
    }

    /** {@code alice.rig-1} is a worker of {@code alice}; where accounts are known, their own names may have dots. */
    private String accountOf(String user) {
        if (settings.accounts.containsKey(user)) {
            return user;
        }
        int dot = user.indexOf('.');
        return dot < 0 ? user : user.substring(0, dot);
    }

    /** The settings of a pool, fixed once it is started. */
    public static final class Builder {
        private final String name;
        private int port;
        private final Map<String, String> accounts = new TreeMap<>();
        private SslContext tls;
        private Difficulty difficulty = Difficulty.powerOfTwo(-16);
        private Duration jobInterval = Duration.ofSeconds(10);
        private Duration blockInterval = Duration.ofMinutes(2);
        private int branches = 4;

        int extranonce1Size = 4;
        int extranonce2Size = 8;
        int versionMask = 0x1fffe000;
        Duration latency = Duration.ZERO;
        boolean takesSuggestions;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /** The port to listen on; 0, the default, for any that is free. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Bytes of extranonce1, 0 to 16, and of extranonce2, 1 to 16. */
        public Builder extranonce(int size1, int size2) {
            if (size1 < 0 || size1 > 16 || size2 < 1 || size2 > 16) {
                throw new IllegalArgumentException("extranonce1 has 0 to 16 bytes and extranonce2 1 to 16");
            }
            extranonce1Size = size1;
            extranonce2Size = size2;
            return this;
        }

        public Builder difficulty(Difficulty value) {
            difficulty = Objects.requireNonNull(value, "difficulty");
            return this;
        }

        public Builder difficulty(String decimal) {
            return difficulty(Difficulty.of(decimal));
        }

        /** Version bits that may be rolled; 0 for a pool that has not heard of {@code mining.configure}. */
        public Builder versionMask(int mask) {
            versionMask = mask;
            return this;
        }

        /** Time between jobs of one block; zero for none but those asked for. */
        public Builder jobInterval(Duration interval) {
            jobInterval = interval;
            return this;
        }

        /** Time between blocks; zero for none but those asked for. */
        public Builder blockInterval(Duration interval) {
            blockInterval = interval;
            return this;
        }

        /** Merkle branches of a job, 0 to 32. */
        public Builder branches(int count) {
            if (count < 0 || count > 32) {
                throw new IllegalArgumentException("a job has 0 to 32 merkle branches");
            }
            branches = count;
            return this;
        }

        /** Time that each answer takes. */
        public Builder latency(Duration duration) {
            latency = duration;
            return this;
        }

        /** Lets an account in, with its workers ({@code user.anything}); once one is named, no others come in. */
        public Builder account(String user, String password) {
            accounts.put(user, password);
            return this;
        }

        /** Gives a connection the difficulty that it suggests, instead of an error. */
        public Builder takesSuggestedDifficulty() {
            takesSuggestions = true;
            return this;
        }

        /** Listens for TLS instead of plain text. */
        public Builder tls(SslContext context) {
            tls = context;
            return this;
        }

        /** Starts the pool. */
        public LabPool start() {
            LabPool pool = new LabPool(this);
            pool.begin();
            return pool;
        }
    }
}
