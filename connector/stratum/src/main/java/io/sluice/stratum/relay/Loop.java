package io.sluice.stratum.relay;

import io.sluice.api.PoolAddress;
import java.time.Instant;

/** One event loop: a thread, its clock, its timers, and its way out to the pools. */
public interface Loop {
    /** Runs a task on this loop; callable from any thread. */
    void execute(Runnable task);

    /** Runs a task on this loop after a while; called on the loop. */
    Timer after(long millis, Runnable task);

    /**
     * Runs a task before anything more leaves this loop: lines are written to as long as there is something to do at once, and
     * what was written is sent only afterwards. Called on the loop.
     */
    void beforeSending(Runnable task);

    /** Time of day, for what is booked. */
    Instant now();

    /** A clock for durations, in milliseconds, that never steps back. */
    long millis();

    /** Opens a line to a pool; called on the loop. A TLS handshake and its verification are part of it. */
    void dial(PoolAddress address, Line.Opening opening);

    /** A task that was set for later. */
    interface Timer {
        void cancel();
    }
}
