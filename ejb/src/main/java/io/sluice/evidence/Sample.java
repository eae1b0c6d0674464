package io.sluice.evidence;

import java.time.Instant;
import java.util.Objects;

/**
 * What a connected machine had shown at one moment. Everything is counted from its connection on.
 *
 * @param connections how many it has
 * @param shares good shares it found
 * @param exposure good shares to be expected for each hash a second, in seconds a hash; grows while it has work
 * @param refused shares that were refused before they went to a pool: late, doubled, too easy, impossible
 * @param accepted shares that a pool accepted
 * @param rejected shares that a pool rejected
 * @param subAccount what it works for; empty while it has no work
 */
public record Sample(
        Instant at,
        Instant connectedSince,
        int connections,
        long shares,
        double exposure,
        long refused,
        long accepted,
        long rejected,
        String subAccount) {
    public Sample {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(connectedSince, "connectedSince");
        Objects.requireNonNull(subAccount, "subAccount");
    }

    /** Whether the difference to an earlier sample is what the same connections did in between. */
    boolean continues(Sample earlier) {
        return connectedSince.equals(earlier.connectedSince)
                && connections == earlier.connections
                && shares >= earlier.shares
                && exposure >= earlier.exposure
                && refused >= earlier.refused
                && accepted >= earlier.accepted
                && rejected >= earlier.rejected;
    }
}
