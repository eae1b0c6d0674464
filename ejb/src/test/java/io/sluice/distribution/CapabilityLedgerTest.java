package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapabilityLedgerTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant T1 = START.plusSeconds(60);

    @ParameterizedTest
    @EnumSource
    void sumsAreExactOverThousandsOfReportsWithDuplicatesInAnyOrder(TestDatabase database) {
        var random = new Random(4178150);
        try (Store store = database.open()) {
            List<String> names = List.of("alice", "bob", "carol");
            names.forEach(name -> create(store, name, Optional.empty()));
            Map<String, BigDecimal> expected = new HashMap<>();
            Map<String, Long> shares = new HashMap<>();
            List<TaskResults> reports = new ArrayList<>();
            for (long number = 1; number <= 700; number++) {
                List<TaskResult> results = new ArrayList<>();
                for (int line = random.nextInt(4); line >= 0; line--) {
                    String name = names.get(random.nextInt(names.size()));
                    // As a pool prints 2^-40 and other small difficulties: 17 digits, 28 decimals.
                    Work work = Work.ofShare(new BigDecimal(String.valueOf(Math.pow(2, -random.nextInt(41)) * 0.7)))
                            .times(1 + random.nextInt(3));
                    results.add(result("m" + line, name, START, 1, work));
                    expected.merge(name, work.hashes(), BigDecimal::add);
                    shares.merge(name, 1L, Long::sum);
                }
                reports.add(new TaskResults(new ReportId("life", number), results));
            }
            List<TaskResults> deliveries = new ArrayList<>(reports);
            deliveries.addAll(reports.subList(100, 300));
            Collections.shuffle(deliveries, random);
            deliveries.forEach(report -> store.run(em -> Store.ledger(em).book(report)));

            for (String name : names) {
                StandardPeriod period = period(store, name, START);
                assertThat(period.getAccumulated()).isEqualTo(new Work(expected.get(name)));
                assertThat(period.getAcceptedShares()).isEqualTo(shares.get(name));
                List<Booking> bookings = bookings(store, name);
                assertThat(bookings)
                        .extracting(Booking::getSequence)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, shares.get(name))
                                .boxed()
                                .toList());
                Work sum = Work.ZERO;
                for (Booking booking : bookings) {
                    sum = sum.plus(booking.getWork());
                    assertThat(booking.getAccumulated()).isEqualTo(sum);
                }
                assertThat(sum).isEqualTo(period.getAccumulated());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoDeliveriesOfAReportAtOnceBookItOnce(TestDatabase database) throws Exception {
        try (Store store = database.open()) {
            create(store, "alice", Optional.empty());
            create(store, "bob", Optional.empty());
            for (long number = 1; number <= 40; number++) {
                var report = new TaskResults(
                        new ReportId("life", number),
                        List.of(result("m1", "bob", START, 1, work(3)), result("m1", "alice", START, 2, work(5))));
                atOnce(4, () -> store.get(em -> Store.ledger(em).book(report)));
            }
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(work(200));
            assertThat(period(store, "bob", START).getAccumulated()).isEqualTo(work(120));
            assertThat(bookings(store, "alice")).hasSize(40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersHaveNoGapsWhenManyBookAtOnce(TestDatabase database) throws Exception {
        try (Store store = database.open()) {
            create(store, "alice", Optional.empty());
            create(store, "bob", Optional.empty());
            // Each in another order of names: were they locked as they come, two would wait for each other.
            ExecutorService threads = Executors.newFixedThreadPool(6);
            List<Future<?>> all = new ArrayList<>();
            for (long number = 1; number <= 150; number++) {
                String first = number % 2 == 0 ? "alice" : "bob";
                String second = number % 2 == 0 ? "bob" : "alice";
                var report = new TaskResults(
                        new ReportId("life", number),
                        List.of(result("m", first, START, 1, work(1)), result("m", second, START, 1, work(1))));
                all.add(threads.submit(() -> store.run(em -> Store.ledger(em).book(report))));
            }
            for (Future<?> one : all) {
                one.get();
            }
            threads.shutdown();
            for (String name : List.of("alice", "bob")) {
                List<Long> oneToLast = LongStream.rangeClosed(1, 150).boxed().toList();
                assertThat(bookings(store, name))
                        .extracting(Booking::getSequence)
                        .containsExactlyElementsOf(oneToLast);
                assertThat(messages(store, name))
                        .extracting(AccountingMessage::sequence)
                        .containsExactlyElementsOf(oneToLast);
                assertThat(period(store, name, START).getAccumulated()).isEqualTo(work(150));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesUpToStandardOnceAtTheVerdictThatReachesIt(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", once(100));
            assertThat(book(store, "life", 1, result("m", "alice", START, 1, work(99))))
                    .isEmpty();
            assertThat(period(store, "alice", START).getUpToStandardAt()).isEmpty();
            assertThat(book(store, "life", 2, result("m", "alice", START, 1, work(1))))
                    .containsExactly("alice");
            assertThat(book(store, "life", 3, result("m", "alice", START, 1, work(1))))
                    .isEmpty();
            StandardPeriod period = period(store, "alice", START);
            assertThat(period.getUpToStandardAt()).contains(T1);
            assertThat(period.getAccumulated()).isEqualTo(work(101));
            assertThat(bookings(store, "alice"))
                    .extracting(Booking::isUpToStandard)
                    .containsExactly(false, true, true);
            assertThat(events(store, Event.Kind.UP_TO_STANDARD)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShareBelongsToThePeriodThatTheReportNames(TestDatabase database) {
        Instant second = START.plusSeconds(3600);
        try (Store store = database.open()) {
            create(store, "alice", Optional.of(new Standard(work(10), Cycle.parse("PT1H"))));
            book(store, "life", 1, result("m", "alice", second, 1, work(4)));
            // The first period's last share, reported after the second's first.
            book(store, "life", 2, result("m", "alice", START, 1, work(10)));
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(work(10));
            assertThat(period(store, "alice", START).isUpToStandard()).isTrue();
            assertThat(period(store, "alice", START).getSpan().end()).contains(second);
            assertThat(period(store, "alice", second).getAccumulated()).isEqualTo(work(4));
            assertThat(period(store, "alice", second).isUpToStandard()).isFalse();
            assertThat(period(store, "alice", second).getStandard()).contains(work(10));
            assertThat(bookings(store, "alice"))
                    .extracting(Booking::getSequence)
                    .containsExactly(1L, 2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void grantsAreCountedPerLifeOfTheAdapter(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", once(100));
            started(store, "first");
            assertThat(grant(store, "first")).isEqualTo(work(100));
            book(store, "first", 1, result("m", "alice", START, 1, work(30)));
            // What the life collected itself does not lessen its grant.
            assertThat(grant(store, "first")).isEqualTo(work(100));

            started(store, "second");
            assertThat(grant(store, "second")).isEqualTo(work(70));
            book(store, "second", 1, result("m", "alice", START, 1, work(20)));
            assertThat(grant(store, "second")).isEqualTo(work(70));

            // Late news of the first life: the second may collect less.
            book(store, "first", 2, result("m", "alice", START, 1, work(5)));
            assertThat(grant(store, "second")).isEqualTo(work(65));
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(work(55));

            started(store, "third");
            assertThat(grant(store, "third")).isEqualTo(work(45));
            // Of two earlier lives, before the third collected anything.
            book(store, "second", 2, result("m", "alice", START, 1, work(40)));
            book(store, "first", 3, result("m", "alice", START, 1, work(15)));
            assertThat(grant(store, "third")).isEqualTo(Work.ZERO);
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(work(110));
        }
    }

    @ParameterizedTest
    @EnumSource
    void workForANameThatIsGoneIsKeptUnderThatName(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", Optional.empty());
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(
                            new ReportId("life", 1),
                            List.of(result("m", "gone", START, 1, work(7)), result("m", "alice", START, 1, work(8))))));
            store.run(em -> assertThat(find(em, "gone").isArchived()).isTrue());
            assertThat(period(store, "gone", START).getAccumulated()).isEqualTo(work(7));
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(work(8));
            assertThat(events(store, Event.Kind.ALARM)).singleElement().satisfies(event -> assertThat(event.getText())
                    .contains("gone"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReportThatFailsLeavesNothingBehind(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", once(10));
            var report = new TaskResults(new ReportId("life", 1), List.of(result("m", "alice", START, 1, work(10))));
            try {
                store.run(em -> {
                    Store.ledger(em).book(report);
                    em.flush();
                    throw new IllegalStateException("the database went away");
                });
            } catch (IllegalStateException expected) {
                assertThat(expected).hasMessage("the database went away");
            }
            assertThat(period(store, "alice", START).getAccumulated()).isEqualTo(Work.ZERO);
            assertThat(bookings(store, "alice")).isEmpty();
            assertThat(messages(store, "alice")).isEmpty();
            assertThat(store.<Booked>get(em -> Store.ledger(em).book(report)).upToStandard())
                    .containsExactly("alice");
            assertThat(bookings(store, "alice")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheAccountingSystemOfEachBookingInItsOwnWords(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", once(1000));
            var difficulty = new BigDecimal("9.094947017729282E-13");
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(
                            new ReportId("life", 1),
                            List.of(new TaskResult(
                                    "rig.1",
                                    "alice",
                                    START,
                                    START,
                                    T1,
                                    2,
                                    Work.ofShare(difficulty).plus(work(5)),
                                    Map.of("Job \"x\" not found\n", 3L),
                                    1)))));
            JsonObject json = json(messages(store, "alice").get(0).body());
            assertThat(json.getInt("schema")).isEqualTo(1);
            assertThat(json.getString("subAccount")).isEqualTo("alice");
            assertThat(json.getInt("sequence")).isEqualTo(1);
            assertThat(json.getString("machine")).isEqualTo("rig.1");
            assertThat(json.getString("periodStart")).isEqualTo(START.toString());
            assertThat(json.isNull("periodEnd")).isTrue();
            assertThat(json.getString("from")).isEqualTo(START.toString());
            assertThat(json.getString("to")).isEqualTo(T1.toString());
            assertThat(json.getInt("acceptedShares")).isEqualTo(2);
            assertThat(json.getInt("rejectedShares")).isEqualTo(3);
            assertThat(json.getInt("unansweredShares")).isEqualTo(1);
            BigDecimal hashes =
                    difficulty.multiply(BigDecimal.valueOf(1L << 32)).add(work(5).hashes());
            assertThat(json.getJsonNumber("hashes").bigDecimalValue()).isEqualByComparingTo(hashes);
            assertThat(json.getJsonNumber("accumulatedHashes").bigDecimalValue())
                    .isEqualByComparingTo(hashes);
            assertThat(json.getBoolean("upToStandard")).isFalse();
            assertThat(json(bookings(store, "alice").get(0).getRejectedByReason()))
                    .containsOnlyKeys("Job \"x\" not found ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverThePoolsSayAsReasonsFits(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "alice", Optional.empty());
            Map<String, Long> reasons = new HashMap<>();
            for (int i = 0; i < 40; i++) {
                reasons.put("\"\\\0é".repeat(200) + i, 1L);
                reasons.put(i + "\"\\\0é".repeat(200), 1L);
            }
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(
                            new ReportId("life", 1),
                            List.of(new TaskResult("m", "alice", START, START, T1, 0, Work.ZERO, reasons, 0)))));
            assertThat(period(store, "alice", START).getRejectedShares()).isEqualTo(80);
            JsonObject stored = json(bookings(store, "alice").get(0).getRejectedByReason());
            assertThat(stored.keySet().stream().mapToInt(stored::getInt).sum()).isEqualTo(80);
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsThePeriodsThatAreDue(TestDatabase database) {
        try (Store store = database.open()) {
            create(store, "hourly", Optional.of(new Standard(work(10), Cycle.parse("PT1H"))));
            create(store, "once", once(10));
            create(store, "surplus", Optional.empty());
            create(store, "gone", Optional.of(new Standard(work(10), Cycle.parse("PT1H"))));
            store.run(em -> find(em, "gone").setArchived(true));
            Instant now = START.plusSeconds(3 * 3600 + 5);
            store.run(em -> Store.ledger(em).beginPeriods(now));
            store.run(em -> Store.ledger(em).beginPeriods(now));
            assertThat(store.<List<Instant>>get(
                            em -> em.createQuery("select p from StandardPeriod p order by p.id", StandardPeriod.class)
                                    .getResultStream()
                                    .map(p -> p.getSpan().start())
                                    .toList()))
                    .containsExactlyInAnyOrder(START, START, START, START, START.plusSeconds(3 * 3600));
            assertThat(period(store, "hourly", START.plusSeconds(3 * 3600)).getStandard())
                    .contains(work(10));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAdapterMayReportItsStartTwice(TestDatabase database) {
        try (Store store = database.open()) {
            started(store, "first");
            started(store, "second");
            started(store, "first");
            assertThat(store.<String>get(em ->
                            Store.ledger(em).latestIncarnation().orElseThrow().getName()))
                    .isEqualTo("second");
        }
    }

    private static void create(Store store, String name, Optional<Standard> standard) {
        store.run(em -> {
            var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
            em.persist(subAccount);
            Store.standards(em).set(subAccount, standard, START);
        });
    }

    private static Optional<Standard> once(long hashes) {
        return Optional.of(new Standard(work(hashes), new Cycle.Once()));
    }

    private static void started(Store store, String incarnation) {
        store.run(em -> Store.ledger(em).started(new Started(incarnation, START)));
    }

    private static List<String> book(Store store, String incarnation, long number, TaskResult result) {
        return store.<Booked>get(em ->
                        Store.ledger(em).book(new TaskResults(new ReportId(incarnation, number), List.of(result))))
                .upToStandard();
    }

    private static TaskResult result(String machine, String subAccount, Instant period, long accepted, Work work) {
        return new TaskResult(machine, subAccount, period, START, T1, accepted, work, Map.of(), 0);
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }

    private static Work grant(Store store, String incarnation) {
        return period(store, "alice", START).grantFor(incarnation).orElseThrow();
    }

    private static SubAccount find(jakarta.persistence.EntityManager em, String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static StandardPeriod period(Store store, String subAccount, Instant start) {
        return store.get(em -> new Periods(em).find(find(em, subAccount), start).orElseThrow());
    }

    private static List<Booking> bookings(Store store, String subAccount) {
        return store.get(em -> em.createQuery(
                        "select b from Booking b where b.subAccount.name = :name order by b.sequence", Booking.class)
                .setParameter("name", subAccount)
                .getResultList());
    }

    private static List<AccountingMessage> messages(Store store, String subAccount) {
        return store.get(em -> Store.outbox(em).pending(1_000, new FreshMessages(System::nanoTime)).stream()
                .filter(message -> message.subAccount().equals(subAccount))
                .toList());
    }

    private static List<Event> events(Store store, Event.Kind kind) {
        return store.get(em -> em.createQuery("select e from Event e where e.kind = :kind", Event.class)
                .setParameter("kind", kind)
                .getResultList());
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    private static void atOnce(int times, Callable<?> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Callable<Object>> all = Collections.nCopies(times, work::call);
            for (Future<Object> one : threads.invokeAll(all)) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
