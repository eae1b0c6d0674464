package io.sluice.whole;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what must come to be. */
final class Await {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Await() {}

    /** A condition that may fail to be asked while a part is down. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Duration atMost, Condition condition) {
        until(what, atMost, condition, () -> "");
    }

    /** @param state said when the time is over */
    static void until(String what, Duration atMost, Condition condition, Supplier<String> state) {
        long end = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what + "; " + state.get(), last);
            }
            try {
                Thread.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
