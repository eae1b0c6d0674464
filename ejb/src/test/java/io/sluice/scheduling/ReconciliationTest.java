package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.Event;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final Store store = TestDatabase.H2.open();
    private final TestAdapter adapter = new TestAdapter();
    private Optional<Instant> oldest = Optional.empty();
    private long clock = -7;
    private long number;
    private final Reconciliation reconciliation = reconciliation();

    private Reconciliation reconciliation() {
        var made = new Reconciliation();
        made.switchboards = adapter;
        made.ledger = Transacted.ledger(store);
        made.queries = Transacted.queries(store);
        made.events = Transacted.events(store);
        made.backlog = new Backlog() {
            @Override
            public Optional<Instant> oldestReport() {
                return oldest;
            }
        };
        made.clock = () -> clock;
        return made;
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void nothingIsSaidWhileAllThatIsCountedIsBooked() {
        started("now");
        adapter.counts = List.of(count(5, 3, 1, 1));
        book("now", 3, 1, 1);
        minutes(3);
        assertThat(reconciliation.differences()).isEmpty();
        assertThat(alarms()).isEmpty();
    }

    @Test
    void whatIsMissingIsOnItsWayAtFirstAndWrongAMinuteLaterAndThatIsSaidOnce() {
        started("now");
        adapter.counts = List.of(count(5, 5, 0, 0));
        book("now", 4, 0, 0);
        minutes(1);
        assertThat(reconciliation.differences()).isEmpty();
        // More was counted and booked since; what was missing still is.
        adapter.counts = List.of(count(20, 20, 0, 0));
        minutes(1);
        minutes(1);
        assertThat(reconciliation.differences()).singleElement().asString().contains("alice", "20 accepted", "has 4");
        assertThat(alarms()).hasSize(1);

        book("now", 16, 0, 0);
        adapter.counts = List.of(count(21, 21, 0, 0));
        minutes(1);
        assertThat(reconciliation.differences()).as("one of 21 is on its way").isEmpty();
        assertThat(alarms()).hasSize(2).last().asString().contains("agree again");
    }

    @Test
    void whileReportsAreHeldUpNothingIsMissing() {
        started("now");
        adapter.counts = List.of(count(5, 5, 0, 0));
        book("now", 4, 0, 0);
        adapter.undelivered = 30;
        minutes(5);
        adapter.undelivered = 0;
        oldest = Optional.of(Instant.now().minusSeconds(60));
        minutes(5);
        assertThat(reconciliation.differences()).isEmpty();
        oldest = Optional.of(Instant.now());
        minutes(1);
        assertThat(reconciliation.differences()).hasSize(1);
    }

    @Test
    void moreBookedThanCountedIsWrongAtOnce() {
        started("now");
        adapter.counts = List.of(count(5, 5, 0, 0));
        book("now", 6, 0, 0);
        minutes(1);
        assertThat(reconciliation.differences()).hasSize(1);
    }

    @Test
    void whatTheStatusDidNotKnowYetIsNotTooMuch() {
        started("now");
        adapter.counts = List.of(count(5, 5, 0, 0));
        book("now", 6, 0, 0);
        adapter.asked = new Runnable() {
            private int times;

            @Override
            public void run() {
                if (++times == 2) {
                    adapter.counts = List.of(count(6, 6, 0, 0));
                }
            }
        };
        minutes(1);
        assertThat(reconciliation.differences()).isEmpty();
    }

    @Test
    void whatNothingIsBookedOfIsMissedToo() {
        started("now");
        store.run(em -> em.persist(new io.sluice.distribution.SubAccount(
                "alice", em.find(io.sluice.distribution.AllocationGroup.class, "default"), START)));
        adapter.counts = List.of(count(5, 5, 0, 0));
        minutes(3);
        assertThat(reconciliation.differences()).hasSize(1);
    }

    @Test
    void alivesEndIsComparedWhenItIsToldAndUntilThenItIsAwaited() {
        started("old");
        book("old", 4, 0, 0);
        adapter.counts = List.of();
        Comparison before = only(false);
        assertThat(before.awaited()).isTrue();
        assertThat(before.booked().accepted()).isZero();

        store.run(em -> Store.ledger(em).ended(new Ended("old", List.of(count(6, 5, 0, 1)))));
        started("now");
        minutes(2);
        assertThat(reconciliation.differences()).singleElement().asString().contains("5 accepted", "has 4", "1 unans");
        book("old", 1, 0, 1);
        minutes(1);
        assertThat(reconciliation.differences()).isEmpty();
    }

    @Test
    void aLifeThatNeverToldIsLeftOutAndThatIsExplained() {
        started("old");
        book("old", 4, 0, 0);
        started("now");
        minutes(3);
        assertThat(reconciliation.differences()).isEmpty();
        Comparison line = only(true);
        assertThat(line.leftOut()).isEqualTo(1);
        assertThat(line.isBehind() || line.isWrong() || line.awaited()).isFalse();
        assertThat(line.explanation()).contains("1 life", "left out");
    }

    @Test
    void aPeriodThatIsOverIsToldOfByThePresentLifeWhichThenForgetsIt() {
        started("now");
        book("now", 4, 0, 0);
        minutes(1);
        assertThat(only(true).awaited()).as("forgotten, and not told of yet").isTrue();
        store.run(em -> Store.ledger(em).ended(new Ended("now", List.of(count(4, 4, 0, 0)))));
        minutes(2);
        Comparison line = only(true);
        assertThat(line.isBehind() || line.isWrong() || line.awaited()).isFalse();
        assertThat(line.counted()).isEqualTo(line.booked());
        assertThat(line.leftOut()).isZero();
        assertThat(reconciliation.differences()).isEmpty();
    }

    @Test
    void withoutTheAdapterEarlierLivesAreComparedAllTheSame() {
        started("old");
        book("old", 4, 0, 0);
        store.run(em -> Store.ledger(em).ended(new Ended("old", List.of(count(3, 3, 0, 0)))));
        adapter.running = false;
        minutes(1);
        assertThat(reconciliation.differences()).hasSize(1);
    }

    private Comparison only(boolean allTold) {
        List<Comparison> lines = Comparison.of(
                Transacted.queries(store).lifeCounts(Instant.EPOCH),
                Optional.of(adapter.getConnection().status()),
                allTold);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private void minutes(int minutes) {
        for (int i = 0; i < minutes; i++) {
            reconciliation.check();
            clock += Duration.ofMinutes(1).toNanos();
        }
    }

    private void started(String life) {
        store.run(em -> Store.ledger(em).started(new Started(life, START)));
    }

    private void book(String life, long accepted, long rejected, long unanswered) {
        var result = new TaskResult(
                "m",
                "alice",
                START,
                START,
                START,
                accepted,
                work(accepted),
                rejected == 0 ? Map.of() : Map.of("Stale", rejected),
                unanswered);
        var report = new TaskResults(new ReportId(life, ++number), List.of(result));
        store.run(em -> Store.ledger(em).book(report));
    }

    private static ShareCount count(long sent, long accepted, long rejected, long unanswered) {
        return new ShareCount("alice", START, sent, accepted, rejected, unanswered, work(accepted));
    }

    private List<String> alarms() {
        return store.get(em -> em.createQuery(
                        "select e.text from Event e where e.kind = :kind and e.text like 'For %' order by e.id",
                        String.class)
                .setParameter("kind", Event.Kind.ALARM)
                .getResultList());
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
