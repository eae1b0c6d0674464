package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Event;
import io.sluice.distribution.EventLog;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForgettingTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @EnumSource
    void oldEventsGoAndTheRestStays(TestDatabase database) {
        try (Store store = database.open()) {
            var forgetting = forgetting(store);
            forgetting.forget(START, 100, 3);
            happen(store, 10);
            forgetting.forget(START.plusSeconds(7), 100, 3);
            assertThat(left(store)).containsExactly("9", "8", "7");
            forgetting.forget(START.plusSeconds(7), 100, 3);
            assertThat(left(store)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thereAreNeverMoreThanTheMost(TestDatabase database) {
        try (Store store = database.open()) {
            happen(store, 10);
            forgetting(store).forget(START, 4, 3);
            assertThat(left(store)).containsExactly("9", "8", "7", "6");
        }
    }

    private static void happen(Store store, int times) {
        for (int i = 0; i < times; i++) {
            var event = new Event(START.plusSeconds(i), Event.Kind.ALARM, String.valueOf(i));
            store.run(em -> Store.events(em).add(event));
        }
    }

    private static List<String> left(Store store) {
        return store.get(em -> Store.queries(em).events(Optional.empty(), 100).stream()
                .map(Event::getText)
                .toList());
    }

    /** As the container has it: a transaction for each call. */
    private static Forgetting forgetting(Store store) {
        var forgetting = new Forgetting();
        forgetting.events = new EventLog() {
            @Override
            public int forget(Instant before, long most, int limit) {
                return store.get(em -> Store.events(em).forget(before, most, limit));
            }
        };
        return forgetting;
    }
}
