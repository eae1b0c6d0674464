package io.sluice.stratum.relay;

import io.sluice.api.Grant;
import io.sluice.api.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters of all grants, shared by the loops. A counter lives as long as its period and a day, even while no plan
 * names it: what was collected in this life of the adapter must not be forgotten. Thread-safe.
 */
final class GrantBook {
    private static final Duration KEPT = Duration.ofDays(1);

    private record Key(String subAccount, Instant periodStart) {}

    private final Map<Key, GrantCounter> counters = new ConcurrentHashMap<>();

    /** The counter of a grant. */
    GrantCounter of(String subAccount, Grant grant) {
        return counters.computeIfAbsent(new Key(subAccount, grant.periodStart()), key -> new GrantCounter(grant));
    }

    /** Takes limits from a plan, once for all loops: one that has it later must not take an older one's. */
    void renew(List<Service> services) {
        for (Service service : services) {
            for (Grant grant : service.grants()) {
                GrantCounter counter = of(service.subAccount(), grant);
                if (!counter.grant().equals(grant)) {
                    counter.renew(grant);
                }
            }
        }
    }

    /** The counter of the grant that covers an instant, or is nearest to it. */
    GrantCounter of(String subAccount, Service service, Instant at) {
        List<Grant> grants = service.grants();
        Grant nearest = grants.get(at.isBefore(grants.get(0).periodStart()) ? 0 : grants.size() - 1);
        return of(
                subAccount,
                grants.stream().filter(grant -> grant.covers(at)).findFirst().orElse(nearest));
    }

    void forgetBefore(Instant now) {
        counters.values().removeIf(counter -> counter.grant()
                .periodEnd()
                .map(end -> end.plus(KEPT).isBefore(now))
                .orElse(false));
    }
}
