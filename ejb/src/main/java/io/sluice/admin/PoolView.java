package io.sluice.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pool as it is stored and as it was last found.
 *
 * @param urls in failover order
 * @param workerNames {@code user} or {@code user.machine}
 * @param addresses what is known of each of {@code urls}, in the same order
 */
public record PoolView(String name, List<String> urls, String workerNames, List<Address> addresses) {
    public PoolView {
        urls = List.copyOf(urls);
        addresses = List.copyOf(addresses);
    }

    /**
     * What is known of one address.
     *
     * @param state {@code UNKNOWN}, {@code PROBED}, {@code SERVING} or {@code FAILING}
     * @param reason why it fails; empty otherwise
     * @param extranonce1Size bytes; 0 when not known
     * @param extranonce2Size bytes; 0 when not known
     * @param checkedAt when it was last heard of
     */
    public record Address(
            String url,
            String state,
            String reason,
            int extranonce1Size,
            int extranonce2Size,
            Optional<Instant> checkedAt) {}
}
