package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.JournalStatus.Retained;
import io.sluice.api.ReportId;
import io.sluice.distribution.CapabilityLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AcknowledgementTest {
    private final TestAdapter adapter = new TestAdapter();
    private final Set<ReportId> booked = new HashSet<>();
    private final List<String> order = new ArrayList<>();
    private Optional<Instant> oldest = Optional.empty();
    private boolean databaseAway;
    private long now = Long.MAX_VALUE - 5;

    private final CapabilityLedger ledger = new CapabilityLedger() {
        @Override
        public List<Long> missing(String life, long first, long last, int most) {
            order.add("ledger");
            if (databaseAway) {
                throw new IllegalStateException("the database is away");
            }
            return LongStream.rangeClosed(first, last)
                    .filter(number -> !booked.contains(new ReportId(life, number)))
                    .limit(most)
                    .boxed()
                    .toList();
        }
    };
    private final Backlog backlog = new Backlog() {
        @Override
        public Optional<Instant> oldestReport() {
            order.add("queue");
            return oldest;
        }
    };
    private final Acknowledgement acknowledgement = new Acknowledgement(adapter, backlog, ledger, () -> now);

    @Test
    void readsStatusThenQueueThenLedger() {
        adapter.asked = () -> order.add("status");
        adapter.retained = List.of(new Retained("now", 1, 2));
        acknowledgement.run();
        assertThat(order).containsExactly("status", "queue", "ledger");
    }

    @Test
    void tellsHowFarEachLifeIsBookedWithoutAGap() {
        adapter.retained = List.of(new Retained("old", 5, 9), new Retained("now", 1, 4), new Retained("none", 3, 2));
        oldest = Optional.of(Instant.now());
        book("old", 5, 6, 7, 8, 9);
        book("now", 1, 2, 4);
        acknowledgement.run();
        assertThat(adapter.booked)
                .containsOnlyKeys("old", "now")
                .containsEntry("old", 9L)
                .containsEntry("now", 2L);
        assertThat(adapter.redelivered).as("they may be on their way").isEmpty();
        book("now", 3);
        acknowledgement.run();
        assertThat(adapter.booked).containsEntry("now", 4L);
    }

    @Test
    void saysNothingWhereTheFirstIsMissing() {
        adapter.retained = List.of(new Retained("now", 1, 4));
        oldest = Optional.of(Instant.now());
        book("now", 2, 3, 4);
        acknowledgement.run();
        assertThat(adapter.booked).isEmpty();
    }

    @Test
    void whatIsNeitherWaitingNorBookedIsAskedForAgainAndNotAllTheTime() {
        adapter.retained = List.of(new Retained("now", 1, 4));
        book("now", 1, 3);
        acknowledgement.run();
        acknowledgement.run();
        assertThat(adapter.redelivered).containsExactly(new ReportId("now", 2), new ReportId("now", 4));
        assertThat(adapter.booked).containsEntry("now", 1L);
        now += Duration.ofSeconds(30).toNanos();
        acknowledgement.run();
        assertThat(adapter.redelivered).hasSize(4);
    }

    @Test
    void goesOnWhenTheDatabaseIsBackOrTheAdapterRunsAgain() {
        adapter.retained = List.of(new Retained("now", 1, 1));
        book("now", 1);
        databaseAway = true;
        acknowledgement.run();
        databaseAway = false;
        adapter.running = false;
        acknowledgement.run();
        assertThat(adapter.booked).isEmpty();
        adapter.running = true;
        acknowledgement.run();
        assertThat(adapter.booked).containsEntry("now", 1L);
    }

    private void book(String life, long... numbers) {
        LongStream.of(numbers).forEach(number -> booked.add(new ReportId(life, number)));
    }
}
