package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.allocation.Explanation;
import io.sluice.distribution.TestDatabase.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionBookTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final int MANY = 1_234;

    @ParameterizedTest
    @EnumSource
    void whatIsSaidOfThousandsOfMachinesIsThereAfterwards(TestDatabase database) {
        try (Store store = database.open()) {
            List<Long> ids = machines(store);
            List<Decision> decisions = new ArrayList<>();
            for (int i = MANY - 1; i >= 0; i--) {
                decisions.add(
                        new Decision(ids.get(i), Optional.of(why("m" + i)), Optional.of(NOW), Optional.of("alice")));
            }
            store.run(em -> Store.decisions(em)
                    .write(decisions, List.of(new Event(NOW, Event.Kind.ASSIGNED, "All work for alice."))));
            store.run(em -> {
                for (int i = 0; i < MANY; i++) {
                    Machine machine = em.find(Machine.class, ids.get(i));
                    assertThat(machine.getExplanation()).contains(why("m" + i));
                    assertThat(machine.getExplainedSince()).contains(NOW);
                    assertThat(machine.getPlace()).contains("alice");
                    assertThat(machine.getRole()).isEqualTo(Machine.Role.STANDBY);
                }
                assertThat(em.createQuery("select e from Event e", Event.class).getResultList())
                        .extracting(Event::getText)
                        .containsExactly("All work for alice.");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSaidAnyMoreWhereNothingIsToBeSaid(TestDatabase database) {
        try (Store store = database.open()) {
            long id = machines(store).get(0);
            var tooLong = new Explanation(
                    Explanation.Why.WAITS, Optional.empty(), Optional.empty(), Optional.empty(), "x".repeat(2_000));
            store.run(em -> Store.decisions(em)
                    .write(
                            List.of(new Decision(id, Optional.of(tooLong), Optional.of(NOW), Optional.empty())),
                            List.of()));
            store.run(
                    em -> assertThat(em.find(Machine.class, id).getExplanation().orElseThrow())
                            .satisfies(stored -> {
                                assertThat(stored.subAccount()).isEmpty();
                                assertThat(stored.nextAt()).isEmpty();
                                assertThat(stored.sentence()).hasSize(1_000).endsWith("x…");
                            }));
            store.run(em -> Store.decisions(em)
                    .write(List.of(new Decision(id, Optional.empty(), Optional.empty(), Optional.empty())), List.of()));
            store.run(em -> {
                assertThat(em.find(Machine.class, id).getExplanation()).isEmpty();
                assertThat(em.find(Machine.class, id).getExplainedSince()).isEmpty();
                assertThat(em.find(Machine.class, id).getPlace()).isEmpty();
            });
        }
    }

    private static Explanation why(String machine) {
        return new Explanation(
                Explanation.Why.EVEN,
                Optional.of("alice"),
                Optional.of("rest"),
                Optional.of(NOW.plusSeconds(60)),
                "alice needs " + machine + ".");
    }

    private static List<Long> machines(Store store) {
        return store.get(em -> {
            var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
            List<Machine> machines = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                var machine = new Machine("m" + i, group, NOW);
                machine.setRole(Machine.Role.STANDBY);
                em.persist(machine);
                machines.add(machine);
            }
            em.flush();
            return machines.stream().map(Machine::getId).toList();
        });
    }
}
