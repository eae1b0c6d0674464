package io.sluice.scheduling;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Something that is tried again and again and fails for a while: said once when it begins and once when it is over. */
final class Trouble {
    private final System.Logger log;
    private final AtomicBoolean present = new AtomicBoolean();

    Trouble(System.Logger log) {
        this.log = log;
    }

    void with(String what, Throwable cause) {
        log.log(present.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG, what, cause);
    }

    void over() {
        over("It works again.");
    }

    void over(String what) {
        if (present.compareAndSet(true, false)) {
            log.log(Level.INFO, what);
        }
    }
}
