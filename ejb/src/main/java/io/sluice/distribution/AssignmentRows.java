package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Assignments as rows, within the caller's transaction: when a large farm switches, ten thousand end and as many begin. What is read here
 * is watched by nobody; {@link #write} writes what was changed.
 */
final class AssignmentRows {
    /** One that goes on. */
    static final String OPEN = "a.until_at is null";

    static final String BEGUN_SINCE = "a.from_at >= ?";
    static final String OPEN_AND_BEGUN_BEFORE = OPEN + " and a.from_at < ?";
    static final String ENDED_SINCE = "a.until_at >= ?";

    private static final String COLUMNS = "a.id, a.machine, a.sub_account, a.from_at, a.until_at, a.why, a.ended_why";
    private static final String INSERT =
            "insert into assignment (id, machine, sub_account, from_at, until_at, why, ended_why) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update assignment set until_at = ?, ended_why = ? where id = ?";
    private static final String FAILURE = "Assignments could not be ";

    private AssignmentRows() {}

    /** Of some machines, those that are {@link #OPEN} or {@link #BEGUN_SINCE}. */
    static List<Assignment> ofMachines(EntityManager em, Collection<String> machines, String which, Object... values) {
        return Parts.find(machines, names -> {
            List<Object> parameters = new ArrayList<>(names);
            parameters.addAll(Arrays.asList(values));
            return read(em, selectOfMachines(names.size(), which), parameters);
        });
    }

    /** Joined and not {@code in}, and one condition at a time: else H2 reads all that each of the machines ever did. */
    static String selectOfMachines(int count, String which) {
        return "select " + COLUMNS + " from (values "
                + String.join(", ", Collections.nCopies(count, "(cast(? as varchar(127)))"))
                + ") as m (machine) join assignment a on a.machine = m.machine and " + which;
    }

    /** Of all machines, those that are {@link #OPEN_AND_BEGUN_BEFORE} or {@link #ENDED_SINCE}. */
    static List<Assignment> all(EntityManager em, String which, Object... values) {
        return read(em, "select " + COLUMNS + " from assignment a where " + which, Arrays.asList(values));
    }

    private static List<Assignment> read(EntityManager em, String sql, List<Object> parameters) {
        return Rows.read(em, sql, parameters, Assignment::new, FAILURE + "read.");
    }

    /**
     * Writes those that are new and what was changed in those that were read. Once: those that are new are given no id.
     *
     * @throws PersistenceException when the database refuses
     */
    static void write(EntityManager em, Collection<Assignment> changed) {
        // Rows are locked in one order, whoever writes many of them.
        List<Assignment> known = changed.stream()
                .filter(assignment -> assignment.getId() != null)
                .sorted(Comparator.comparing(Assignment::getId))
                .toList();
        List<Assignment> begun = changed.stream()
                .filter(assignment -> assignment.getId() == null)
                .toList();
        Rows.write(em, UPDATE, known, Assignment::bindChange, FAILURE + "changed.");
        var ids = new Ids(em, Assignment.class);
        Rows.write(em, INSERT, begun, (assignment, insert) -> assignment.bind(ids.next(), insert), FAILURE + "added.");
    }
}
