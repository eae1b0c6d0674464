package io.sluice.connector.net;

import io.netty.channel.EventLoop;
import io.sluice.api.PoolAddress;
import io.sluice.stratum.relay.Line;
import io.sluice.stratum.relay.Loop;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One of Netty's event loops. */
final class NettyLoop implements Loop {
    private static final System.Logger LOG = System.getLogger(NettyLoop.class.getName());

    private final EventLoop eventLoop;
    private final PoolDialler dialler;
    private final InstantSource clock;
    private final Turn turn;

    NettyLoop(EventLoop eventLoop, PoolDialler dialler, InstantSource clock) {
        this.eventLoop = eventLoop;
        this.dialler = dialler;
        this.clock = clock;
        this.turn = new Turn(eventLoop);
    }

    @Override
    public void execute(Runnable task) {
        if (eventLoop.isShuttingDown()) {
            LOG.log(Level.DEBUG, "A task came after the end of its loop: {0}", task);
            return;
        }
        eventLoop.execute(guarded(task));
    }

    @Override
    public Timer after(long millis, Runnable task) {
        ScheduledFuture<?> future = eventLoop.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** A task that fails says so, and the loop goes on. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "A task failed on its event loop; the loop goes on", e);
            }
        };
    }

    Turn turn() {
        return turn;
    }

    @Override
    public void beforeSending(Runnable task) {
        turn.beforeSending(task);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void dial(PoolAddress address, Line.Opening opening) {
        dialler.dial(eventLoop, turn, address, opening);
    }
}
