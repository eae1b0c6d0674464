package io.sluice.admin;

import java.util.List;

/**
 * A pool as an operator describes it, unchecked.
 *
 * @param urls addresses in failover order; null when none were given
 * @param workerNames {@code user} or {@code user.machine}; null: {@code user}
 */
public record PoolInput(List<String> urls, String workerNames) {}
