package io.sluice.api;

import java.util.Objects;

/**
 * What an address of a pool answered when it was last asked, so that machines need not wait for it after a start.
 *
 * @param extranonce2Size bytes
 * @param versionMask bits that machines may roll; 0 for none
 */
public record KnownSizes(PoolAddress address, int extranonce2Size, int versionMask) {
    public KnownSizes {
        Objects.requireNonNull(address, "address");
        if (extranonce2Size < 1 || extranonce2Size > 16) {
            throw new IllegalArgumentException("an extranonce2 has 1 to 16 bytes, not " + extranonce2Size);
        }
    }
}
