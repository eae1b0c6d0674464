package io.sluice.lab;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.timeout.IdleStateHandler;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/**
 * A mining machine that really hashes, at a rate of its own, and counts what it lives through. It is made by {@link
 * LabFarm#add}. Every method may be called from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of its end by channelInactive, whatever ended it
public final class LabMachine implements AutoCloseable {
    private final Builder settings;
    private final EventLoop loop;
    private final Optional<SslContext> tls;
    private final Search search;

    private volatile MachineConnection connection;
    private volatile Task task;
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile long hashesPerSecond;
    private volatile String session = "";
    private volatile String extranonce = "";
    private volatile boolean authorized;
    private volatile Instant lastJobAt;
    private volatile Tally tally = Tally.NONE;

    // Of the thread that hashes.
    private double credit;
    private long creditedAt;

    private final AtomicLong hashes = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong disconnects = new AtomicLong();
    private final AtomicLong failedConnects = new AtomicLong();
    private final AtomicLong reconnectRequests = new AtomicLong();
    private final AtomicLong extranonceChanges = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();
    private final AtomicLong ignoredJobs = new AtomicLong();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();

    LabMachine(Builder settings, EventLoopGroup group) {
        this.settings = settings.copy();
        this.hashesPerSecond = settings.hashesPerSecond;
        this.loop = group.next();
        this.search = new Search(settings.restartsExtranonce2);
        try {
            tls = settings.tls
                    ? Optional.of(SslContextBuilder.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .build())
                    : Optional.empty();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS for the lab machine " + settings.name, e);
        }
    }

    /**
     * A machine to be, such as today's firmware is: it rolls versions, remembers job ids, applies a difficulty with the
     * next job, and reconnects. Its user is its name until {@link Builder#login} says otherwise.
     */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public String name() {
        return settings.name;
    }

    /** Whether it has a connection on which its login was accepted. */
    public boolean authorized() {
        return authorized;
    }

    /** Shares accepted. */
    public long accepted() {
        return tally.accepted();
    }

    /** What the accepted shares stand for, at the difficulty that it was told. */
    public Work work() {
        return tally.work();
    }

    /** Shares rejected, by reason. */
    public Map<String, Long> rejected() {
        return tally.rejected();
    }

    /** Shares sent. */
    public long sent() {
        return sent.get();
    }

    /** Shares sent that have no answer yet. */
    public long awaiting() {
        return sent.get() - answered.get() - unanswered.get();
    }

    /** Shares whose connection ended before they were answered. */
    public long unanswered() {
        return unanswered.get();
    }

    /** Shares found after their connection had ended. */
    public long lost() {
        return lost.get();
    }

    /** Hashes tried. */
    public long hashes() {
        return hashes.get();
    }

    /** Connections made. */
    public long connects() {
        return connects.get();
    }

    /** Connections that ended, other than by {@link #close}. */
    public long disconnects() {
        return disconnects.get();
    }

    /** Attempts to connect that failed. */
    public long failedConnects() {
        return failedConnects.get();
    }

    /** Times that it was told to reconnect. */
    public long reconnectRequests() {
        return reconnectRequests.get();
    }

    /** Times that extranonce1 or the size of extranonce2 became another, whether told so or after a reconnect. */
    public long extranonceChanges() {
        return extranonceChanges.get();
    }

    /** Extranonce1 in hexadecimal, a slash, and the size of extranonce2; empty before the first. */
    public String extranonce() {
        return extranonce;
    }

    /** Jobs received, those ignored too. */
    public long jobs() {
        return jobs.get();
    }

    /** Jobs ignored because their id was among the last. */
    public long ignoredJobs() {
        return ignoredJobs.get();
    }

    /** When the last job came; empty before the first. */
    public Optional<Instant> lastJobAt() {
        return Optional.ofNullable(lastJobAt);
    }

    /** The difficulty of the job that it works on; empty while it has none. */
    public Optional<Difficulty> difficulty() {
        return Optional.ofNullable(task).map(Task::difficulty);
    }

    /** Bits of the version that it rolls on the job it works on; 0 for none. */
    public int versionMask() {
        Task now = task;
        return now == null ? 0 : now.versionMask();
    }

    /** Why its login was refused, each time, in the other side's words. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** What it could not understand, or should not have happened. */
    public List<Throwable> faults() {
        return List.copyOf(faults);
    }

    /** Sets another rate, in hashes a second. */
    public void hashrate(long perSecond) {
        hashesPerSecond = perSecond;
    }

    /** Stops hashing and stays connected. */
    public void pause() {
        paused = true;
    }

    /** Ends a {@link #pause}. */
    public void unpause() {
        paused = false;
    }

    /** Loses its connection, as when a cable is pulled; it reconnects if it is one that does. */
    public void disconnect() {
        loop.execute(() -> {
            if (connection != null) {
                connection.close();
            }
        });
    }

    /** Is switched off for good. */
    @Override
    public void close() {
        closed = true;
        task = null;
        disconnect();
    }

    void start() {
        loop.execute(this::connect);
    }

    private void connect() {
        if (closed) {
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        tls.ifPresent(it -> channel.pipeline().addLast(it.newHandler(channel.alloc())));
                        channel.pipeline()
                                .addLast(new IdleStateHandler(
                                        settings.patience.toMillis(), 0, 0, TimeUnit.MILLISECONDS));
                        connection = new MachineConnection(LabMachine.this, channel);
                        connection.attachTo(channel.pipeline());
                    }
                });
        bootstrap.connect(settings.host, settings.port).addListener((ChannelFuture made) -> {
            if (made.isSuccess()) {
                connects.incrementAndGet();
                if (closed) {
                    made.channel().close();
                }
            } else {
                failedConnects.incrementAndGet();
                connectLater();
            }
        });
    }

    private void connectLater() {
        if (settings.reconnects && !closed) {
            loop.schedule(this::connect, settings.reconnectDelay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes a turn of hashing, as far as its rate allows; returns hashes tried. */
    int hash(int most, ShareHasher hasher, long now) {
        Task next = task;
        if (next == null || paused) {
            creditedAt = now;
            return 0;
        }
        long rate = hashesPerSecond;
        // A quarter of a second may be caught up with; what the processor could not give before that is gone.
        credit = Math.min(credit + rate * 1e-9 * (now - creditedAt), Math.max(rate / 4.0, 1));
        creditedAt = now;
        int turn = (int) Math.min(most, credit);
        if (turn > 0) {
            search.go(next, turn, hasher);
            credit -= turn;
            hashes.addAndGet(turn);
        }
        return turn;
    }

    // What its connection tells, on the event loop.

    Builder settings() {
        return settings;
    }

    String session() {
        return session;
    }

    void session(String id) {
        session = id;
    }

    void extranonce(byte[] extranonce1, int extranonce2Size) {
        String now = Hex.of(extranonce1) + "/" + extranonce2Size;
        if (!extranonce.isEmpty() && !extranonce.equals(now)) {
            extranonceChanges.incrementAndGet();
        }
        extranonce = now;
    }

    void authorized(MachineConnection on) {
        authorized = on == connection;
    }

    void refused(String reason) {
        refusals.add(reason);
    }

    void work(Task next) {
        if (!closed) {
            task = next;
        }
    }

    void jobSeen() {
        jobs.incrementAndGet();
        lastJobAt = Instant.now();
    }

    void jobIgnored() {
        ignoredJobs.incrementAndGet();
    }

    void shareSent() {
        sent.incrementAndGet();
    }

    void shareLost() {
        lost.incrementAndGet();
    }

    void accepted(Difficulty at) {
        tally = tally.plusAccepted(at.work());
        answered.incrementAndGet();
    }

    void rejected(String reason) {
        tally = tally.plusRejected(reason);
        answered.incrementAndGet();
    }

    void askedToReconnect() {
        reconnectRequests.incrementAndGet();
    }

    void fault(Throwable cause) {
        faults.add(cause);
    }

    void disconnected(MachineConnection which, int withoutAnswer) {
        if (which != connection) {
            return;
        }
        task = null;
        authorized = false;
        unanswered.addAndGet(withoutAnswer);
        if (!closed) {
            disconnects.incrementAndGet();
            connectLater();
        }
    }

    /** The settings of a machine, fixed once it is added to a farm. */
    public static final class Builder {
        final String name;
        String user;
        String password = "x";
        String host = "127.0.0.1";
        int port;
        boolean tls;
        long hashesPerSecond = 10_000;
        String agent = "lab-machine/1.0";
        boolean rollsVersions = true;
        boolean subscribesExtranonce;
        boolean ignoresRecentIds = true;
        boolean appliesDifficultyAtOnce;
        boolean restartsExtranonce2;
        boolean resumesSession;
        boolean reconnects = true;
        Duration reconnectDelay = Duration.ofSeconds(1);
        Duration patience = Duration.ofMinutes(2);

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
            this.user = name;
        }

        Builder copy() {
            Builder copy = new Builder(name);
            copy.user = user;
            copy.password = password;
            copy.host = host;
            copy.port = port;
            copy.tls = tls;
            copy.hashesPerSecond = hashesPerSecond;
            copy.agent = agent;
            copy.rollsVersions = rollsVersions;
            copy.subscribesExtranonce = subscribesExtranonce;
            copy.ignoresRecentIds = ignoresRecentIds;
            copy.appliesDifficultyAtOnce = appliesDifficultyAtOnce;
            copy.restartsExtranonce2 = restartsExtranonce2;
            copy.resumesSession = resumesSession;
            copy.reconnects = reconnects;
            copy.reconnectDelay = reconnectDelay;
            copy.patience = patience;
            return copy;
        }

        /** Where it connects to. */
        public Builder pool(String toHost, int toPort) {
            host = toHost;
            port = toPort;
            return this;
        }

        /** Connects over TLS, and believes any certificate. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** What it authorizes with. */
        public Builder login(String userName, String withPassword) {
            user = userName;
            password = withPassword;
            return this;
        }

        /** Hashes a second that it does not exceed; 10,000 unless set. */
        public Builder hashrate(long perSecond) {
            hashesPerSecond = perSecond;
            return this;
        }

        /** What it calls itself when it subscribes. */
        public Builder agent(String softwareAndVersion) {
            agent = softwareAndVersion;
            return this;
        }

        /**
         * Behaves as cpuminer does: knows no version rolling, resends its session id when it reconnects, takes a job
         * whatever its id, and counts extranonce2 from 0 with each.
         */
        public Builder likeCpuminer() {
            agent = "cpuminer/2.5.1";
            rollsVersions = false;
            resumesSession = true;
            ignoresRecentIds = false;
            restartsExtranonce2 = true;
            return this;
        }

        /** Sends no {@code mining.configure}. */
        public Builder withoutVersionRolling() {
            rollsVersions = false;
            return this;
        }

        /** Sends {@code mining.extranonce.subscribe}. */
        public Builder subscribesExtranonce() {
            subscribesExtranonce = true;
            return this;
        }

        /** Resends its session id when it reconnects. */
        public Builder resumesSession() {
            resumesSession = true;
            return this;
        }

        /** Applies a new difficulty to the job in hand, as some firmware does, and not with the next job. */
        public Builder appliesDifficultyAtOnce() {
            appliesDifficultyAtOnce = true;
            return this;
        }

        /** Time after which it connects again; one second unless set. */
        public Builder reconnectsAfter(Duration delay) {
            reconnects = true;
            reconnectDelay = delay;
            return this;
        }

        /** Stays away once its connection is lost. */
        public Builder withoutReconnect() {
            reconnects = false;
            return this;
        }

        /** Silence after which it gives its connection up; two minutes unless set. */
        public Builder patience(Duration duration) {
            patience = duration;
            return this;
        }
    }
}
