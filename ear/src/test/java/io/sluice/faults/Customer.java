package io.sluice.faults;

import io.sluice.stratum.work.Difficulty;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A sub-account of the fault suite.
 *
 * @param shares that its standard is worth; empty for the surplus account
 * @param period as an operator writes it
 */
record Customer(String name, String pool, Difficulty difficulty, Optional<Long> shares, String period) {
    /** Of pool {@code a}, 2^-21: 2,048 hashes a share. */
    static final Difficulty A = Difficulty.powerOfTwo(-21);

    /** Of pool {@code b}. */
    static final Difficulty B = Difficulty.powerOfTwo(-20);

    /** All of them, in their order. */
    static List<Customer> all(long standard) {
        return List.of(
                new Customer("alice", "a", A, Optional.of(standard), "ONCE"),
                new Customer("bob", "b", B, Optional.of(60L), "PT20S"),
                new Customer("carol", "a", A, Optional.of(standard), "ONCE"),
                new Customer("dave", "b", B, Optional.of(standard), "ONCE"),
                new Customer("surplus", "b", B, Optional.empty(), "ONCE"));
    }

    boolean isDueOnce() {
        return shares.isPresent() && period.equals("ONCE");
    }

    /** What an accepted share stands for, in hashes. */
    BigDecimal share() {
        return difficulty.work().hashes();
    }
}
