package io.sluice.allocation;

/** A way to divide the machines of one group; a strategy without state. */
interface AllocationPolicy {
    Division divide(GroupRoster group);
}
