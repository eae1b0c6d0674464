package io.sluice.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what must come to be. */
final class Await {
    private static final long PAUSE_MILLIS = 10;

    private Await() {}

    /** A condition that may fail to be asked while a part is down. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Duration atMost, Condition condition) throws InterruptedException {
        until(what, atMost, condition, () -> "");
    }

    /** @param state said when the time is over */
    static void until(String what, Duration atMost, Condition condition, Supplier<String> state)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
                last = null;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what + " " + state.get(), last);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
