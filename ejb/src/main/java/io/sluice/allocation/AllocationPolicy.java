package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.Map;

/** A way to divide the machines of one group; a strategy without state. */
interface AllocationPolicy {
    /**
     * The itinerary of each machine of the group that is to work.
     *
     * @return by machine name; machines with the same itinerary share one object
     */
    Map<String, Itinerary> assign(GroupRoster group);

    /** What a machine follows that joins the group before the next allocation. */
    Itinerary arrivals(GroupRoster group);
}
