package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is booked for each life of the adapter, what it counted, and which of its reports are missing. */
class LifeCountTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = START.plusSeconds(3600);

    @ParameterizedTest
    @EnumSource
    void whatIsBookedOfALifeIsTheSumOfItsReportsHoweverOftenTheyCome(TestDatabase database) throws Exception {
        try (Store store = database.open()) {
            List<TaskResults> deliveries = new ArrayList<>();
            for (long number = 1; number <= 40; number++) {
                for (String life : List.of("one", "two")) {
                    var report = new TaskResults(
                            new ReportId(life, number),
                            List.of(
                                    result("alice", START, 2, 3, 1),
                                    result("alice", LATER, 1, 0, 0),
                                    result("bob", START, 1, 0, 0),
                                    result("alice", START, 1, 0, 0)));
                    deliveries.addAll(Collections.nCopies(3, report));
                }
            }
            Collections.shuffle(deliveries, new Random(3));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> all = new ArrayList<>();
            // The sub-accounts are made by the first report; made by several at once, all but one are tried again.
            store.run(em -> Store.ledger(em).book(deliveries.get(0)));
            deliveries.forEach(report -> all.add(
                    threads.submit(() -> store.run(em -> Store.ledger(em).book(report)))));
            for (Future<?> one : all) {
                one.get();
            }
            threads.shutdown();
            for (String life : List.of("one", "two")) {
                assertThat(line(store, life, "alice", START).getBooked())
                        .isEqualTo(new Shares(120, 120, 40, work(120)));
                assertThat(line(store, life, "alice", LATER).getBooked()).isEqualTo(new Shares(40, 0, 0, work(40)));
                assertThat(line(store, life, "bob", START).getBooked()).isEqualTo(new Shares(40, 0, 0, work(40)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReportThatComesAgainAfterARestartIsBookedOnce(TestDatabase database) {
        var dataSource = database.empty();
        var report = new TaskResults(new ReportId("one", 1), List.of(result("alice", START, 2, 0, 0)));
        for (int starts = 0; starts < 3; starts++) {
            try (Store store = TestDatabase.open(dataSource)) {
                store.run(em -> Store.ledger(em).book(report));
                assertThat(line(store, "one", "alice", START).getBooked()).isEqualTo(new Shares(2, 0, 0, work(2)));
                assertThat(store.<Long>get(em -> em.createQuery("select count(b) from Booking b", Long.class)
                                .getSingleResult()))
                        .isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatALifeCountedIsKeptOnceAndWhereNothingIsBookedToo(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(new ReportId("one", 1), List.of(result("alice", START, 2, 0, 0)))));
            var alice = new ShareCount("alice", START, 4, 2, 1, 1, work(2));
            var bob = new ShareCount("bob", LATER, 9, 9, 0, 0, work(9));
            for (int times = 0; times < 2; times++) {
                store.run(em -> Store.ledger(em).ended(new Ended("one", List.of(bob, alice))));
            }
            assertThat(line(store, "one", "alice", START).getBooked()).isEqualTo(new Shares(2, 0, 0, work(2)));
            assertThat(line(store, "one", "alice", START).getCounted()).contains(alice);
            assertThat(line(store, "one", "bob", LATER).getBooked()).isEqualTo(Shares.NONE);
            assertThat(line(store, "one", "bob", LATER).getCounted()).contains(bob);
            // A report that comes after all is added to what is there.
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(new ReportId("one", 2), List.of(result("bob", LATER, 9, 0, 0)))));
            assertThat(line(store, "one", "bob", LATER).getBooked()).isEqualTo(Shares.of(bob));
            assertThat(line(store, "one", "bob", LATER).getCounted()).contains(bob);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wherePresentLifeCountsIsExpectedBeforeAnythingIsBooked(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> em.persist(
                    new SubAccount("alice", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START)));
            var counts = List.of(
                    new ShareCount("alice", START, 1, 0, 0, 0, Work.ZERO),
                    new ShareCount("alice", LATER, 0, 0, 0, 0, Work.ZERO),
                    new ShareCount("nobody", START, 1, 0, 0, 0, Work.ZERO));
            for (int times = 0; times < 2; times++) {
                store.run(em -> Store.ledger(em).expect("one", counts));
            }
            assertThat(lines(store)).singleElement().satisfies(line -> {
                assertThat(line.getPeriod().getSpan().start()).isEqualTo(START);
                assertThat(line.getBooked()).isEqualTo(Shares.NONE);
                assertThat(line.getCounted()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhichReportsItDoesNotHave(TestDatabase database) {
        try (Store store = database.open()) {
            for (long number : List.of(1L, 2L, 3L, 5L, 8L)) {
                store.run(em -> Store.ledger(em)
                        .book(new TaskResults(new ReportId("one", number), List.of(result("alice", START, 1, 0, 0)))));
            }
            store.run(em ->
                    Store.deadLetters(em).keep("taskResults", "garbled", "{", Optional.of(new ReportId("one", 6))));
            assertThat(missing(store, 1, 3, 9)).isEmpty();
            assertThat(missing(store, 2, 9, 9)).containsExactly(4L, 7L, 9L);
            assertThat(missing(store, 2, 9, 2)).containsExactly(4L, 7L);
            assertThat(missing(store, 5, 6, 2)).isEmpty();
            assertThat(missing(store, 20, 50_000, 3)).containsExactly(20L, 21L, 22L);

            List<ReportId> asked = LongStream.rangeClosed(1, 500)
                    .boxed()
                    .flatMap(number -> List.of(new ReportId("two", number), new ReportId("one", number)).stream())
                    .toList();
            List<ReportId> unbooked = store.get(em -> Store.ledger(em).unbooked(asked));
            assertThat(unbooked)
                    .containsExactlyElementsOf(asked.stream()
                            .filter(id -> id.incarnation().equals("two")
                                    || !List.of(1L, 2L, 3L, 5L, 6L, 8L).contains(id.number()))
                            .toList());
            assertThat(store.<List<ReportId>>get(em -> Store.ledger(em).unbooked(List.of())))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void arePagedNewestPeriodFirst(TestDatabase database) {
        try (Store store = database.open()) {
            for (long hour = 0; hour < 4; hour++) {
                Instant start = START.plusSeconds(3600 * hour);
                for (String name : List.of("alice", "bob")) {
                    for (String life : List.of("one", "two")) {
                        var count = new ShareCount(name, start, 1, 1, 0, 0, work(1));
                        store.run(em -> Store.ledger(em).ended(new Ended(life, List.of(count))));
                    }
                }
            }
            List<String> seen = new ArrayList<>();
            Optional<Long> cursor = Optional.empty();
            for (int page = 0; page < 4; page++) {
                Optional<Long> after = cursor;
                List<LifeCount> lines = store.get(em -> Store.queries(em).lifeCounts(Optional.empty(), after, 3));
                assertThat(lines).hasSize(page < 2 ? 6 : page < 3 ? 4 : 0);
                lines.forEach(line -> seen.add(line.getPeriod().getSpan().start()
                        + line.getPeriod().getSubAccount().getName()));
                if (!lines.isEmpty()) {
                    cursor = Optional.of(lines.get(lines.size() - 1).getPeriod().getId());
                }
            }
            assertThat(seen.stream().distinct()).hasSize(8);
            assertThat(seen.stream().map(s -> s.substring(0, 20))).isSortedAccordingTo(Collections.reverseOrder());
            List<LifeCount> bobs =
                    store.get(em -> Store.queries(em).lifeCounts(Optional.of("bob"), Optional.empty(), 100));
            assertThat(bobs).hasSize(8);
        }
    }

    private static List<Long> missing(Store store, long first, long last, int most) {
        return store.get(em -> Store.ledger(em).missing("one", first, last, most));
    }

    private static TaskResult result(String name, Instant period, long accepted, long rejected, long unanswered) {
        return new TaskResult(
                "m",
                name,
                period,
                START,
                START,
                accepted,
                work(accepted),
                rejected == 0 ? Map.of() : Map.of("Stale", rejected),
                unanswered);
    }

    private static LifeCount line(Store store, String life, String subAccount, Instant start) {
        return lines(store).stream()
                .filter(line -> line.getIncarnation().equals(life)
                        && line.getPeriod().getSubAccount().getName().equals(subAccount)
                        && line.getPeriod().getSpan().start().equals(start))
                .findFirst()
                .orElseThrow();
    }

    private static List<LifeCount> lines(Store store) {
        return store.get(em -> Store.queries(em).lifeCounts(Optional.empty(), Optional.empty(), 100));
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
