package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Machine;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.evidence.Learned;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FarmTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void wholeMachinesAreReadOfThoseThatMatterAndAFewColumnsOfTheOthers(TestDatabase database) {
        try (Store store = database.open()) {
            machine(store, "never-seen", machine -> machine.setOutOfService(true));
            machine(store, "long-gone", machine -> {
                machine.setStandardHashrate(OptionalDouble.of(5));
                machine.setPlace(Optional.of("alice"));
            });
            seen(store, "long-gone", NOW.minusSeconds(86_400));
            machine(store, "just-gone", machine -> {});
            seen(store, "just-gone", NOW.minusSeconds(30));
            machine(store, "connected", machine -> {});
            machine(store, "standing-by", machine -> machine.setRole(Machine.Role.STANDBY));
            machine(store, "standing-in", machine -> machine.setStandsInFor(Optional.of("long-gone")));
            machine(store, "replaced", machine -> machine.setReplacedSince(Optional.of(NOW)));
            machine(store, "archived", machine -> machine.setArchived(true));

            store.run(em -> {
                Farm farm = Farm.read(em, connected("connected", "archived", "unknown"), NOW);
                assertThat(farm.present())
                        .extracting(Machine::getName)
                        .containsExactlyInAnyOrder("just-gone", "connected", "standing-by", "standing-in", "replaced");
                assertThat(farm.absent())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("id")
                        .containsExactlyInAnyOrder(
                                new Farm.Absent(
                                        0,
                                        "never-seen",
                                        "default",
                                        true,
                                        OptionalDouble.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                new Farm.Absent(
                                        0,
                                        "long-gone",
                                        "default",
                                        false,
                                        OptionalDouble.of(5),
                                        Optional.of(NOW.minusSeconds(86_400)),
                                        Optional.of("alice")));
                farm.keep(Map.of("never-seen", "bob", "long-gone", "alice"));
            });
            store.run(em -> {
                assertThat(Farm.read(em, connected(), NOW).named("never-seen").getPlace())
                        .contains("bob");
                assertThat(Farm.read(em, connected(), NOW).named("long-gone").getPlace())
                        .contains("alice");
            });
            store.run(em -> Farm.read(em, connected(), NOW).keep(Map.of("never-seen", "bob")));
            store.run(em -> {
                assertThat(Farm.read(em, connected(), NOW).named("never-seen").getPlace())
                        .contains("bob");
                assertThat(Farm.read(em, connected(), NOW).named("long-gone").getPlace())
                        .isEmpty();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodyWaitsForIsWrittenAFewAtATimeAndNoneIsForgotten(TestDatabase database) {
        int machines = Farm.IN_TIME + 3;
        try (Store store = database.open()) {
            store.run(em -> {
                for (int i = 0; i < machines; i++) {
                    var machine = new Machine("rig-" + i, em.find(AllocationGroup.class, "default"), NOW);
                    machine.setRole(Machine.Role.STANDBY);
                    em.persist(machine);
                }
            });
            assertThat(learn(store)).isEqualTo(machines);
            assertThat(learn(store)).as("left for the second plan").isEqualTo(3);
            assertThat(learn(store)).isZero();
        }
    }

    /** How many of them had learned nothing; what they learn is there at once. */
    private static int learn(Store store) {
        return store.get(em -> {
            Farm farm = Farm.read(em, connected(), NOW);
            List<Machine> ignorant = farm.present().stream()
                    .filter(machine -> machine.getLearned().isEmpty())
                    .toList();
            ignorant.forEach(machine -> farm.changeInTime(machine, whole -> whole.learn(new Learned(1e12, 100), NOW)));
            farm.write();
            assertThat(farm.present())
                    .allSatisfy(machine -> assertThat(machine.getLearned()).contains(new Learned(1e12, 100)));
            return ignorant.size();
        });
    }

    private static void machine(Store store, String name, Consumer<Machine> how) {
        store.run(em -> {
            var machine = new Machine(name, em.find(AllocationGroup.class, "default"), NOW);
            how.accept(machine);
            em.persist(machine);
        });
    }

    private static void seen(Store store, String name, Instant at) {
        store.run(em -> Store.machines(em).seen(List.of(name), at));
    }

    private static FieldStatus connected(String... names) {
        return new FieldStatus(
                NOW,
                "now",
                0,
                true,
                Arrays.stream(names)
                        .map(name -> new MachineStatus(
                                name, 1, NOW, List.of(), 1e12, 1, "agent", "10.0.0.1:1", Optional.empty(), ""))
                        .toList(),
                List.of(),
                Map.of(),
                JournalStatus.NONE,
                List.of());
    }
}
