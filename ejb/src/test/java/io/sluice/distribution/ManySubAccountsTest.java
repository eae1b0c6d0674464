package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A report of many sub-accounts asks the database for all of them at once; it must say the same, and cost no more. */
class ManySubAccountsTest {
    private static final int MANY = 40;
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<Instant> PERIODS =
            List.of(START, START.plusSeconds(3_600), START.plusSeconds(7_200), START.plusSeconds(10_800));

    @ParameterizedTest
    @EnumSource
    void aReportOfManyBooksTheSameAsAReportForEachLine(TestDatabase database) {
        var random = new Random(20261201);
        List<TaskResult> lines = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            // The first and the third are begun, the fourth begins with its first line.
            Instant period = PERIODS.get(List.of(0, 2, 3).get(random.nextInt(3)));
            lines.add(line(name(random.nextInt(MANY)), period, period.plusSeconds(60), 1 + random.nextInt(150)));
        }
        // All are booked in one report with what came just then for periods that are over, were never begun or are none
        // of those, and
        // for somebody whom nobody knows.
        List<TaskResult> late = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Instant from = PERIODS.get(2).plusSeconds(60);
            late.add(line(name(i), PERIODS.get(i % 4), from, 1 + random.nextInt(150)));
            if (i % 9 == 0) {
                late.add(line(name(i), PERIODS.get(i % 4).plusSeconds(7), from, 1 + random.nextInt(150)));
            }
        }
        late.add(line("nobody", PERIODS.get(2), PERIODS.get(2).plusSeconds(61), 5));
        List<String> together = booked(database, List.of(lines, late));
        List<String> oneByOne = booked(
                database,
                Stream.concat(lines.stream(), late.stream()).map(List::of).toList());
        assertThat(together).isEqualTo(oneByOne).hasSize(MANY + 1);
        assertThat(together).anyMatch(text -> text.contains("carried 1")).anyMatch(text -> text.contains("up true"));
    }

    /** What stands in the ledger for each sub-account after these reports. */
    private static List<String> booked(TestDatabase database, List<List<TaskResult>> reports) {
        try (Store store = database.open()) {
            create(store);
            store.run(em -> Store.ledger(em).beginPeriods(PERIODS.get(0)));
            store.run(em -> Store.ledger(em).beginPeriods(PERIODS.get(2)));
            for (int i = 0; i < reports.size(); i++) {
                var report = new TaskResults(new ReportId("life", i + 1), reports.get(i));
                store.run(em -> Store.ledger(em).book(report));
            }
            List<String> all = new ArrayList<>();
            for (String name : Stream.concat(
                            IntStream.range(0, MANY).mapToObj(ManySubAccountsTest::name), Stream.of("nobody"))
                    .toList()) {
                all.add(store.get(em -> name + ": "
                        + em.createQuery(
                                        "select p from StandardPeriod p where p.subAccount.name = :name order by p.startsAt",
                                        StandardPeriod.class)
                                .setParameter("name", name)
                                .getResultStream()
                                .map(ManySubAccountsTest::text)
                                .toList()
                        + em.createQuery(
                                        "select b from Booking b where b.subAccount.name = :name order by b.sequence",
                                        Booking.class)
                                .setParameter("name", name)
                                .getResultStream()
                                .map(b -> b.getSequence() + " " + b.getWork() + " " + b.getAccumulated())
                                .toList()
                        + em.createQuery(
                                        "select c from LifeCount c where c.period.subAccount.name = :name"
                                                + " order by c.period.startsAt",
                                        LifeCount.class)
                                .setParameter("name", name)
                                .getResultStream()
                                .map(c -> c.getIncarnation() + " " + c.getBooked())
                                .toList()));
            }
            return all;
        }
    }

    private static String text(StandardPeriod period) {
        // Of one that was adopted it is the moment of that.
        Optional<Instant> end = period.getSpan().end().filter(START.plusSeconds(86_400)::isAfter);
        return period.getSpan().start() + " to " + end + " of " + period.getStandard() + " carried "
                + period.getCarried().hashes().signum() + " " + period.getCarried() + " done " + period.getAccumulated()
                + " up " + period.isUpToStandard();
    }

    @Test
    void whatIsAskedForDoesNotGrowWithTheirNumber() {
        try (Store store = TestDatabase.H2.open()) {
            create(store);
            // Counts are of the present.
            Instant present = Instant.now().truncatedTo(ChronoUnit.HOURS);
            store.run(em -> Store.ledger(em).beginPeriods(present.minusSeconds(1)));
            store.run(em -> em.createNativeQuery("set query_statistics true").executeUpdate());
            store.run(em -> Store.ledger(em).beginPeriods(present));
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(
                            new ReportId("life", 1),
                            IntStream.range(0, MANY)
                                    .mapToObj(i -> line(name(i), present, present.plusSeconds(60), 3))
                                    .toList())));
            store.run(em -> Store.ledger(em)
                    .expect(
                            "life",
                            IntStream.range(0, MANY)
                                    .mapToObj(i -> new ShareCount(name(i), present, 1, 1, 0, 0, work(3)))
                                    .toList()));
            for (String table : List.of("sub_account", "standard_period")) {
                Number asked = store.get(em -> (Number) em.createNativeQuery("select sum(execution_count) from"
                                + " information_schema.query_statistics where sql_statement ilike 'select%from " + table
                                + "%'")
                        .getSingleResult());
                assertThat(asked.intValue()).as("queries of %s", table).isBetween(2, MANY - 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoLocksManyWaitsForOthersThatDo(TestDatabase database) throws Exception {
        try (Store store = database.open()) {
            create(store);
            // Nor does the first report of a life meet another.
            store.run(em -> Store.ledger(em).started(new Started("life", START)));
            var random = new Random(7);
            ExecutorService threads = Executors.newFixedThreadPool(6);
            List<Future<?>> all = new ArrayList<>();
            int shares = 0;
            for (int number = 1; number <= 60; number++) {
                // A few by themselves, most of them, or all: H2 finds few and many in different ways.
                List<Integer> some =
                        new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
                Collections.shuffle(some, random);
                some = some.subList(0, List.of(2, 25, MANY).get(number % 3));
                shares += some.size();
                var report = new TaskResults(
                        new ReportId("life", number),
                        some.stream()
                                .map(i -> line(name(i), START, START.plusSeconds(60), 1))
                                .toList());
                List<ShareCount> counts = some.stream()
                        .map(i -> new ShareCount(name(i), PERIODS.get(1), 1, 1, 0, 0, work(1)))
                        .toList();
                all.add(threads.submit(() -> store.run(em -> Store.ledger(em).book(report))));
                all.add(threads.submit(() -> store.run(em -> Store.ledger(em).expect("life", counts))));
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
            threads.shutdown();
            long booked = store.get(em ->
                    em.createQuery("select count(b) from Booking b", Long.class).getSingleResult());
            assertThat(booked).isEqualTo(shares);
        }
    }

    /** Their ids go up as their names go down. */
    private static void create(Store store) {
        for (int i = MANY - 1; i >= 0; i--) {
            String name = name(i);
            store.run(em -> {
                var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                subAccount.setCarryOver(true);
                em.persist(subAccount);
                Store.standards(em).set(subAccount, Optional.of(new Standard(work(100), Cycle.parse("PT1H"))), START);
            });
        }
    }

    private static String name(int i) {
        return "customer-%02d".formatted(i);
    }

    private static TaskResult line(String subAccount, Instant period, Instant from, long hashes) {
        return new TaskResult("m", subAccount, period, from, from.plusSeconds(1), 1, work(hashes), Map.of(), 0);
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
