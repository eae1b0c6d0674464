package io.sluice.allocation;

import io.sluice.api.Work;
import java.util.Objects;
import java.util.Optional;

/**
 * A sub-account as an allocation needs to know it.
 *
 * @param position order within its group; the name decides between equals
 * @param remaining work still due in the present period, zero when it is up to standard; empty for a surplus account
 * @param repeating whether it is due again when its period ends. Such a one keeps its place when it is up to standard:
 *     the adapter passes it over while its grant is used up, and is back at it when the next period begins, without
 *     asking
 */
public record RosterSubAccount(String name, String group, int position, Optional<Work> remaining, boolean repeating) {
    public RosterSubAccount {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(remaining, "remaining");
    }

    /** Whether it is served only when all others are up to standard. */
    public boolean isSurplus() {
        return remaining.isEmpty();
    }

    /** Whether work is due to it, now or again. */
    public boolean isDue() {
        return remaining.isPresent() && (repeating || !remaining.get().isZero());
    }
}
