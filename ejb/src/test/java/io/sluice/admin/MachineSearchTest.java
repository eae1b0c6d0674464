package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.admin.MachineSearch.Order;
import io.sluice.admin.MachineSearch.Query;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.evidence.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineSearchTest {
    private static final Instant LONG_AGO = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void findsByNameRoleGroupStateAndWhatIsWorkedFor(TestDatabase database) {
        try (Office office = farm(database)) {
            assertThat(names(office, Query.ALL)).containsExactly("ant", "Bee", "bug", "cat", "dog");
            assertThat(names(office, query("B", null, null, null, null))).containsExactly("Bee", "bug");
            assertThat(names(office, query("nothing", null, null, null, null))).isEmpty();
            assertThat(names(office, query("", MachineView.Role.STANDBY, null, null, null)))
                    .containsExactly("cat");
            assertThat(names(office, query("", null, "north", null, null))).containsExactly("bug");
            assertThat(names(office, query("", null, null, MachineView.State.ONLINE, null)))
                    .containsExactly("ant");
            assertThat(names(office, query("", null, null, MachineView.State.SILENT, null)))
                    .containsExactly("Bee");
            assertThat(names(office, query("", null, null, MachineView.State.OFFLINE, null)))
                    .containsExactly("bug", "cat");
            assertThat(names(office, query("", null, null, MachineView.State.OUT_OF_SERVICE, null)))
                    .containsExactly("dog");
            assertThat(names(office, query("", null, null, null, "alice"))).containsExactly("ant", "Bee");
            assertThat(names(office, query("an", null, null, null, "alice"))).containsExactly("ant");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageIsAPartOfTheOrderAskedFor(TestDatabase database) {
        try (Office office = farm(database)) {
            assertThat(page(office, Order.STANDARD, false, 0, 9)).startsWith("bug", "cat", "dog");
            assertThat(page(office, Order.STANDARD, true, 0, 2)).containsExactly("ant", "Bee");
            assertThat(page(office, Order.HASHRATE, true, 0, 2)).containsExactly("Bee", "ant");
            assertThat(page(office, Order.HASHRATE, false, 4, 9)).containsExactly("Bee");
            assertThat(page(office, Order.GROUP, true, 0, 1)).containsExactly("bug");
            assertThat(page(office, Order.ROLE, true, 0, 1)).containsExactly("cat");
            assertThat(page(office, Order.STATE, true, 0, 1)).containsExactly("dog");
            for (Order order : Order.values()) {
                List<String> all = page(office, order, false, 0, 1_000);
                assertThat(all).as("%s", order).hasSize(5);
                assertThat(page(office, order, false, 2, 2)).as("%s", order).isEqualTo(all.subList(2, 4));
                assertThat(page(office, order, false, 5, 2)).as("%s", order).isEmpty();
            }
            assertThatIllegalArgumentException().isThrownBy(() -> page(office, Order.NAME, false, 0, 1_001));
            assertThatIllegalArgumentException().isThrownBy(() -> page(office, Order.NAME, false, -1, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAndEventsAreNoMoreThanAskedFor(TestDatabase database) {
        try (Office office = farm(database)) {
            assertThat(office.<List<String>>at(d -> d.search().names(Query.ALL, 3)))
                    .hasSize(3);
            assertThat(office.<List<String>>at(d -> d.search().names(query("", null, null, null, "alice"), 1)))
                    .containsExactly("Bee");
            assertThat(office.<List<EventView>>at(d -> d.search().events("ant", 2)))
                    .extracting(EventView::text)
                    .containsExactly("third", "second");
            assertThat(office.<List<EventView>>at(d -> d.search().events("bug", 2)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheAdapterTheListIsWhatIsStored(TestDatabase database) {
        try (Office office = farm(database)) {
            office.status = null;
            assertThat(page(office, Order.HASHRATE, false, 0, 9)).hasSize(5);
            assertThat(names(office, query("", null, null, null, "alice"))).isEmpty();
        }
    }

    /** Five machines; and one that is archived, which nobody finds. */
    private static Office farm(TestDatabase database) {
        var office = new Office(database);
        office.at(d -> d.groups().put("admin", "north", new GroupInput("STEADY")));
        machine(office.store, "ant", "default", machine -> machine.setStandardHashrate(OptionalDouble.of(9)));
        machine(office.store, "Bee", "default", machine -> {
            machine.setStandardHashrate(OptionalDouble.of(5));
            machine.setFinding(new Finding(Finding.State.SILENT, LONG_AGO, "It says nothing."));
        });
        machine(office.store, "bug", "north", machine -> {});
        machine(office.store, "cat", "default", machine -> machine.setRole(Machine.Role.STANDBY));
        machine(office.store, "dog", "default", machine -> machine.setOutOfService(true));
        machine(office.store, "archived-bug", "north", machine -> machine.setArchived(true));
        office.store.run(em -> em.createQuery("update Machine m set m.online = true where m.name in ('ant', 'Bee')")
                .executeUpdate());
        for (String text : List.of("first", "second", "third")) {
            office.store.run(em -> em.persist(new Event(LONG_AGO, Event.Kind.SWITCHED, text).ofMachine("ant")));
        }
        office.status = new FieldStatus(
                Instant.now(),
                "life",
                1,
                true,
                List.of(connected("ant", 1e12), connected("Bee", 2e12)),
                List.of(),
                Map.of(),
                JournalStatus.NONE,
                List.of());
        return office;
    }

    private static MachineStatus connected(String name, double hashrate) {
        return new MachineStatus(
                name, 1, LONG_AGO, List.of("alice"), hashrate, 1, "agent", "10.0.0.1:1", Optional.empty(), "");
    }

    private static void machine(Store store, String name, String group, Consumer<Machine> how) {
        store.run(em -> {
            var machine = new Machine(name, em.find(AllocationGroup.class, group), LONG_AGO);
            how.accept(machine);
            em.persist(machine);
        });
    }

    private static Query query(
            String text, MachineView.Role role, String group, MachineView.State state, String subAccount) {
        return new Query(
                text,
                Optional.ofNullable(role),
                Optional.ofNullable(group),
                Optional.ofNullable(state),
                Optional.ofNullable(subAccount));
    }

    /** In whatever order, as databases order letters each in their way; as many as are counted. */
    private static List<String> names(Office office, Query query) {
        List<String> names = office.at(d -> d.search().find(query, Order.NAME, false, 0, 1_000)).stream()
                .map(MachineView::name)
                .sorted(String.CASE_INSENSITIVE_ORDER)
                .toList();
        assertThat(office.<Long>at(d -> d.search().count(query))).isEqualTo(names.size());
        return names;
    }

    private static List<String> page(Office office, Order order, boolean descending, int first, int most) {
        return office.at(d -> d.search().find(Query.ALL, order, descending, first, most)).stream()
                .map(MachineView::name)
                .toList();
    }
}
