package io.sluice.stratum.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sees every share from all sides, the machine's, the journal's and the pool's, and fails the test in the moment in which
 * something is heard outside before it is in the journal.
 */
final class ShareWatch {
    private final Map<String, Integer> unanswered = new HashMap<>();
    private final Map<String, Integer> withoutVerdict = new HashMap<>();
    private final List<String> order = new ArrayList<>();
    private Origin announced;

    /** A machine sends a share. */
    void found(String machine) {
        unanswered.merge(machine, 1, Integer::sum);
    }

    /** A journal holds that a share is about to be sent. */
    void sent(Origin origin) {
        nothingAnnounced();
        order.add("sent of " + origin.machine());
        announced = origin;
        withoutVerdict.merge(origin.machine(), 1, Integer::sum);
    }

    /** A share is written to a pool's line, under this worker's name. */
    void written(String worker) {
        if (announced == null) {
            throw new AssertionError("a share of " + worker + " goes to the pool that is not in the journal");
        }
        if (!worker.equals(announced.subAccount())
                && !worker.equals(announced.subAccount() + "." + announced.machine())) {
            throw new AssertionError("the journal has a share of " + announced + ", the pool gets one of " + worker);
        }
        order.add("written for " + worker);
        announced = null;
    }

    /** A journal holds a verdict. */
    void judged(Origin origin) {
        nothingAnnounced();
        order.add("judged of " + origin.machine());
        withoutVerdict.merge(origin.machine(), -1, Integer::sum);
    }

    /** A machine hears what became of a share. */
    void answered(String machine) {
        order.add("answered to " + machine);
        int others = unanswered.merge(machine, -1, Integer::sum);
        if (withoutVerdict.getOrDefault(machine, 0) > others) {
            throw new AssertionError(machine + " has the answer to a share whose verdict is not in the journal");
        }
    }

    /** What was seen, but for what machines found, in order. */
    List<String> order() {
        return order;
    }

    private void nothingAnnounced() {
        if (announced != null) {
            throw new AssertionError("the journal has a share as sent that was not: " + announced);
        }
    }
}
