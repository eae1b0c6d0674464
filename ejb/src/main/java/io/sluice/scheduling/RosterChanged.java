package io.sluice.scheduling;

import java.util.Objects;

/**
 * A CDI event: pools, sub-accounts, machines or groups were changed. Fired in the transaction that changes them; a new
 * plan is made after it is committed, and not at all when it is rolled back.
 *
 * @param why for the log
 */
public record RosterChanged(String why) {
    public RosterChanged {
        Objects.requireNonNull(why, "why");
    }
}
