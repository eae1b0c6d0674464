package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.distribution.Machine;
import io.sluice.distribution.MachineRows;
import io.sluice.distribution.Parts;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The machines that are not archived, as a plan needs them. A farm may know many times the machines that are there: of
 * those that were away for a while only a few columns are read. A hundred thousand whole ones, every two seconds, are more
 * than the process has memory for. Nothing of any is kept in step with the database: what a plan changes it says to {@link #change}.
 */
final class Farm {
    /** Who is away for longer is absent: what is in memory of it matters no more. */
    private static final Duration A_WHILE = Duration.ofMinutes(10);

    /** What nobody waits for is written for so many at once: the next plan finds the others as they were. */
    static final int IN_TIME = 500;

    /** All whom {@link MachineRows#present} leaves out, and none else. */
    private static final String ABSENT = "m.online = false and (m.lastSeenAt is null or m.lastSeenAt <= :before)"
            + " and m.role = :active and m.standsInFor is null and m.replacedSince is null";

    private final EntityManager em;
    private final List<Machine> present;
    private final List<Absent> absent;
    private final Map<String, Consumer<Machine>> changes = new LinkedHashMap<>();
    private int inTime;

    /**
     * An active machine that was away for a while, or was never there.
     *
     * @param id key of its row
     * @param expectedHashrate hashes a second that it should do; empty when nobody knows
     * @param lastSeenAt empty when it was never there
     * @param place whose part of the hashrate it belongs to by what is stored
     */
    record Absent(
            long id,
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
                        "select m.id, m.name, m.group.name, m.outOfService, m.standardHashrate, m.learnedHashrate,"
                                + " m.lastSeenAt, m.place from Machine m where m.archived = false and " + ABSENT,
                        Object[].class)
                .setParameter("before", before)
                .setParameter("active", Machine.Role.ACTIVE)
                .getResultList()
                .stream()
                .map(Farm::absent)
                .toList();
        List<Machine> present = new ArrayList<>(MachineRows.present(em, before));
        Set<String> names = present.stream().map(Machine::getName).collect(Collectors.toSet());
        // Connected, and what tells of it is not booked yet.
        List<String> unheard = status.machines().stream()
                .map(MachineStatus::name)
                .filter(name -> !names.contains(name))
                .toList();
        if (!unheard.isEmpty()) {
            MachineRows.named(em, unheard).stream()
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
        Object expected = row[4] == null ? row[5] : row[4];
        return new Absent(
                (long) row[0],
                (String) row[1],
                (String) row[2],
                (boolean) row[3],
                expected == null ? OptionalDouble.empty() : OptionalDouble.of((double) expected),
                Optional.ofNullable((Instant) row[6]),
                Optional.ofNullable((String) row[7]));
    }

    /** Entities, whose changes are written. */
    private List<Machine> managed(List<String> names) {
        return Parts.find(names, some -> em.createQuery(
                        "select m from Machine m where m.name in :names order by m.name", Machine.class)
                .setParameter("names", some)
                .getResultList());
    }

    /** Those that are connected, were here lately, stand by, or are in somebody's place or replaced. */
    List<Machine> present() {
        return present;
    }

    /** All others. */
    List<Absent> absent() {
        return absent;
    }

    /** One of them, whole; of those that are present with what was changed in it. */
    Machine named(String name) {
        return present.stream()
                .filter(machine -> machine.getName().equals(name))
                .findFirst()
                .orElseGet(() -> managed(List.of(name)).get(0));
    }

    /**
     * Changes one of those that are present: here at once, in the database with {@link #write}.
     *
     * @param change of nothing but what is to be changed
     */
    void change(Machine machine, Consumer<Machine> change) {
        change.accept(machine);
        changes.merge(machine.getName(), change, Consumer::andThen);
    }

    /**
     * As {@link #change}, where it is enough that it is in the database after some plans, each of which changes what it finds
     * unchanged: machines that came together learn together, and the plan is not to wait until all of that is written.
     */
    void changeInTime(Machine machine, Consumer<Machine> change) {
        if (inTime < IN_TIME) {
            inTime++;
            change(machine, change);
        } else {
            change.accept(machine);
        }
    }

    /** Writes what was changed. */
    void write() {
        managed(List.copyOf(changes.keySet()))
                .forEach(machine -> changes.get(machine.getName()).accept(machine));
        changes.clear();
    }

    /** Stores the places of those that are away, where they are others now. */
    void keep(Map<String, String> places) {
        SortedMap<Long, Optional<String>> moved = new TreeMap<>();
        for (Absent one : absent) {
            Optional<String> place = Optional.ofNullable(places.get(one.name()));
            if (!one.place().equals(place)) {
                moved.put(one.id(), place);
            }
        }
        MachineRows.places(em, moved);
    }
}
