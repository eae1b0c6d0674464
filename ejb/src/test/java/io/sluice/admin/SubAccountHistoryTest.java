package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Standard;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubAccountHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource
    void periodsAndBookingsComeNewestFirstAndOfTheOneAskedForOnly(TestDatabase database) {
        try (Office office = new Office(database)) {
            for (String name : List.of("alice", "bob")) {
                office.store.run(em -> {
                    var subAccount =
                            new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                    em.persist(subAccount);
                    Store.standards(em)
                            .set(subAccount, Optional.of(new Standard(work(15), Cycle.parse("PT1H"))), START);
                });
            }
            for (int i = 0; i < 6; i++) {
                Instant at = START.plus(HOUR.dividedBy(2).multipliedBy(i)).plusSeconds(1);
                Instant period = START.plus(HOUR.multipliedBy(i / 2));
                var report = new TaskResults(
                        new ReportId("life", i + 1),
                        List.of(
                                new TaskResult("m", "alice", period, at, at, 2, work(10), Map.of("stale", 1L), 3),
                                new TaskResult("m", "bob", period, at, at, 1, work(1), Map.of(), 0)));
                office.store.run(em -> Store.ledger(em).book(report));
            }

            List<PeriodView> periods = office.at(d -> d.history().periods("alice", 2));
            assertThat(periods)
                    .extracting(PeriodView::start)
                    .containsExactly(START.plus(HOUR.multipliedBy(2)), START.plus(HOUR));
            assertThat(periods.get(0)).satisfies(period -> {
                assertThat(period.end()).contains(START.plus(HOUR.multipliedBy(3)));
                assertThat(period.standardHashes())
                        .hasValueSatisfying(due -> assertThat(due).isEqualByComparingTo("15"));
                assertThat(period.accumulatedHashes()).isEqualByComparingTo("20");
                assertThat(period.acceptedShares()).isEqualTo(4);
                assertThat(period.rejectedShares()).isEqualTo(2);
                assertThat(period.unansweredShares()).isEqualTo(6);
                assertThat(period.upToStandardAt()).isPresent();
            });
            assertThat(office.<List<PeriodView>>at(d -> d.history().periods("bob", 9)))
                    .hasSize(3)
                    .allSatisfy(period -> assertThat(period.upToStandardAt()).isEmpty());

            assertThat(office.<List<BookingView>>at(d -> d.history().bookings("alice", 4)))
                    .extracting(BookingView::sequence)
                    .containsExactly(6L, 5L, 4L, 3L);
            assertThat(office.<List<BookingView>>at(d -> d.history().bookings("nobody", 4)))
                    .isEmpty();
        }
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
