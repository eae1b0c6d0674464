package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.List;

/**
 * Writes events within the caller's transaction, many in a statement: ten thousand machines that come or switch have as many. Few
 * at a time may be entities.
 */
final class EventRows {
    private static final String INSERT =
            "insert into event (id, happened_at, kind, machine, sub_account, pool, text) values (?, ?, ?, ?, ?, ?, ?)";

    private EventRows() {}

    /** @throws PersistenceException when the database refuses them */
    static void write(EntityManager em, List<Event> events) {
        var ids = new Ids(em, Event.class);
        Rows.write(
                em, INSERT, events, (event, insert) -> event.bind(ids.next(), insert), "Events could not be written.");
    }
}
