package io.sluice.allocation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the machines of a group are divided between the group's sub-accounts. */
public enum Policy {
    /** All machines on the first sub-account that is not up to standard, then on the next. */
    SEQUENTIAL(true, new SequentialPolicy()),
    /** Every sub-account gets its standard evenly over its period. Not to be chosen yet. */
    STEADY(false, new BalancedPolicy(new SteadyRule())),
    /** By ratio. Not to be chosen yet. */
    WEIGHTED(false, new BalancedPolicy(new WeightedRule()));

    private final boolean available;

    @SuppressWarnings("ImmutableEnumChecker") // Strategies have no state.
    private final AllocationPolicy strategy;

    Policy(boolean available, AllocationPolicy strategy) {
        this.available = available;
        this.strategy = strategy;
    }

    /** Whether a group may have this policy in this version. */
    public boolean isAvailable() {
        return available;
    }

    /** The policies that a group may have. */
    public static List<Policy> available() {
        return Arrays.stream(values()).filter(Policy::isAvailable).toList();
    }

    /**
     * Reads a policy that a group may have.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static Policy parse(String text) {
        String choice = available().stream().map(Policy::name).collect(Collectors.joining(", "));
        Policy policy;
        try {
            policy = valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a policy; choose one of: " + choice + ".", e);
        }
        if (!policy.isAvailable()) {
            throw new IllegalArgumentException(
                    "Policy " + policy + " is not available in this version; choose one of: " + choice + ".");
        }
        return policy;
    }

    AllocationPolicy strategy() {
        return strategy;
    }
}
