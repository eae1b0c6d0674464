package io.sluice.api;

import java.util.HashSet;
import java.util.List;

/**
 * The sub-accounts that a machine works for, in order: always the first that can be served now, has work left in its
 * grant, and does not have machines enough to finish it. Machines with the same itinerary share one object: the
 * adapter decides once for each object what is to be logged in for it.
 *
 * @param subAccounts names, none twice; empty for a machine that is to stay connected without work
 */
public record Itinerary(List<String> subAccounts) {
    public static final Itinerary NONE = new Itinerary(List.of());

    public Itinerary {
        subAccounts = List.copyOf(subAccounts);
        if (new HashSet<>(subAccounts).size() != subAccounts.size()) {
            throw new IllegalArgumentException("an itinerary names each sub-account once: " + subAccounts);
        }
    }
}
