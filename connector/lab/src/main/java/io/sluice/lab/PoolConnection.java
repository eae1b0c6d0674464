package io.sluice.lab;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.stratum.protocol.FromMachine;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One connection to a {@link LabPool}. Belongs to the pool's loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of its end by channelInactive, whatever ended it
final class PoolConnection extends Lines {
    private static final int MOST_JOBS = 256;
    private static final int MOST_SECONDS_AHEAD = 7_200;

    private final LabPool pool;
    private final Channel channel;
    private final Set<String> users = new HashSet<>();
    private final List<byte[]> heldBack = new ArrayList<>();
    private final Map<String, Sent> jobs = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > MOST_JOBS;
        }
    };

    private String agent = "";
    private byte[] extranonce1;
    private int versionMask;
    private boolean takesExtranonces;
    private boolean ready;
    private boolean stalled;
    private Difficulty difficulty;

    /** A job, with what was in force on this connection when it was sent. */
    @SuppressWarnings("ArrayRecordComponent") // never changed and never compared
    private record Sent(LabJob job, Difficulty difficulty, Target target, byte[] extranonce1) {}

    PoolConnection(LabPool pool, Channel channel) {
        this.pool = pool;
        this.channel = channel;
        difficulty = pool.difficulty();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        pool.opened(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pool.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            pool.fault(cause);
        }
        close();
    }

    void close() {
        channel.close();
    }

    void stall() {
        stalled = true;
        channel.config().setAutoRead(false);
    }

    void resume() {
        stalled = false;
        channel.config().setAutoRead(true);
        heldBack.forEach(this::write);
        heldBack.clear();
    }

    void setDifficulty(Difficulty next) {
        difficulty = next;
        if (extranonce1 != null) {
            write(MachineCodec.setDifficulty(next.value()));
        }
    }

    void changeExtranonce() {
        if (takesExtranonces && extranonce1 != null) {
            extranonce1 = pool.extranonce1();
            write(MachineCodec.setExtranonce(extranonce1, pool.settings().extranonce2Size));
        }
    }

    /** Sends a job to a connection that is logged in and knows its difficulty. */
    void send(LabJob job, boolean clean) {
        if (ready) {
            jobs.put(job.id(), new Sent(job, difficulty, difficulty.target(), extranonce1));
            write(MachineCodec.notify(job.id(), job.message(), job.message().coinbase1(), clean));
        }
    }

    @Override
    void line(byte[] line) {
        FromMachine message;
        try {
            message = MachineCodec.parse(line, 0, line.length);
        } catch (ProtocolException e) {
            answer(MachineCodec.error(e.id(), new StratumError(StratumError.OTHER, e.getMessage())));
            return;
        }
        if (message instanceof FromMachine.Submit submit) {
            answer(submit);
        } else if (message instanceof FromMachine.Configure configure) {
            answer(configure);
        } else if (message instanceof FromMachine.Subscribe subscribe) {
            agent = subscribe.agent();
            extranonce1 = pool.extranonce1();
            answer(MachineCodec.subscribed(
                    subscribe.id(), Hex.of(extranonce1), extranonce1, pool.settings().extranonce2Size));
        } else if (message instanceof FromMachine.Authorize authorize) {
            answer(authorize);
        } else if (message instanceof FromMachine.ExtranonceSubscribe subscribe) {
            takesExtranonces = true;
            answer(MachineCodec.truth(subscribe.id(), true));
        } else if (message instanceof FromMachine.SuggestDifficulty suggestion) {
            answer(suggestion);
        } else if (message instanceof FromMachine.Ping ping) {
            answer(MachineCodec.text(ping.id(), "pong"));
        } else if (message instanceof FromMachine.Unknown unknown) {
            answer(MachineCodec.error(
                    unknown.id(), new StratumError(StratumError.OTHER, "unknown method " + unknown.method())));
        }
        // An Answer to a request of ours wants nothing.
    }

    private void answer(FromMachine.Configure configure) {
        int offered = pool.settings().versionMask;
        if (offered == 0) {
            answer(MachineCodec.error(
                    configure.id(), new StratumError(StratumError.OTHER, "unknown method mining.configure")));
            return;
        }
        versionMask = configure.versionMask().orElse(0) & offered;
        takesExtranonces |= configure.subscribeExtranonce();
        answer(MachineCodec.configured(configure.id(), configure, versionMask));
    }

    private void answer(FromMachine.Authorize authorize) {
        if (extranonce1 == null) {
            answer(MachineCodec.error(authorize.id(), new StratumError(StratumError.NOT_SUBSCRIBED, "not subscribed")));
            return;
        }
        Optional<StratumError> refusal = pool.login(authorize.user(), authorize.password(), agent);
        if (refusal.isPresent()) {
            answer(MachineCodec.error(authorize.id(), refusal.get()));
            return;
        }
        boolean first = users.isEmpty();
        users.add(authorize.user());
        answer(MachineCodec.truth(authorize.id(), true));
        if (first) {
            later(() -> {
                ready = true;
                write(MachineCodec.setDifficulty(difficulty.value()));
                send(pool.job(), true);
            });
        }
    }

    private void answer(FromMachine.SuggestDifficulty suggestion) {
        if (pool.settings().takesSuggestions) {
            answer(MachineCodec.truth(suggestion.id(), true));
            setDifficulty(Difficulty.of(suggestion.difficulty()));
        } else {
            answer(MachineCodec.error(
                    suggestion.id(), new StratumError(StratumError.OTHER, "unknown method mining.suggest_difficulty")));
        }
    }

    private void answer(FromMachine.Submit submit) {
        Optional<StratumError> fault = faultOf(submit);
        if (fault.isPresent()) {
            pool.rejected(submit.user(), fault.get().message());
            answer(MachineCodec.error(submit.id(), fault.get()));
        } else {
            pool.accepted(submit.user(), jobs.get(submit.jobId()).difficulty().work());
            answer(MachineCodec.truth(submit.id(), true));
        }
    }

    /** What is wrong with a share; empty when it is good. */
    private Optional<StratumError> faultOf(FromMachine.Submit submit) {
        if (extranonce1 == null) {
            return fault(StratumError.NOT_SUBSCRIBED, "not subscribed");
        }
        if (!users.contains(submit.user())) {
            return fault(StratumError.UNAUTHORIZED, "unauthorized user");
        }
        Sent sent = jobs.get(submit.jobId());
        if (sent == null) {
            return fault(StratumError.STALE, "job not found");
        }
        LabJob job = sent.job();
        if (job.height() != pool.job().height()) {
            return fault(StratumError.STALE, "stale");
        }
        if (submit.extranonce2().length != pool.settings().extranonce2Size) {
            return fault(StratumError.OTHER, "wrong size of extranonce2");
        }
        long ahead = Integer.toUnsignedLong(submit.ntime())
                - Integer.toUnsignedLong(job.message().ntime());
        if (ahead < 0 || ahead > MOST_SECONDS_AHEAD) {
            return fault(StratumError.OTHER, "time out of range");
        }
        int bits = submit.versionBits().orElse(0);
        if ((bits & ~versionMask) != 0) {
            return fault(StratumError.OTHER, "version bits outside of the mask");
        }
        int version = submit.versionBits().isPresent()
                ? (job.message().version() & ~versionMask) | bits
                : job.message().version();
        byte[] extranonce = concatenated(sent.extranonce1(), submit.extranonce2());
        byte[] hash = pool.hasher()
                .hash(job.message(), job.message().coinbase1(), extranonce, version, submit.ntime(), submit.nonce());
        if (!sent.target().isMetBy(hash)) {
            return fault(StratumError.LOW_DIFFICULTY, "low difficulty");
        }
        return job.isNew(hash) ? Optional.empty() : fault(StratumError.DUPLICATE, "duplicate");
    }

    private static Optional<StratumError> fault(int code, String message) {
        return Optional.of(new StratumError(code, message));
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void answer(byte[] line) {
        later(() -> write(line));
    }

    /** At once, or after the pool's latency; in order either way. */
    private void later(Runnable what) {
        long nanos = pool.settings().latency.toNanos();
        if (nanos == 0) {
            what.run();
        } else {
            channel.eventLoop().schedule(what, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void write(byte[] line) {
        if (stalled) {
            heldBack.add(line);
        } else {
            channel.writeAndFlush(Unpooled.wrappedBuffer(line), channel.voidPromise());
        }
    }
}
