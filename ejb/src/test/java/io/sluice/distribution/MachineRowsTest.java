package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.allocation.Explanation;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.evidence.Finding;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineRowsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.123456Z");

    /** Also of a column that comes to be: each has a value of its own here. */
    @ParameterizedTest
    @EnumSource
    void aMachineReadIsTheSameAsTheEntity(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> {
                var group = new AllocationGroup("spares");
                em.persist(group);
                var full = new Machine("full", group, START);
                int number = 0;
                for (Field field : columns()) {
                    number++;
                    if (field.getName().equals("why")) {
                        set(field, full, Explanation.Why.REPLACED.name());
                    } else if (field.getType() == String.class
                            && !field.getName().equals("name")) {
                        set(field, full, "text " + number);
                    } else if (field.getType() == Instant.class) {
                        set(field, full, START.plusSeconds(number));
                    } else if (field.getType() == Double.class) {
                        set(field, full, number / 4.0);
                    }
                }
                full.setRole(Machine.Role.STANDBY);
                set(field("online"), full, true);
                set(field("health"), full, Finding.State.SILENT);
                em.persist(full);
                var bare = new Machine("bare", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                bare.setOutOfService(true);
                em.persist(bare);
            });
            store.run(em -> {
                List<Machine> entities = em.createQuery("select m from Machine m order by m.name", Machine.class)
                        .getResultList();
                List<Machine> read = MachineRows.named(em, List.of("full", "bare", "nobody"));
                assertThat(read).hasSize(2);
                for (int i = 0; i < 2; i++) {
                    for (Field field : columns()) {
                        assertThat(get(field, read.get(i)))
                                .as("%s of %s", field.getName(), entities.get(i).getName())
                                .isEqualTo(get(field, entities.get(i)));
                    }
                }
                assertThat(columns()).allSatisfy(field -> assertThat(get(field, read.get(1)))
                        .as(field.getName())
                        .isNotNull());
                assertThat(MachineRows.present(em, START))
                        .extracting(Machine::getName)
                        .containsExactly("full");
                assertThat(em.contains(read.get(0))).isFalse();
            });
        }
    }

    /** EclipseLink weaves fields of its own into entities. */
    private static List<Field> columns() {
        return Arrays.stream(Machine.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers())
                        && !field.getName().startsWith("_persistence"))
                .toList();
    }

    private static Field field(String name) {
        return columns().stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object get(Field field, Machine of) {
        field.setAccessible(true);
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void set(Field field, Machine of, Object value) {
        field.setAccessible(true);
        try {
            field.set(of, value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
