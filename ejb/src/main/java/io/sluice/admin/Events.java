package io.sluice.admin;

import io.sluice.distribution.Event;
import io.sluice.distribution.LedgerQueries;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;

/** What happened, to be read. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Events {
    @EJB
    LedgerQueries ledger;

    /**
     * Events, newest first.
     *
     * @param cursor {@link Slice#next} of the slice before
     * @param limit 1 to 1000
     */
    public Slice<EventView> latest(Optional<Long> cursor, int limit) {
        List<Event> found = ledger.events(cursor, limit);
        return new Slice<>(
                found.stream().map(Events::view).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).getId()));
    }

    static EventView view(Event event) {
        return new EventView(
                event.getId(),
                event.getAt(),
                event.getKind().name(),
                event.getMachine(),
                event.getSubAccount(),
                event.getPool(),
                event.getText());
    }
}
