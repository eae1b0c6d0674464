package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads machines within the caller's transaction, as they are and no more: what is changed in them is written by nobody. A plan looks at
 * all of a large farm every two seconds and changes few; as entities each would cost three times as much.
 */
public final class MachineRows {
    private static final InstantColumn INSTANTS = new InstantColumn();

    private MachineRows() {}

    /**
     * Those that are not archived, and are connected, were here lately, stand by, stand in, or are replaced; by name.
     *
     * @param before who was here then or earlier was not here lately
     * @throws PersistenceException when the database refuses
     */
    public static List<Machine> present(EntityManager em, Instant before) {
        return read(
                em,
                "archived = false and (online = true or last_seen_at > ? or role <> ? or stands_in_for is not null"
                        + " or replaced_since is not null)",
                List.of(INSTANTS.convertToDatabaseColumn(before), Machine.Role.ACTIVE.name()));
    }

    /**
     * Those of the given names, archived or not; by name.
     *
     * @param names not too many for a statement
     * @throws PersistenceException when the database refuses
     */
    public static List<Machine> named(EntityManager em, List<String> names) {
        return read(em, "name in (" + String.join(", ", Collections.nCopies(names.size(), "?")) + ")", names);
    }

    private static List<Machine> read(EntityManager em, String where, List<?> parameters) {
        // Not ours to close: it is the transaction's.
        Connection connection = em.unwrap(Connection.class);
        Map<String, AllocationGroup> groups = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select " + Machine.COLUMNS + " from machine where " + where + " order by name")) {
            for (int i = 0; i < parameters.size(); i++) {
                select.setObject(i + 1, parameters.get(i));
            }
            List<Machine> machines = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    machines.add(new Machine(
                            rows,
                            name -> groups.computeIfAbsent(name, group -> em.find(AllocationGroup.class, group))));
                }
            }
            return machines;
        } catch (SQLException e) {
            throw new PersistenceException("Machines could not be read.", e);
        }
    }
}
