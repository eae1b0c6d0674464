package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.DeadLetter;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import io.sluice.scheduling.AccountingPublisher;
import io.sluice.scheduling.Comparison;
import io.sluice.scheduling.DeadLetters;
import io.sluice.scheduling.Outlook;
import io.sluice.scheduling.Pulse;
import io.sluice.scheduling.Reconciliation;
import io.sluice.scheduling.TestAdapter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators are shown of what went wrong, and what they can do about it. */
class OversightTest {
    private final Instant lately = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3600);
    private static final Instant LONG_AGO = Instant.parse("2026-03-01T10:00:00Z");

    private final Store store = TestDatabase.H2.open();
    private final TestAdapter adapter = new TestAdapter();
    private boolean different;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void showsWhatTheAdapterCountedBesideWhatTheLedgerHas() {
        store.run(em -> Store.ledger(em).started(new Started("now", lately)));
        book("now", 1, lately, 3);
        adapter.counts = List.of(count(lately, 9, 5, 5));
        assertThat(reconciliations()
                        .list(Optional.of("alice"), Optional.empty(), 10)
                        .items())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.sent()).isEqualTo(9);
                    assertThat(line.accepted()).isEqualTo(5);
                    assertThat(line.underWay()).isEqualTo(4);
                    assertThat(line.work()).isEqualTo(work(5));
                    assertThat(line.bookedAccepted()).isEqualTo(3);
                    assertThat(line.bookedWork()).isEqualTo(work(3));
                    assertThat(line.state()).isEqualTo(ReconciliationView.State.CATCHING_UP);
                    assertThat(line.explanation()).contains("5 accepted", "has 3");
                });
        different = true;
        assertThat(state()).isEqualTo(ReconciliationView.State.DIFFERENT);
        book("now", 2, lately, 2);
        assertThat(state()).isEqualTo(ReconciliationView.State.EQUAL);
        assertThatThrownBy(() -> reconciliations().list(Optional.of("nobody"), Optional.empty(), 10))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void whatIsMissingOfAPeriodLongPastWillNotCome() {
        store.run(em -> Store.ledger(em).started(new Started("now", lately)));
        store.run(em -> em.persist(new io.sluice.distribution.SubAccount(
                "alice", em.find(io.sluice.distribution.AllocationGroup.class, "default"), LONG_AGO.plusSeconds(60))));
        book("old", 1, LONG_AGO, 3);
        store.run(em -> Store.ledger(em).ended(new Ended("old", List.of(count(LONG_AGO, 4, 4, 4)))));
        assertThat(state()).isEqualTo(ReconciliationView.State.DIFFERENT);
        book("old", 2, LONG_AGO, 1);
        assertThat(state()).isEqualTo(ReconciliationView.State.EQUAL);
        book("old", 3, LONG_AGO, 1);
        assertThat(state()).isEqualTo(ReconciliationView.State.DIFFERENT);
    }

    @Test
    void aListIsReadInParts() {
        List<Instant> starts = new ArrayList<>();
        for (int hour = 0; hour < 5; hour++) {
            starts.add(0, LONG_AGO.plusSeconds(3600L * hour));
            book("old", hour + 1, starts.get(0), 1);
        }
        Slice<ReconciliationView> first = reconciliations().list(Optional.empty(), Optional.empty(), 3);
        Slice<ReconciliationView> second = reconciliations().list(Optional.empty(), first.next(), 3);
        assertThat(first.items()).extracting(ReconciliationView::periodStart).isEqualTo(starts.subList(0, 3));
        assertThat(second.items()).extracting(ReconciliationView::periodStart).isEqualTo(starts.subList(3, 5));
        assertThat(second.next()).isEmpty();
        assertThat(second.items()).allSatisfy(line -> assertThat(line.state())
                .as("the life was never told of")
                .isEqualTo(ReconciliationView.State.CATCHING_UP));
    }

    @Test
    void aDeadLetterIsSentBeforeItIsTakenOutOfTheList() {
        keep("{\"a\":1}" + " ".repeat(3_000));
        List<String> sent = new ArrayList<>();
        var office = office(sent, true);
        long id = office.list(Optional.empty(), 10).items().get(0).id();
        assertThat(office.list(Optional.empty(), 10).items().get(0).body()).hasSize(2_001);
        assertThat(office.get(id).body()).hasSize(3_007);
        assertThat(office.get(id).report()).contains("life/7");
        assertThatThrownBy(() -> office.replay("olga", id)).hasMessage("the broker is away");
        assertThat(office.list(Optional.empty(), 10).items()).hasSize(1);
        office(sent, false).replay("olga", id);
        assertThat(sent).containsExactly("{\"a\":1}" + " ".repeat(3_000));
        assertThat(office.list(Optional.empty(), 10).items()).isEmpty();
        assertThatThrownBy(() -> office.replay("olga", id)).isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> office.discard("olga", id)).isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> office.get(id)).isInstanceOf(UnknownNameException.class);
    }

    @Test
    void aDeadLetterThatNobodyWantsIsGone() {
        keep("{");
        var office = office(new ArrayList<>(), true);
        office.discard("olga", office.list(Optional.empty(), 10).items().get(0).id());
        assertThat(office.list(Optional.empty(), 10).items()).isEmpty();
    }

    @Test
    void allThatIsWrongIsSaid() {
        var condition = new Condition();
        condition.pulse = new Pulse() {
            @Override
            public List<String> complaints() {
                return List.of("one", "two");
            }
        };
        condition.reconciliation = new Reconciliation() {
            @Override
            public List<String> differences() {
                return List.of("three");
            }
        };
        condition.outlook = new Outlook();
        condition.publisher = new AccountingPublisher() {
            @Override
            public Optional<String> complaint() {
                return Optional.of("four");
            }
        };
        assertThat(condition.degraded()).containsExactly("one", "two", "three", "four");
    }

    private ReconciliationView.State state() {
        return reconciliations()
                .list(Optional.empty(), Optional.empty(), 10)
                .items()
                .get(0)
                .state();
    }

    private Reconciliations reconciliations() {
        var made = new Reconciliations();
        made.queries = Transacted.queries(store);
        made.ledger = Transacted.ledger(store);
        made.field = new Field();
        made.field.switchboards = adapter;
        made.reconciliation = new Reconciliation() {
            @Override
            public boolean isDifferent(Comparison comparison) {
                return different;
            }
        };
        return made;
    }

    private DeadLetterOffice office(List<String> sent, boolean failing) {
        var office = new DeadLetterOffice();
        office.box = Transacted.deadLetters(store);
        office.letters = new DeadLetters() {
            @Override
            public void putBack(DeadLetter letter) {
                if (failing) {
                    throw new IllegalStateException("the broker is away");
                }
                sent.add(letter.getBody());
            }
        };
        return office;
    }

    private void keep(String body) {
        store.run(
                em -> Store.deadLetters(em).keep("taskResults", "garbled", body, Optional.of(new ReportId("life", 7))));
    }

    private void book(String life, long number, Instant start, long accepted) {
        var result = new TaskResult("m", "alice", start, start, start, accepted, work(accepted), Map.of(), 0);
        store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId(life, number), List.of(result))));
    }

    private static ShareCount count(Instant start, long sent, long accepted, long work) {
        return new ShareCount("alice", start, sent, accepted, 0, 0, work(work));
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
