package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandardsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LATER = START.plusSeconds(100);

    @ParameterizedTest
    @EnumSource
    void anotherAmountKeepsTheRunningPeriodAndWhatWasAccumulated(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "ONCE"), START);
            book(store, 1, START, 60);
            set(store, standard(200, "ONCE"), LATER);
            StandardPeriod period = period(store, LATER);
            assertThat(period.getSpan()).isEqualTo(new Span(START, Optional.empty()));
            assertThat(period.getStandard()).contains(work(200));
            assertThat(period.getAccumulated()).isEqualTo(work(60));
            assertThat(count(store)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLowerStandardMayBeReachedAtOnceAndAHigherOneTakesItBack(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "ONCE"), START);
            book(store, 1, START, 60);
            set(store, standard(60, "ONCE"), LATER);
            assertThat(period(store, LATER).getUpToStandardAt()).contains(LATER);
            set(store, standard(61, "ONCE"), LATER.plusSeconds(1));
            assertThat(period(store, LATER).isUpToStandard()).isFalse();
            set(store, standard(59, "ONCE"), LATER.plusSeconds(2));
            assertThat(period(store, LATER).getUpToStandardAt()).contains(LATER.plusSeconds(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherKindOfPeriodStartsANewOneNow(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "PT1H"), START);
            book(store, 1, START, 100);
            set(store, standard(100, "ONCE"), LATER);
            assertThat(period(store, START).getSpan()).isEqualTo(new Span(START, Optional.of(LATER)));
            assertThat(period(store, LATER).getSpan()).isEqualTo(new Span(LATER, Optional.empty()));
            assertThat(period(store, LATER).getAccumulated()).isEqualTo(Work.ZERO);

            // A share that was accepted under the grant of the period before, reported afterwards.
            book(store, 2, START, 7);
            assertThat(period(store, START).getAccumulated()).isEqualTo(work(107));
            assertThat(period(store, LATER).getAccumulated()).isEqualTo(Work.ZERO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAStandardItIsASurplusAccountThatIsNeverUpToStandard(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, Optional.empty(), START);
            book(store, 1, START, 1_000_000);
            StandardPeriod period = period(store, LATER);
            assertThat(period.getSpan()).isEqualTo(new Span(START, Optional.empty()));
            assertThat(period.isUpToStandard()).isFalse();
            assertThat(period.grantFor("any")).isEmpty();

            set(store, standard(5, "DAILY"), LATER);
            assertThat(period(store, LATER).getSpan())
                    .isEqualTo(new Span(LATER, Optional.of(Instant.parse("2026-03-02T00:00:00Z"))));
            assertThat(period(store, LATER).getAccumulated()).isEqualTo(Work.ZERO);
            set(store, Optional.empty(), LATER.plusSeconds(5));
            assertThat(period(store, LATER.plusSeconds(6)).getStandard()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameLengthWrittenOtherwiseIsTheSameKind(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "P7D"), START);
            book(store, 1, START, 10);
            set(store, standard(100, "PT168H"), LATER);
            assertThat(period(store, LATER).getAccumulated()).isEqualTo(work(10));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReportForAPeriodOfAnEarlierCycleIsKeptBesideThePresentOne(TestDatabase database) {
        Instant second = START.plusSeconds(3600);
        try (Store store = database.open()) {
            set(store, standard(100, "PT1H"), START);
            // Set anew just after the adapter went on to the second hour by itself, before that hour was begun here.
            Instant anew = second.plusSeconds(1);
            set(store, standard(100, "ONCE"), anew);
            book(store, 1, second, 9);
            StandardPeriod between =
                    store.get(em -> new Periods(em).find(alice(em), second).orElseThrow());
            assertThat(between.getAccumulated()).isEqualTo(work(9));
            assertThat(between.getSpan().end()).contains(anew);
            assertThat(period(store, anew.plusSeconds(9)).getSpan().start()).isEqualTo(anew);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReportForAPeriodThatWasStillToComeIsNotTakenForThePresentOne(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "PT1M"), START);
            Instant next = START.plusSeconds(60);
            Instant anew = next.minusMillis(1);
            set(store, standard(100, "ONCE"), anew);
            // The adapter heard of it a little late and began the next minute as its grant said.
            book(store, 1, next, 9);
            book(store, 2, anew, 4);
            StandardPeriod present = period(store, next.plusSeconds(9));
            assertThat(present.getSpan()).isEqualTo(new Span(anew, Optional.empty()));
            assertThat(present.getAccumulated()).isEqualTo(work(4));
        }
    }

    /** Where it would end before it starts, nobody who looks for what is not over would know of it. */
    @ParameterizedTest
    @EnumSource
    void noPeriodEndsBeforeItStartsThoughTheClockWasPutBack(TestDatabase database) {
        try (Store store = database.open()) {
            set(store, standard(100, "ONCE"), LATER);
            set(store, standard(100, "PT1H"), START);
            store.run(em -> assertThat(em.createQuery(
                                    "select p from StandardPeriod p where p.startsAt = :start", StandardPeriod.class)
                            .setParameter("start", LATER)
                            .getSingleResult()
                            .getSpan())
                    .isEqualTo(new Span(LATER, Optional.of(LATER))));
            book(store, 1, LATER, 7);
            assertThat(count(store)).isEqualTo(2);
        }
    }

    private static void set(Store store, Optional<Standard> standard, Instant at) {
        store.run(em -> {
            SubAccount subAccount = em.createQuery("select s from SubAccount s", SubAccount.class)
                    .getResultStream()
                    .findFirst()
                    .orElseGet(() -> {
                        var created =
                                new SubAccount("alice", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                        em.persist(created);
                        return created;
                    });
            Store.standards(em).set(subAccount, standard, at);
        });
    }

    private static SubAccount alice(jakarta.persistence.EntityManager em) {
        return em.createQuery("select s from SubAccount s", SubAccount.class).getSingleResult();
    }

    private static void book(Store store, long number, Instant period, long hashes) {
        var result = new TaskResult("m", "alice", period, period, LATER, 1, work(hashes), Map.of(), 0);
        store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId("life", number), List.of(result))));
    }

    private static StandardPeriod period(Store store, Instant at) {
        return store.get(em -> {
            var queries = new LedgerQueries();
            queries.em = em;
            return queries.period(alice(em), at).orElseThrow();
        });
    }

    private static long count(Store store) {
        return store.get(em -> em.createQuery("select count(p) from StandardPeriod p", Long.class)
                .getSingleResult());
    }

    private static Optional<Standard> standard(long hashes, String cycle) {
        return Optional.of(new Standard(work(hashes), Cycle.parse(cycle)));
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
