package io.sluice.api;

import java.util.List;
import java.util.Objects;

/**
 * A pool as the adapter must know it.
 *
 * @param addresses in failover order; at least one
 * @param workerNames what the pool sees as the worker of a share
 */
public record PoolConfiguration(String name, List<PoolAddress> addresses, WorkerNames workerNames) {
    /** What a pool is told of the machine that found a share. */
    public enum WorkerNames {
        /** Nothing: the worker is the sub-account's user. */
        USER,
        /** Its name: the worker is {@code user.machine}. */
        USER_MACHINE
    }

    public PoolConfiguration {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(workerNames, "workerNames");
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a pool has at least one address");
        }
    }
}
