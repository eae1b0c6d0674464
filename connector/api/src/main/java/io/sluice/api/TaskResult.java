package io.sluice.api;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Shares of one machine for one sub-account within one period, as the pool judged them. Shares refused by Sluice itself
 * never reach a pool and are not in here.
 *
 * @param machine the machine's user name
 * @param subAccount the sub-account whose job the shares were found for
 * @param periodStart start of the standard's period that the verdicts fall into, as the {@link Grant} named it
 * @param from time of the first verdict
 * @param to time of the last verdict
 * @param accepted shares that the pool accepted
 * @param work what the accepted shares stand for, each at the difficulty of its own job
 * @param rejected shares that the pool rejected, by the pool's reason; at most 16 reasons
 * @param unanswered shares sent whose answer was never read: neither accepted nor rejected
 */
public record TaskResult(
        String machine,
        String subAccount,
        Instant periodStart,
        Instant from,
        Instant to,
        long accepted,
        Work work,
        Map<String, Long> rejected,
        long unanswered) {
    public TaskResult {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(periodStart, "periodStart");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(work, "work");
        rejected = Map.copyOf(rejected);
        if (accepted < 0 || unanswered < 0 || rejected.values().stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("counts of shares are never negative");
        }
        if ((accepted == 0) != work.isZero()) {
            throw new IllegalArgumentException("accepted shares and their work come together");
        }
    }

    /** Shares that the pool rejected, whatever the reason. */
    public long rejectedShares() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
