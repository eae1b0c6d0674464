package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.distribution.Machine;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The machines that are not archived, as a plan needs them. A farm may know many times the machines that are there: of
 * those that were away for a while only a few columns are read, and nothing of them is kept in step with the database.
 * A hundred thousand whole ones, every two seconds, are more than the process has memory for.
 */
final class Farm {
    /** Who is away for longer is absent: what is in memory of it matters no more. */
    private static final Duration A_WHILE = Duration.ofMinutes(10);

    /** As many parameters as any database takes at once. */
    private static final int AT_ONCE = 500;

    private static final String ABSENT = "m.online = false and (m.lastSeenAt is null or m.lastSeenAt <= :before)"
            + " and m.role = :active and m.standsInFor is null and m.replacedSince is null";

    private static final String PRESENT = "(m.online = true or m.lastSeenAt > :before or m.role <> :active"
            + " or m.standsInFor is not null or m.replacedSince is not null)";

    private final EntityManager em;
    private final List<Machine> present;
    private final List<Absent> absent;

    /**
     * An active machine that was away for a while, or was never there.
     *
     * @param expectedHashrate hashes a second that it should do; empty when nobody knows
     * @param lastSeenAt empty when it was never there
     * @param place whose part of the hashrate it belongs to by what is stored
     */
    record Absent(
            String name,
            String group,
            boolean outOfService,
            OptionalDouble expectedHashrate,
            Optional<Instant> lastSeenAt,
            Optional<String> place) {}

    private Farm(EntityManager em, List<Machine> present, List<Absent> absent) {
        this.em = em;
        this.present = present;
        this.absent = absent;
    }

    static Farm read(EntityManager em, FieldStatus status, Instant now) {
        Instant before = now.minus(A_WHILE);
        // First those that are away: who comes meanwhile is in both, and not in neither.
        List<Absent> absent = em
                .createQuery(
                        "select m.name, m.group.name, m.outOfService, m.standardHashrate, m.learnedHashrate,"
                                + " m.lastSeenAt, m.place from Machine m where m.archived = false and " + ABSENT,
                        Object[].class)
                .setParameter("before", before)
                .setParameter("active", Machine.Role.ACTIVE)
                .getResultList()
                .stream()
                .map(Farm::absent)
                .toList();
        List<Machine> present = new ArrayList<>(em.createQuery(
                        "select m from Machine m where m.archived = false and " + PRESENT + " order by m.name",
                        Machine.class)
                .setParameter("before", before)
                .setParameter("active", Machine.Role.ACTIVE)
                .getResultList());
        Set<String> names = present.stream().map(Machine::getName).collect(Collectors.toSet());
        // Connected, and what tells of it is not booked yet.
        List<String> unheard = status.machines().stream()
                .map(MachineStatus::name)
                .filter(name -> !names.contains(name))
                .toList();
        if (!unheard.isEmpty()) {
            named(em, unheard).stream()
                    .filter(machine -> !machine.isArchived())
                    .peek(machine -> names.add(machine.getName()))
                    .forEach(present::add);
        }
        return new Farm(
                em,
                List.copyOf(present),
                absent.stream().filter(one -> !names.contains(one.name())).toList());
    }

    private static Absent absent(Object[] row) {
        Object expected = row[3] == null ? row[4] : row[3];
        return new Absent(
                (String) row[0],
                (String) row[1],
                (boolean) row[2],
                expected == null ? OptionalDouble.empty() : OptionalDouble.of((double) expected),
                Optional.ofNullable((Instant) row[5]),
                Optional.ofNullable((String) row[6]));
    }

    private static List<Machine> named(EntityManager em, List<String> names) {
        List<Machine> found = new ArrayList<>();
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            found.addAll(em.createQuery("select m from Machine m where m.name in :names order by m.name", Machine.class)
                    .setParameter("names", names.subList(from, Math.min(from + AT_ONCE, names.size())))
                    .getResultList());
        }
        return found;
    }

    /** Those that are connected, were here lately, stand by, or are in somebody's place or replaced. */
    List<Machine> present() {
        return present;
    }

    /** All others. */
    List<Absent> absent() {
        return absent;
    }

    /** One of them, whole. */
    Machine named(String name) {
        return em.createQuery("select m from Machine m where m.name = :name", Machine.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    /** Stores the places of those that are away, where they are others now. */
    void keep(Map<String, String> places) {
        List<String> moved = absent.stream()
                .filter(one -> !one.place().equals(Optional.ofNullable(places.get(one.name()))))
                .map(Absent::name)
                .toList();
        named(em, moved).forEach(machine -> machine.setPlace(Optional.ofNullable(places.get(machine.getName()))));
    }
}
