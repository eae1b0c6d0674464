package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a period is short of is due in the next one, where that was set; check and grant agree on it. */
class CarryOverTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant SECOND = START.plusSeconds(3600);
    private static final Instant THIRD = SECOND.plusSeconds(3600);

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsDueInTheNextPeriodAsWell(TestDatabase database) {
        try (Store store = database.open()) {
            hourly(store, 100, true);
            book(store, 1, START, 70);
            begin(store, SECOND);
            assertThat(period(store, SECOND).getStandard()).contains(work(130));
            assertThat(period(store, SECOND).getCarried()).isEqualTo(work(30));
            assertThat(period(store, SECOND).grantFor("life")).contains(work(130));

            book(store, 2, SECOND, 100);
            assertThat(period(store, SECOND).isUpToStandard()).isFalse();
            assertThat(period(store, SECOND).getMissing()).isEqualTo(work(30));
            book(store, 3, SECOND, 30);
            assertThat(period(store, SECOND).isUpToStandard()).isTrue();
            begin(store, THIRD);
            assertThat(period(store, THIRD).getStandard()).contains(work(100));
        }
    }

    /** Each query would first write all that was changed so far. */
    @Test
    void thousandsOfLinesLookForEachPeriodOnce() {
        try (Store store = TestDatabase.H2.open()) {
            hourly(store, 100, true);
            begin(store, START);
            begin(store, SECOND);
            store.run(em -> em.createNativeQuery("set query_statistics true").executeUpdate());
            var result = new TaskResult("m", "alice", START, START, START, 1, work(1), Map.of(), 0);
            store.run(em -> Store.ledger(em)
                    .book(new TaskResults(new ReportId("life", 1), Collections.nCopies(3_000, result))));
            store.run(em -> {
                Number asked = (Number) em.createNativeQuery(
                                "select sum(execution_count) from"
                                        + " information_schema.query_statistics where sql_statement ilike 'select%from standard_period%'")
                        .getSingleResult();
                assertThat(asked.intValue()).isBetween(2, 4);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheSettingEachPeriodStandsAlone(TestDatabase database) {
        try (Store store = database.open()) {
            hourly(store, 100, false);
            book(store, 1, START, 70);
            begin(store, SECOND);
            assertThat(period(store, SECOND).getStandard()).contains(work(100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDebtDoesNotGrowBeyondOneStandard(TestDatabase database) {
        try (Store store = database.open()) {
            hourly(store, 100, true);
            begin(store, START);
            begin(store, SECOND);
            assertThat(period(store, SECOND).getStandard()).contains(work(200));
            begin(store, THIRD);
            assertThat(period(store, THIRD).getStandard()).contains(work(200));
            // Not a single plan was made for two hours.
            Instant later = THIRD.plusSeconds(3 * 3600);
            begin(store, later);
            assertThat(period(store, later).getStandard()).contains(work(200));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBookedLateNeedNotBeMadeUpFor(TestDatabase database) {
        try (Store store = database.open()) {
            hourly(store, 100, true);
            book(store, 1, START, 60);
            begin(store, SECOND);
            book(store, 2, SECOND, 110);
            assertThat(period(store, SECOND).isUpToStandard()).isFalse();

            assertThat(book(store, 3, START, 20)).isEmpty();
            assertThat(period(store, SECOND).getStandard()).contains(work(120));
            assertThat(book(store, 4, START, 10)).containsExactly("alice");
            assertThat(period(store, SECOND).getStandard()).contains(work(110));
            assertThat(period(store, SECOND).isUpToStandard()).isTrue();
            assertThat(events(store)).contains("alice is up to standard, as less is carried over.");

            book(store, 5, START, 500);
            assertThat(period(store, SECOND).getStandard()).contains(work(100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSettingCountsFromTheRunningPeriodOn(TestDatabase database) {
        try (Store store = database.open()) {
            hourly(store, 100, false);
            book(store, 1, START, 70);
            begin(store, SECOND);
            book(store, 2, SECOND, 110);
            set(store, 100, true, SECOND.plusSeconds(10));
            assertThat(period(store, SECOND).getStandard()).contains(work(130));
            assertThat(period(store, SECOND).isUpToStandard()).isFalse();
            set(store, 100, false, SECOND.plusSeconds(20));
            assertThat(period(store, SECOND).getStandard()).contains(work(100));
            assertThat(period(store, SECOND).isUpToStandard()).isTrue();
            // Another amount keeps what is carried over, another kind of period begins without a debt.
            set(store, 50, true, SECOND.plusSeconds(30));
            assertThat(period(store, SECOND).getStandard()).contains(work(80));
            store.run(em -> Store.standards(em)
                    .set(alice(em), Optional.of(new Standard(work(50), Cycle.parse("PT2H"))), SECOND.plusSeconds(40)));
            assertThat(period(store, SECOND.plusSeconds(41)).getStandard()).contains(work(50));
        }
    }

    @Test
    void aDeadlineIsTheEndOfThePeriodOrAnEarlierOneAhead() {
        Instant due = START.plusSeconds(600);
        SubAccount hourly = subAccount("PT1H", Optional.of(due));
        assertThat(hourly.deadlineAt(START)).contains(due);
        assertThat(hourly.deadlineAt(due)).as("missed").contains(SECOND);
        assertThat(hourly.deadlineAt(SECOND)).contains(THIRD);
        assertThat(subAccount("PT1H", Optional.of(SECOND.plusSeconds(1))).deadlineAt(START))
                .as("in the next period")
                .contains(SECOND);
        assertThat(subAccount("ONCE", Optional.of(due)).deadlineAt(START)).contains(due);
        assertThat(subAccount("ONCE", Optional.of(due)).deadlineAt(due))
                .as("no hurry any more")
                .isEmpty();
        assertThat(subAccount("ONCE", Optional.empty()).deadlineAt(START)).isEmpty();
        assertThat(hourly.getCycleLength()).contains(Duration.ofHours(1));
        assertThat(subAccount("DAILY", Optional.empty()).getCycleLength()).contains(Duration.ofDays(1));
        assertThat(subAccount("ONCE", Optional.empty()).getCycleLength()).isEmpty();
    }

    private static SubAccount subAccount(String cycle, Optional<Instant> due) {
        var subAccount = new SubAccount("alice", new AllocationGroup("default"), START);
        subAccount.changeStandard(Optional.of(new Standard(work(100), Cycle.parse(cycle))), START);
        subAccount.setDueAt(due);
        return subAccount;
    }

    private static void hourly(Store store, long hashes, boolean carryOver) {
        store.run(em -> {
            em.persist(new SubAccount("alice", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START));
        });
        set(store, hashes, carryOver, START);
    }

    private static void set(Store store, long hashes, boolean carryOver, Instant at) {
        store.run(em -> {
            alice(em).setCarryOver(carryOver);
            Store.standards(em).set(alice(em), Optional.of(new Standard(work(hashes), Cycle.parse("PT1H"))), at);
        });
    }

    private static void begin(Store store, Instant at) {
        store.run(em -> Store.ledger(em).beginPeriods(at));
    }

    private static SubAccount alice(EntityManager em) {
        return em.createQuery("select s from SubAccount s", SubAccount.class).getSingleResult();
    }

    private static List<String> book(Store store, long number, Instant period, long hashes) {
        var result = new TaskResult("m", "alice", period, period, period, 1, work(hashes), Map.of(), 0);
        return store.<Booked>get(
                        em -> Store.ledger(em).book(new TaskResults(new ReportId("life", number), List.of(result))))
                .upToStandard();
    }

    private static StandardPeriod period(Store store, Instant at) {
        return store.get(em -> Store.queries(em).period(alice(em), at).orElseThrow());
    }

    private static List<String> events(Store store) {
        return store.get(em -> em.createQuery("select e from Event e order by e.id", Event.class)
                .getResultStream()
                .map(Event::getText)
                .toList());
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
