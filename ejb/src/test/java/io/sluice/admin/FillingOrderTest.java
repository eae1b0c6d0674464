package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.distribution.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FillingOrderTest {
    @ParameterizedTest
    @EnumSource
    void thoseThatMoveShareThePlacesThatTheyHad(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d ->
                    d.pools().put("admin", "alpha", new PoolInput(List.of("stratum+tcp://alpha.example:3333"), null)));
            put(office, "otter", 3);
            put(office, "badger", 10);
            put(office, "stoat", 20);
            office.announced.clear();

            set(office, "stoat", "badger");
            assertThat(places(office)).isEqualTo(Map.of("otter", 3, "stoat", 10, "badger", 20));
            assertThat(office.announced).as("one plan for all").hasSize(1);

            set(office, "badger", "stoat", "otter");
            assertThat(places(office)).isEqualTo(Map.of("badger", 3, "stoat", 10, "otter", 20));

            office.announced.clear();
            set(office, "badger", "stoat", "otter");
            assertThat(office.announced).as("nothing moved").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereTwoHadOnePlaceAllAreCountedFromOne(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d ->
                    d.pools().put("admin", "alpha", new PoolInput(List.of("stratum+tcp://alpha.example:3333"), null)));
            put(office, "otter", 5);
            put(office, "badger", 5);
            put(office, "stoat", 9);
            set(office, "stoat", "otter", "badger");
            assertThat(places(office)).isEqualTo(Map.of("stoat", 1, "otter", 2, "badger", 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyMovesWhenOneIsNotThereAnyMore(TestDatabase database) {
        try (Office office = new Office(database)) {
            office.at(d ->
                    d.pools().put("admin", "alpha", new PoolInput(List.of("stratum+tcp://alpha.example:3333"), null)));
            put(office, "otter", 1);
            put(office, "badger", 2);
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> set(office, "badger", "gone", "otter"))
                    .withMessageContaining("gone");
            assertThat(places(office)).isEqualTo(Map.of("otter", 1, "badger", 2));
        }
    }

    private static void put(Office office, String name, int position) {
        office.at(
                d -> d.subAccounts().put("admin", name, new SubAccountInput("alpha", name, "x", position, null, null)));
    }

    private static void set(Office office, String... names) {
        office.at(d -> {
            d.order().set("olga", List.of(names));
            return names.length;
        });
    }

    private static Map<String, Integer> places(Office office) {
        return office.at(d -> d.subAccounts().list()).stream()
                .collect(Collectors.toMap(SubAccountView::name, SubAccountView::position));
    }
}
