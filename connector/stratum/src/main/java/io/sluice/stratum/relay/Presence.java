package io.sluice.stratum.relay;

import java.util.concurrent.ConcurrentHashMap;

/** How many connections each machine has over all loops. Touched when one comes or goes, never on a share's way. */
final class Presence {
    private final ConcurrentHashMap<String, Integer> connections = new ConcurrentHashMap<>();

    /** Returns whether this is the machine's first connection. */
    boolean arrives(String machine) {
        return connections.merge(machine, 1, Integer::sum) == 1;
    }

    /** Returns whether this was the machine's last connection. */
    boolean leaves(String machine) {
        return connections.computeIfPresent(machine, (name, count) -> count == 1 ? null : count - 1) == null;
    }
}
