package io.sluice.scheduling;

import io.sluice.api.Plan;
import io.sluice.distribution.Decision;
import io.sluice.distribution.Event;
import java.util.List;

/**
 * A plan, and what is to be written of it once the adapter has it.
 *
 * @param decisions of machines of which there is something new to say
 * @param events that tell of them
 */
public record Draft(Plan plan, List<Decision> decisions, List<Event> events) {
    public Draft {
        decisions = List.copyOf(decisions);
        events = List.copyOf(events);
    }
}
