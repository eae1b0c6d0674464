package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.allocation.Explanation;
import io.sluice.api.MachineEvent;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.evidence.Finding;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
                List<Machine> read = MachineRows.named(em, List.of("full", "bare", "nobody")).stream()
                        .sorted(Comparator.comparing(Machine::getName))
                        .toList();
                assertThat(read).hasSize(2);
                for (int i = 0; i < 2; i++) {
                    assertSame(read.get(i), entities.get(i), field -> true);
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

    @ParameterizedTest
    @EnumSource
    void aMachineAddedAsARowIsTheSameAsOneAddedAsAnEntity(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> {
                assertThat(Store.machines(em).admit(Map.of("row", "10.0.0.1:5"), START))
                        .containsExactly(Map.entry("row", AllocationGroup.DEFAULT));
                var entity = new Machine("entity", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                entity.seen(START);
                em.persist(entity);
            });
            store.run(em -> assertSame(machine(em, "row"), machine(em, "entity"), field -> !Set.of("id", "name")
                    .contains(field.getName())));
        }
    }

    /** Somebody else may be changing the rest at the same time. */
    @ParameterizedTest
    @EnumSource
    void nothingIsWrittenOfAMachineButWhatItDid(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em ->
                    em.persist(new Machine("rig", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START)));
            Instant later = START.plusSeconds(60);
            List<Machine> early = store.get(em -> MachineRows.named(em, List.of("rig")));
            store.run(em -> {
                machine(em, "rig").setRole(Machine.Role.STANDBY);
                machine(em, "rig").setPlace(Optional.of("alice"));
            });
            store.run(em -> Store.machines(em).note(List.of(connected(later))));

            // It was read before that, and that it asked for work is written after that: later, and then what was
            // earlier.
            for (Instant at : List.of(later.plusSeconds(1), later.minusSeconds(1))) {
                early.forEach(machine -> machine.seen(at));
                store.run(em -> MachineRows.seen(em, early));
            }
            store.run(em -> {
                Machine rig = machine(em, "rig");
                assertThat(rig.isOnline()).isTrue();
                assertThat(rig.getConnectedSince()).contains(later);
                assertThat(rig.getFirstSeenAt()).contains(later);
                assertThat(rig.getLastSeenAt()).contains(later.plusSeconds(1));
                assertThat(rig.getRole()).isEqualTo(Machine.Role.STANDBY);
                assertThat(rig.getPlace()).contains("alice");
            });

            early.forEach(machine -> machine.disconnected(later.plusSeconds(2)));
            store.run(em -> MachineRows.presence(em, early));
            store.run(em -> {
                Machine rig = machine(em, "rig");
                assertThat(rig.isOnline()).isFalse();
                assertThat(rig.getDisconnectedAt()).contains(later.plusSeconds(2));
                assertThat(rig.getRole()).isEqualTo(Machine.Role.STANDBY);
                assertThat(rig.getPlace()).contains("alice");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAStartWhoeverWasConnectedIsGoneSinceItWasLastSeen(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> Store.machines(em).admit(Map.of("rig", "a:1", "back", "a:2", "away", "a:3"), START));
            store.run(em -> Store.machines(em).note(List.of(connected(START), connected(START, "back"))));
            Instant start = START.plusSeconds(60);
            store.run(em -> Store.machines(em).seen(List.of("rig"), START.plusSeconds(30)));
            store.run(em -> Store.machines(em).note(List.of(connected(start.plusSeconds(1), "back"))));
            store.run(em -> Store.machines(em).allDisconnected(start));
            store.run(em -> {
                Machine rig = machine(em, "rig");
                assertThat(rig.isOnline()).isFalse();
                assertThat(rig.getConnectedSince()).isEmpty();
                assertThat(rig.getDisconnectedAt()).contains(START.plusSeconds(30));
                assertThat(rig.getLastSeenAt()).contains(START.plusSeconds(30));
                assertThat(machine(em, "back").isOnline()).isTrue();
                assertThat(machine(em, "back").getConnectedSince()).contains(start.plusSeconds(1));
                assertThat(machine(em, "away").getDisconnectedAt()).isEmpty();
            });
        }
    }

    /** The life's beginning and what machines do are told by two ways, neither of which waits for the other. */
    @ParameterizedTest
    @EnumSource
    void whoeverComesBackWhileItIsLookedWhoIsGoneIsThere(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> Store.machines(em).admit(Map.of("rig", "a:1"), START));
            store.run(em -> Store.machines(em).note(List.of(connected(START))));
            Instant start = START.plusSeconds(60);
            List<Machine> gone = store.get(em -> MachineRows.connectedBefore(em, start));
            assertThat(gone).hasSize(1);
            store.run(em -> Store.machines(em).note(List.of(connected(start.plusSeconds(1)))));
            store.run(em -> MachineRows.left(em, gone, start));
            store.run(em -> assertThat(machine(em, "rig").isOnline()).isTrue());
        }
    }

    private static MachineEvent connected(Instant at) {
        return connected(at, "rig");
    }

    private static MachineEvent connected(Instant at, String machine) {
        return new MachineEvent(at, machine, MachineEvent.Kind.CONNECTED, "", "agent");
    }

    private static Machine machine(EntityManager em, String name) {
        return em.createQuery("select m from Machine m where m.name = :name", Machine.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static void assertSame(Machine one, Machine other, Predicate<Field> compared) {
        columns().stream().filter(compared).forEach(field -> assertThat(get(field, one))
                .as("%s of %s", field.getName(), one.getName())
                .isEqualTo(get(field, other)));
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
