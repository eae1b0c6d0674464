package io.sluice.scheduling;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Work that is asked for by many and done by one at a time: who asks while it is being done has it done once more
 * afterwards, by whoever is at it.
 */
final class Latest {
    private final AtomicLong asked = new AtomicLong();
    private final Runnable work;

    Latest(Runnable work) {
        this.work = work;
    }

    /** Sees to it that the work is begun after this call; does it here, unless somebody else is at it. */
    void ask() {
        if (asked.getAndIncrement() > 0) {
            return;
        }
        long seen = 0;
        boolean done = false;
        try {
            do {
                seen = asked.get();
                work.run();
            } while (!asked.compareAndSet(seen, 0));
            done = true;
        } finally {
            if (!done) {
                // Whoever asked in the meantime is served by the next who asks; all callers have a timer behind them.
                asked.set(0);
            }
        }
    }
}
