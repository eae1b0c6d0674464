package io.sluice.allocation;

import java.util.Objects;

/**
 * What one sub-account is to receive from now on.
 *
 * @param rate hashes a second
 * @param band hashes that it may be behind or ahead before a machine alternates
 * @param horizon seconds in which what it is behind or ahead should be made good
 * @param finishing whether its deadline is so near that it is served rather too much than too little
 */
record Target(RosterSubAccount subAccount, double rate, double band, double horizon, boolean finishing) {
    Target {
        Objects.requireNonNull(subAccount, "subAccount");
        if (!(rate >= 0 && band > 0 && horizon > 0)) {
            throw new IllegalArgumentException("no target: rate " + rate + ", band " + band + ", horizon " + horizon);
        }
    }

    /** Whether nothing can be done for it now: it is up to standard, or cannot be served. */
    boolean rests() {
        return !subAccount.isOpen();
    }
}
