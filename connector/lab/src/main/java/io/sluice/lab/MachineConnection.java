package io.sluice.lab;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.FromPool.Result;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** One connection of a {@link LabMachine}, which may have several in its life. Belongs to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of its end by channelInactive, whatever ended it
final class MachineConnection extends Lines {
    private static final long CONFIGURE = 1;
    private static final long SUBSCRIBE = 2;
    private static final long EXTRANONCE_SUBSCRIBE = 3;
    private static final long AUTHORIZE = 4;
    private static final long FIRST_SHARE = 10;
    private static final int IDS_REMEMBERED = 16;

    private final LabMachine machine;
    private final LabMachine.Builder settings;
    private final Channel channel;
    private final Map<Long, Difficulty> sent = new HashMap<>();
    private final Deque<String> recentIds = new ArrayDeque<>();
    private long nextId = FIRST_SHARE;
    private int versionMask;
    private byte[] extranonce1;
    private int extranonce2Size;
    private Difficulty difficulty = Difficulty.powerOfTwo(0);
    private Task task;
    private boolean authorized;

    MachineConnection(LabMachine machine, Channel channel) {
        this.machine = machine;
        this.settings = machine.settings();
        this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (settings.rollsVersions) {
            write(PoolCodec.configure(CONFIGURE, 0x1fffe000));
        }
        String session = settings.resumesSession ? machine.session() : "";
        write(
                session.isEmpty()
                        ? PoolCodec.subscribe(SUBSCRIBE, settings.agent)
                        : PoolCodec.subscribe(SUBSCRIBE, settings.agent, session));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        machine.disconnected(this, sent.size());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            channel.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            machine.fault(cause);
        }
        channel.close();
    }

    void close() {
        channel.close();
    }

    @Override
    void line(byte[] line) {
        FromPool message;
        try {
            message = PoolCodec.parse(line, 0, line.length, MachineConnection::shapeOf);
        } catch (ProtocolException e) {
            machine.fault(e);
            channel.close();
            return;
        }
        if (message instanceof Notify job) {
            take(job);
        } else if (message instanceof FromPool.Answer answer) {
            take(answer);
        } else if (message instanceof FromPool.SetDifficulty set) {
            difficulty = Difficulty.of(set.difficulty());
            if (settings.appliesDifficultyAtOnce && task != null) {
                work(task.at(difficulty));
            }
        } else if (message instanceof FromPool.SetVersionMask set) {
            versionMask = settings.rollsVersions ? set.mask() : 0;
        } else if (message instanceof FromPool.SetExtranonce set) {
            extranonce1 = set.extranonce1();
            extranonce2Size = set.extranonce2Size();
            machine.extranonce(extranonce1, extranonce2Size);
        } else if (message instanceof FromPool.Reconnect) {
            machine.askedToReconnect();
            channel.close();
        } else if (message instanceof FromPool.GetVersion request) {
            write(PoolCodec.version(request.id(), settings.agent));
        } else if (message instanceof FromPool.Ping ping) {
            write(PoolCodec.truth(ping.id(), true));
        } else if (message instanceof FromPool.Unknown unknown) {
            write(PoolCodec.error(unknown.id(), new StratumError(StratumError.OTHER, "unknown method")));
        }
        // A ShowMessage wants nothing.
    }

    private static Shape shapeOf(long id) {
        if (id == CONFIGURE) {
            return Shape.CONFIGURE;
        }
        return id == SUBSCRIBE ? Shape.SUBSCRIBE : Shape.TRUTH;
    }

    private void take(Notify job) {
        machine.jobSeen();
        if (settings.ignoresRecentIds) {
            if (recentIds.contains(job.jobId())) {
                machine.jobIgnored();
                return;
            }
            recentIds.addLast(job.jobId());
            if (recentIds.size() > IDS_REMEMBERED) {
                recentIds.removeFirst();
            }
        }
        if (extranonce1 == null) {
            machine.fault(new IllegalStateException("a job before the answer to mining.subscribe"));
            return;
        }
        work(new Task(this, job, difficulty, extranonce1, extranonce2Size, versionMask));
    }

    private void work(Task next) {
        task = next;
        if (authorized) {
            machine.work(next);
        }
    }

    private void take(FromPool.Answer answer) {
        if (answer.id() >= FIRST_SHARE) {
            Difficulty judged = sent.remove(answer.id());
            if (judged == null) {
                machine.fault(new IllegalStateException("an answer to no share: " + answer));
            } else if (answer.result().equals(new Result.Truth(true))) {
                machine.accepted(judged);
            } else {
                machine.rejected(answer.error().map(StratumError::message).orElse("no reason given"));
            }
            return;
        }
        if (answer.result() instanceof Result.Configured configured) {
            versionMask = configured.versionMask();
        } else if (answer.result() instanceof Result.Subscribed subscribed) {
            extranonce1 = subscribed.extranonce1();
            extranonce2Size = subscribed.extranonce2Size();
            machine.session(subscribed.session());
            machine.extranonce(extranonce1, extranonce2Size);
            if (settings.subscribesExtranonce) {
                write(PoolCodec.extranonceSubscribe(EXTRANONCE_SUBSCRIBE));
            }
            write(PoolCodec.authorize(AUTHORIZE, settings.user, settings.password));
        } else if (answer.id() == SUBSCRIBE) {
            refused(answer);
        } else if (answer.id() == AUTHORIZE) {
            if (answer.result().equals(new Result.Truth(true))) {
                authorized = true;
                machine.authorized(this);
                if (task != null) {
                    machine.work(task);
                }
            } else {
                refused(answer);
            }
        }
    }

    private void refused(FromPool.Answer answer) {
        machine.refused(answer.error().map(StratumError::message).orElse("no reason given"));
        channel.close();
    }

    /** Called by the thread that hashes. */
    void found(Task of, byte[] extranonce2, int nonce, OptionalInt versionBits) {
        channel.eventLoop().execute(() -> submit(of, extranonce2, nonce, versionBits));
    }

    private void submit(Task of, byte[] extranonce2, int nonce, OptionalInt versionBits) {
        if (!channel.isActive()) {
            machine.shareLost();
            return;
        }
        long id = nextId++;
        sent.put(id, of.difficulty());
        machine.shareSent();
        write(PoolCodec.submit(
                id, settings.user, of.job().jobId(), extranonce2, of.job().ntime(), nonce, versionBits));
    }

    private void write(byte[] line) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(line), channel.voidPromise());
    }
}
