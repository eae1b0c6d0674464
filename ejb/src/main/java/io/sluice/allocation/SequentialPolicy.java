package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One itinerary for all: the sub-accounts that are due, in order, then the surplus accounts. How many machines the first
 * one still employs is for the adapter to see, share by share.
 */
final class SequentialPolicy implements AllocationPolicy {
    @Override
    public Map<String, Itinerary> assign(GroupRoster group) {
        Itinerary itinerary = arrivals(group);
        return group.machines().stream().collect(Collectors.toMap(RosterMachine::name, machine -> itinerary));
    }

    @Override
    public Itinerary arrivals(GroupRoster group) {
        return new Itinerary(Stream.concat(group.due().stream().map(RosterSubAccount::name), group.surplus().stream())
                .toList());
    }
}
