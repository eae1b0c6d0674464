package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.Map;

/**
 * How a policy divided the machines of a group.
 *
 * @param itineraries by machine; machines with the same itinerary share one object
 * @param arrivals what a machine follows that joins the group before the next allocation
 * @param places by machine: the sub-account it belongs to; none for a machine that is left over
 * @param accounts by sub-account: what it is to receive
 * @param explanations by machine, shared like itineraries
 */
record Division(
        Map<String, Itinerary> itineraries,
        Itinerary arrivals,
        Map<String, String> places,
        Map<String, Precedent.Account> accounts,
        Map<String, Explanation> explanations) {}
