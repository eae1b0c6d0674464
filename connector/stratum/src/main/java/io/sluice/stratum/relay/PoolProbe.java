package io.sluice.stratum.relay;

import io.sluice.api.PoolAddress;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;

/**
 * Asks an address of a pool for its extranonce sizes and version mask: configure and subscribe, without a login, and
 * good-bye. Single-threaded.
 */
final class PoolProbe implements Line.Opening, Line.Listener {
    private static final long LIMIT_MILLIS = 8_000;
    private static final long CONFIGURE_WAIT_MILLIS = 1_000;
    private static final long CONFIGURE = 1;
    private static final long SUBSCRIBE = 2;

    /** What comes of it; one of the two, once. */
    interface Outcome {
        void sizes(int extranonce1Size, int extranonce2Size, int versionMask);

        void failed(String reason);
    }

    private final Loop loop;
    private final Outcome outcome;
    private Line line;
    private boolean over;
    private boolean configureAnswered;
    private int versionMask;
    private FromPool.Result.Subscribed subscribed;

    private PoolProbe(Loop loop, Outcome outcome) {
        this.loop = loop;
        this.outcome = outcome;
    }

    static void ask(Loop loop, PoolAddress address, Outcome outcome) {
        PoolProbe probe = new PoolProbe(loop, outcome);
        loop.after(LIMIT_MILLIS, () -> probe.fail("no answer within " + LIMIT_MILLIS / 1_000 + " s"));
        loop.dial(address, probe);
    }

    @Override
    public Line.Listener opened(Line opened) {
        line = opened;
        if (over) {
            line.close("too late");
        } else {
            line.write(PoolCodec.configure(CONFIGURE, PoolSession.VERSION_BITS));
            line.write(PoolCodec.subscribe(SUBSCRIBE, PoolSession.AGENT));
            line.flush();
        }
        return this;
    }

    @Override
    public void failed(String reason) {
        fail(reason);
    }

    @Override
    public void received(byte[] buffer, int offset, int length) {
        if (over) {
            return;
        }
        FromPool said;
        try {
            said = PoolCodec.parse(
                    buffer,
                    offset,
                    length,
                    id -> id == CONFIGURE
                            ? PoolCodec.Awaited.Shape.CONFIGURE
                            : id == SUBSCRIBE ? PoolCodec.Awaited.Shape.SUBSCRIBE : PoolCodec.Awaited.Shape.TRUTH);
        } catch (ProtocolException e) {
            fail("the pool sends nonsense: " + e.getMessage());
            return;
        }
        if (!(said instanceof FromPool.Answer answer)) {
            return;
        }
        if (answer.id() == CONFIGURE) {
            configureAnswered = true;
            if (answer.result() instanceof FromPool.Result.Configured configured) {
                versionMask = configured.versionMask() & PoolSession.VERSION_BITS;
            }
        } else if (answer.id() == SUBSCRIBE) {
            if (answer.result() instanceof FromPool.Result.Subscribed result) {
                subscribed = result;
                loop.after(CONFIGURE_WAIT_MILLIS, () -> {
                    configureAnswered = true;
                    perhapsDone();
                });
            } else {
                fail("the pool did not take the subscription: "
                        + answer.error().map(StratumError::message).orElse("no reason given"));
            }
        }
        perhapsDone();
    }

    private void perhapsDone() {
        if (!over && subscribed != null && configureAnswered) {
            over = true;
            line.close("asked");
            outcome.sizes(subscribed.extranonce1().length, subscribed.extranonce2Size(), versionMask);
        }
    }

    private void fail(String reason) {
        if (!over) {
            over = true;
            if (line != null) {
                line.close(reason);
            }
            outcome.failed(reason);
        }
    }

    @Override
    public void closed(String reason) {
        fail(reason);
    }
}
