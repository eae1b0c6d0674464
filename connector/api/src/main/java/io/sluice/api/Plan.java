package io.sluice.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Everything that the adapter is to do, whole each time: what is not in it is not done any more. A plan with an older
 * epoch than the last one applied is ignored.
 *
 * @param epoch grows with each plan, over restarts too
 * @param pools every pool that a service names
 * @param knownSizes what addresses answered when they were last asked
 * @param services every sub-account that may be served
 * @param itineraries by machine name: every known machine
 * @param arrivals by group name: what a machine follows that no plan has named yet
 */
public record Plan(
        long epoch,
        List<PoolConfiguration> pools,
        List<KnownSizes> knownSizes,
        List<Service> services,
        Map<String, Itinerary> itineraries,
        Map<String, Itinerary> arrivals) {
    public Plan {
        pools = List.copyOf(pools);
        knownSizes = List.copyOf(knownSizes);
        services = List.copyOf(services);
        itineraries = Map.copyOf(itineraries);
        arrivals = Map.copyOf(arrivals);
        Objects.requireNonNull(itineraries, "itineraries");
        for (Service service : services) {
            if (pools.stream()
                    .noneMatch(pool -> pool.name().equals(service.login().pool()))) {
                throw new IllegalArgumentException("the plan serves " + service.subAccount() + " at pool "
                        + service.login().pool() + " but does not describe that pool");
            }
        }
    }
}
