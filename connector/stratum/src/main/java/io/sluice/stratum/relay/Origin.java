package io.sluice.stratum.relay;

import io.sluice.api.Work;
import java.time.Instant;
import java.util.Objects;

/**
 * Whose a share is: who found it, for whom, in which period it counts, and how much it stands for.
 *
 * @param machine the machine's user name
 * @param subAccount whose job it was found for
 * @param periodStart names the period, as the grant did
 * @param work at the difficulty of its job
 */
public record Origin(String machine, String subAccount, Instant periodStart, Work work) {
    public Origin {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(periodStart, "periodStart");
        Objects.requireNonNull(work, "work");
    }
}
