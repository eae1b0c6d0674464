package io.sluice.allocation;

import java.util.List;

/** What each sub-account of a group is to receive; the difference between policies that divide by hashrate. */
interface TargetRule {
    /** Nothing finer than this many seconds of a machine's work can be steered: plans are made every two seconds. */
    double FINEST_SECONDS = 2;

    /**
     * @param capacity hashes a second of all machines of the group that work
     * @param typical hashes a second of one of them, more than 0
     * @return one for each sub-account that takes part, in the group's order. Those that are due without a deadline do
     *     not: they take what is left over
     */
    List<Target> targets(GroupRoster group, double capacity, double typical);

    /** The kind of reason for a machine to be where it is. */
    Explanation.Why why();
}
