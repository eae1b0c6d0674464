package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Pool;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
    private static final Instant START = Instant.parse("2026-03-01T22:00:00Z");
    private static final BookingFilter ALL = filter(Optional.empty(), Optional.empty(), Optional.empty());

    @ParameterizedTest
    @EnumSource
    void turnsItsPages(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            assertThat(ledger.count(ALL)).isEqualTo(24);
            assertThat(ledger.count(filter(Optional.of("bob"), Optional.empty(), Optional.empty())))
                    .isEqualTo(12);
            assertThat(ledger.page(ALL, 0, 5))
                    .extracting(BookingView::sequence)
                    .containsExactly(12L, 12L, 11L, 11L, 10L);
            BookingFilter some = filter(
                    Optional.of("alice"),
                    Optional.of(START.plusSeconds(3_600)),
                    Optional.of(START.plusSeconds(2 * 3_600)));
            assertThat(ledger.page(some, 0, 9))
                    .extracting(BookingView::sequence)
                    .containsExactly(4L, 3L);

            List<Long> sequences = new ArrayList<>();
            Optional<Long> cursor = Optional.empty();
            do {
                Slice<BookingView> slice =
                        ledger.part(filter(Optional.of("alice"), Optional.empty(), Optional.empty()), cursor, 5);
                slice.items().forEach(booking -> sequences.add(booking.sequence()));
                cursor = slice.next();
            } while (cursor.isPresent());
            assertThat(sequences).hasSize(12).isSorted();
            assertThat(ledger.periods(Optional.of("alice"), 0, 10))
                    .singleElement()
                    .satisfies(period -> {
                        assertThat(period.start()).isEqualTo(START);
                        assertThat(period.accumulatedHashes()).isEqualByComparingTo("780");
                    });
            assertThat(ledger.subAccounts()).containsExactly("alice", "bob");
        }
    }

    /** More than are looked at in one range of ids, and a sub-account that has few among many. */
    @ParameterizedTest
    @EnumSource
    void findsTheNewestHoweverManyThereAre(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            TaskResult one = new TaskResult(
                    "m", "alice", START, START.plusSeconds(50_000), START.plusSeconds(50_000), 1, work(1), Map.of(), 0);
            for (int report = 1; report <= 3; report++) {
                var many = new TaskResults(new ReportId("many", report), Collections.nCopies(1_500, one));
                store.run(em -> Store.ledger(em).book(many));
            }
            assertThat(ledger.count(ALL)).isEqualTo(24 + 4_500);
            List<Long> newest = new ArrayList<>();
            for (int first = 0; first < 24 + 4_500; first += 1_000) {
                ledger.page(ALL, first, 1_000).forEach(booking -> newest.add(booking.sequence()));
            }
            assertThat(newest).hasSize(24 + 4_500);
            assertThat(newest.subList(0, 4_500))
                    .isSortedAccordingTo(Comparator.reverseOrder())
                    .startsWith(4_512L)
                    .endsWith(13L);
            assertThat(ledger.page(filter(Optional.of("bob"), Optional.empty(), Optional.empty()), 0, 50))
                    .extracting(BookingView::sequence)
                    .containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDaysOfAStatementAddUpToThePeriod(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            Statement statement = ledger.statement("alice", Optional.of(START));
            assertThat(statement.days())
                    .extracting(Statement.Day::start)
                    .containsExactly(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"));
            assertThat(statement.days().stream().map(Statement.Day::hashes).reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo(statement.period().accumulatedHashes())
                    .isEqualByComparingTo("780");
            assertThat(statement.days().stream()
                            .mapToLong(Statement.Day::acceptedShares)
                            .sum())
                    .isEqualTo(12);
            assertThat(statement.rejections())
                    .containsExactly(new Statement.Rejection("stale", 18), new Statement.Rejection("above target", 6));
            assertThat(statement.isFinal()).isFalse();
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> ledger.statement("nobody", Optional.empty()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void poolsReasonsAreThereByPoolAndSubAccount(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            assertThat(ledger.rejections(START))
                    .containsExactly(
                            new PoolRejection("", "alice", "stale", 18),
                            new PoolRejection("", "alice", "above target", 6));
            store.run(em -> {
                var pool = new Pool("alpha");
                em.persist(pool);
                em.createQuery("select s from SubAccount s where s.name = 'alice'", SubAccount.class)
                        .getSingleResult()
                        .setLogin(pool, "a", "");
            });
            // The bookings of its last two hours, of which one has rejected shares.
            assertThat(ledger.rejections(START.plusSeconds(10 * 1_800)))
                    .containsExactly(
                            new PoolRejection("alpha", "alice", "stale", 3),
                            new PoolRejection("alpha", "alice", "above target", 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whyAMachinesSharesAreRejectedIsKnownWhoeverItWorkedFor(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            var other = new TaskResult("m", "bob", START, START, START, 1, work(5), Map.of("stale", 40L), 0);
            store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId("other life", 1), List.of(other))));

            assertThat(ledger.rejectionsOfMachine("m", START))
                    .containsExactly(
                            new Statement.Rejection("stale", 6 * 3 + 40), new Statement.Rejection("above target", 6));
            assertThat(ledger.rejectionsOfMachine("m", START.plusSeconds(10 * 1_800)))
                    .containsExactly(new Statement.Rejection("stale", 3), new Statement.Rejection("above target", 1));
            assertThat(ledger.rejectionsOfMachine("another", START)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whyPoolsRejectIsLookedForNoFurtherBackThanAllowed(TestDatabase database) {
        try (Store store = database.open()) {
            Ledger ledger = filled(store);
            assertThat(ledger.books.rejectionsBySubAccount(START, 2))
                    .containsExactly(entry("alice", Map.of("stale", 6L, "above target", 2L)));
        }
    }

    private static Ledger filled(Store store) {
        for (String name : List.of("alice", "bob")) {
            store.run(em -> {
                var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                em.persist(subAccount);
                Store.standards(em).set(subAccount, Optional.empty(), START);
            });
        }
        for (long hour = 0; hour < 12; hour++) {
            Instant at = START.plusSeconds(1_800 * hour);
            Map<String, Long> rejected = hour % 2 == 0 ? Map.of("stale", 3L, "above target", 1L) : Map.of();
            long hashes = 10 * (hour + 1);
            var report = new TaskResults(
                    new ReportId("life", hour + 1),
                    List.of(
                            new TaskResult("m", "alice", START, at, at, 1, work(hashes), rejected, 0),
                            new TaskResult("m", "bob", START, at, at, 1, work(5), Map.of(), 1)));
            store.run(em -> Store.ledger(em).book(report));
        }
        var ledger = new Ledger();
        ledger.books = Transacted.books(store);
        ledger.history = Transacted.history(store);
        ledger.queries = Transacted.queries(store);
        return ledger;
    }

    private static BookingFilter filter(Optional<String> subAccount, Optional<Instant> from, Optional<Instant> to) {
        return new BookingFilter(subAccount, Optional.empty(), from, to);
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
