package io.sluice.allocation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the machines of a group are divided between the group's sub-accounts. */
public enum Policy {
    /** All machines on the first sub-account that is not up to standard, then on the next. */
    SEQUENTIAL(new SequentialPolicy()),
    /** Every sub-account gets its standard evenly over its period. */
    STEADY(new BalancedPolicy(new SteadyRule())),
    /** By ratio. */
    WEIGHTED(new BalancedPolicy(new WeightedRule()));

    @SuppressWarnings("ImmutableEnumChecker") // Strategies have no state.
    private final AllocationPolicy strategy;

    Policy(AllocationPolicy strategy) {
        this.strategy = strategy;
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static Policy parse(String text) {
        try {
            return valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String choice = Arrays.stream(values()).map(Policy::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("'" + text + "' is not a policy; choose one of: " + choice + ".", e);
        }
    }

    AllocationPolicy strategy() {
        return strategy;
    }
}
