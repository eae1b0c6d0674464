package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Machines as rows, within the caller's transaction. What is read here is watched by nobody. A plan looks at
 * all of a large farm every two seconds and changes few; as entities each would cost three times as much. What all of a large farm
 * does at once, coming and going, is written here too, many rows in a statement.
 */
public final class MachineRows {
    private static final String INSERT =
            "insert into machine (id, name, role, group_name, out_of_service, archived, created_at, first_seen_at, last_seen_at,"
                    + " online, health, health_reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    /** Never earlier than what was written meanwhile. */
    private static final String SEEN_AT = "first_seen_at = coalesce(first_seen_at, ?),"
            + " last_seen_at = case when last_seen_at > ? then last_seen_at else ? end";

    private static final String SEEN = "update machine set " + SEEN_AT + " where id = ?";
    private static final String PRESENCE =
            "update machine set " + SEEN_AT + ", online = ?, connected_since = ?, disconnected_at = ? where id = ?";
    private static final String LEFT =
            "update machine set online = false, connected_since = null, disconnected_at = coalesce(last_seen_at, ?),"
                    + " last_seen_at = coalesce(last_seen_at, ?) where id = ? and online = true and connected_since < ?";

    private static final String FAILURE = "Machines could not be ";

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
                        + " or replaced_since is not null) order by name",
                List.of(InstantColumn.micros(before), Machine.Role.ACTIVE.name()));
    }

    /**
     * Those of the given names, archived or not, in no order.
     *
     * @throws PersistenceException when the database refuses
     */
    public static List<Machine> named(EntityManager em, Collection<String> names) {
        return Parts.find(
                names,
                some -> read(em, "name in (" + String.join(", ", Collections.nCopies(some.size(), "?")) + ")", some));
    }

    /**
     * Adds machines that have no row.
     *
     * @throws PersistenceException when the database refuses, as one of the names is there
     */
    static void add(EntityManager em, List<Machine> machines) {
        var ids = new Ids(em, Machine.class);
        // In one order, whoever adds many: else two who add the same wait for each other.
        List<Machine> byName =
                machines.stream().sorted(Comparator.comparing(Machine::getName)).toList();
        Rows.write(em, INSERT, byName, (machine, insert) -> machine.bind(ids.next(), insert), FAILURE + "added.");
    }

    /** Writes that they were admitted, and nothing else of them, as others write the rest at the same time. */
    static void seen(EntityManager em, List<Machine> machines) {
        Rows.write(em, SEEN, inOrder(machines), Machine::bindSeen, FAILURE + "changed.");
    }

    /** Writes whether they are connected, and since when. */
    static void presence(EntityManager em, Collection<Machine> machines) {
        Rows.write(em, PRESENCE, inOrder(machines), Machine::bindPresence, FAILURE + "changed.");
    }

    /** Those that are down as connected since before an instant. */
    static List<Machine> connectedBefore(EntityManager em, Instant at) {
        return read(em, "online = true and connected_since < ?", List.of(InstantColumn.micros(at)));
    }

    /**
     * Writes that they are gone since they were last seen. It is asked once more of each row whether it is down as connected since
     * before an instant: one may have come back while they were read.
     *
     * @throws PersistenceException when the database refuses
     */
    static void left(EntityManager em, List<Machine> gone, Instant before) {
        long micros = InstantColumn.micros(before);
        Rows.write(
                em,
                LEFT,
                inOrder(gone),
                (machine, update) -> {
                    update.setLong(1, micros);
                    update.setLong(2, micros);
                    update.setLong(3, machine.getId());
                    update.setLong(4, micros);
                },
                FAILURE + "changed.");
    }

    /**
     * Writes whose part of the hashrate machines belong to: all of a large farm that is away at once, when a sub-account goes.
     *
     * @param places by id, in its order; empty for none
     * @throws PersistenceException when the database refuses
     */
    public static void places(EntityManager em, SortedMap<Long, Optional<String>> places) {
        Rows.write(
                em,
                "update machine set place = ? where id = ?",
                List.copyOf(places.entrySet()),
                (moved, update) -> {
                    update.setString(1, moved.getValue().orElse(null));
                    update.setLong(2, moved.getKey());
                },
                FAILURE + "changed.");
    }

    /** Rows are locked in one order, whoever writes many of them. */
    private static List<Machine> inOrder(Collection<Machine> machines) {
        return machines.stream().sorted(Comparator.comparing(Machine::getId)).toList();
    }

    private static List<Machine> read(EntityManager em, String where, List<?> parameters) {
        Map<String, AllocationGroup> groups = new HashMap<>();
        return Rows.read(
                em,
                "select " + Machine.COLUMNS + " from machine where " + where,
                parameters,
                row -> new Machine(
                        row, name -> groups.computeIfAbsent(name, group -> em.find(AllocationGroup.class, group))),
                FAILURE + "read.");
    }
}
