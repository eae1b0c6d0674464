package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.ReportId;
import io.sluice.distribution.TestDatabase.Store;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterBoxTest {
    private static final ReportId SEVENTH = new ReportId("life", 7);

    @ParameterizedTest
    @EnumSource
    void keepsWhatArrivedToTheLastCharacterAndSaysSo(TestDatabase database) {
        String body = "{\"é€😀\\u0000\": 1}\n ".repeat(200_000);
        try (Store store = database.open()) {
            keep(store, "taskResults", body, Optional.of(SEVENTH));
            keep(store, "machineEvents", "", Optional.empty());
            List<DeadLetter> open = open(store);
            assertThat(open).extracting(DeadLetter::getBody).containsExactly("", body);
            assertThat(open).extracting(DeadLetter::getReport).containsExactly(Optional.empty(), Optional.of(SEVENTH));
            assertThat(count(store)).isEqualTo(2);
            assertThat(texts(store, Event.Kind.ALARM))
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("taskResults", "life/7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReportThatIsDeliveredAgainIsKeptOnce(TestDatabase database) {
        try (Store store = database.open()) {
            keep(store, "taskResults", "{", Optional.of(SEVENTH));
            keep(store, "taskResults", "{", Optional.of(SEVENTH));
            assertThat(open(store)).hasSize(1);
            store.run(em ->
                    Store.deadLetters(em).discard("olga", open(store).get(0).getId()));
            keep(store, "taskResults", "{", Optional.of(SEVENTH));
            assertThat(open(store)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsBackOnItsQueueIsNoneAnyMore(TestDatabase database) {
        try (Store store = database.open()) {
            keep(store, "taskResults", "{", Optional.of(SEVENTH));
            long id = open(store).get(0).getId();
            assertThat(unbooked(store)).as("its text is safe").isEmpty();
            store.run(em -> Store.deadLetters(em).replayed("olga", id));
            assertThat(open(store)).isEmpty();
            assertThat(unbooked(store)).as("it may get lost on its way").containsExactly(SEVENTH);
            assertThat(store.<Optional<DeadLetter>>get(
                            em -> Store.deadLetters(em).find(id)))
                    .isEmpty();
            assertThat(texts(store, Event.Kind.CHANGED))
                    .singleElement()
                    .asString()
                    .contains("olga", "life/7", "{");
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofOneThatIsDiscardedOnlyTheEventTellsAndTheAdapterNeedNotKeepIt(TestDatabase database) {
        try (Store store = database.open()) {
            keep(store, "taskResults", "x".repeat(2_000), Optional.of(SEVENTH));
            keep(store, "machineEvents", "lost", Optional.empty());
            for (DeadLetter letter : open(store)) {
                store.run(em -> Store.deadLetters(em).discard("olga", letter.getId()));
            }
            assertThat(open(store)).isEmpty();
            assertThat(count(store)).isZero();
            assertThat(unbooked(store)).isEmpty();
            assertThat(texts(store, Event.Kind.CHANGED))
                    .hasSize(2)
                    .anySatisfy(text -> assertThat(text).contains("olga", "life/7", "x".repeat(490)))
                    .anySatisfy(text -> assertThat(text).contains("olga", "lost"));
            assertThat(store.<List<String>>get(em -> em.createQuery("select d.body from DeadLetter d", String.class)
                            .getResultList()))
                    .containsExactly("");
        }
    }

    @ParameterizedTest
    @EnumSource
    void arePagedNewestFirst(TestDatabase database) {
        try (Store store = database.open()) {
            for (int i = 0; i < 5; i++) {
                keep(store, "machineEvents", String.valueOf(i), Optional.empty());
            }
            List<DeadLetter> first = store.get(em -> Store.deadLetters(em).open(Optional.empty(), 3));
            List<DeadLetter> second = store.get(
                    em -> Store.deadLetters(em).open(Optional.of(first.get(2).getId()), 3));
            assertThat(first).extracting(DeadLetter::getBody).containsExactly("4", "3", "2");
            assertThat(second).extracting(DeadLetter::getBody).containsExactly("1", "0");
        }
    }

    private static void keep(Store store, String queue, String body, Optional<ReportId> report) {
        store.run(em -> Store.deadLetters(em).keep(queue, "it is garbled", body, report));
    }

    private static List<DeadLetter> open(Store store) {
        return store.get(em -> Store.deadLetters(em).open(Optional.empty(), 10));
    }

    private static long count(Store store) {
        return store.get(em -> Store.deadLetters(em).countOpen());
    }

    private static List<ReportId> unbooked(Store store) {
        return store.get(em -> Store.ledger(em).unbooked(List.of(SEVENTH)));
    }

    private static List<String> texts(Store store, Event.Kind kind) {
        return store.get(
                em -> em.createQuery("select e.text from Event e where e.kind = :kind order by e.id desc", String.class)
                        .setParameter("kind", kind)
                        .getResultList());
    }
}
