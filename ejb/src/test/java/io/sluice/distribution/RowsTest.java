package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written as rows reads as if it had been written as entities. */
class RowsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

    @ParameterizedTest
    @EnumSource
    void events(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> EventRows.write(em, List.of(full(), bare())));
            store.run(em -> Stream.of(full(), bare()).forEach(em::persist));
            store.run(em -> assertTwice(em, "event", 4));
        }
    }

    private static Event full() {
        return new Event(START, Event.Kind.SWITCHED, "It switched.")
                .ofMachine("rig")
                .ofSubAccount("alice")
                .ofPool("alpha");
    }

    private static Event bare() {
        return new Event(START.plusSeconds(1), Event.Kind.ALARM, "Something.");
    }

    @ParameterizedTest
    @EnumSource
    void assignments(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> AssignmentRows.write(em, List.of(open(), ended())));
            store.run(em -> Stream.of(open(), ended()).forEach(em::persist));
            store.run(em -> assertTwice(em, "assignment", 4));
            store.run(em -> {
                List<Assignment> read = AssignmentRows.all(em, AssignmentRows.OPEN_AND_BEGUN_BEFORE, Long.MAX_VALUE);
                assertThat(read).hasSize(2);
                read.forEach(assignment -> assignment.end(START.plusSeconds(7), "over"));
                AssignmentRows.write(em, read);
            });
            store.run(em -> {
                List<Assignment> entities = em.createQuery(
                                "select a from Assignment a where a.endedWhy = 'over'", Assignment.class)
                        .getResultList();
                assertThat(entities).hasSize(2).allSatisfy(assignment -> {
                    assertThat(assignment.getMachine()).isEqualTo("rig");
                    assertThat(assignment.getFrom()).isEqualTo(START);
                    assertThat(assignment.getUntil()).contains(START.plusSeconds(7));
                    assertThat(assignment.getWhy()).isEqualTo("connected");
                });
            });
        }
    }

    private static Assignment open() {
        return new Assignment("rig", "alice", START, "connected");
    }

    private static Assignment ended() {
        var assignment = new Assignment("ant", "bob", START.plusSeconds(1), "plan");
        assignment.end(START.plusSeconds(2), "it hung up");
        return assignment;
    }

    /** Each row is there twice, but for its id. */
    private static void assertTwice(EntityManager em, String table, int rows) {
        List<?> columns = em.createNativeQuery(
                        "select lower(column_name) from information_schema.columns where lower(table_name) = ?1"
                                + " and lower(column_name) <> 'id'")
                .setParameter(1, table)
                .getResultList();
        assertThat(columns).hasSizeGreaterThan(5);
        String all = String.join(", ", columns.stream().map(String::valueOf).toList());
        List<?> counts = em.createNativeQuery("select count(*) from " + table + " group by " + all)
                .getResultList();
        assertThat(counts).hasSize(rows / 2).allSatisfy(count -> assertThat(((Number) count).intValue())
                .isEqualTo(2));
    }
}
