package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldStatus;
import io.sluice.api.Itinerary;
import io.sluice.api.JournalStatus;
import io.sluice.api.Plan;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.Decision;
import io.sluice.distribution.DecisionBook;
import io.sluice.distribution.Event;
import io.sluice.distribution.Incarnation;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SchedulerTest {
    /** Stands for the adapter: keeps what it was given. */
    private static final class Field implements SwitchboardFactory {
        private static final long serialVersionUID = 1L;

        transient boolean running = true;
        transient String incarnation = "first";
        transient long epoch;
        transient List<Plan> applied = new ArrayList<>();
        transient Supplier<CompletionStage<Void>> carriedOut = () -> CompletableFuture.completedFuture(null);

        @Override
        public Switchboard getConnection() {
            if (!running) {
                throw new SwitchboardUnavailableException("it does not run", null);
            }
            return new QuietSwitchboard() {
                @Override
                public void apply(Plan plan) {
                    applied.add(plan);
                    epoch = plan.epoch();
                }

                @Override
                public FieldStatus status() {
                    return new FieldStatus(
                            Instant.now(),
                            incarnation,
                            epoch,
                            true,
                            List.of(),
                            List.of(),
                            Map.of(),
                            JournalStatus.NONE,
                            List.of());
                }

                @Override
                public CompletionStage<Void> carriedOut() {
                    return carriedOut.get();
                }
            };
        }

        @Override
        public Reference getReference() {
            return null;
        }
    }

    /** Counts instead of asking a database. */
    private static final class Maker extends PlanMaker {
        private long epoch;
        private Map<String, Itinerary> itineraries = Map.of();
        private Map<String, Itinerary> arrivals = Map.of();
        private List<Decision> decisions = List.of();

        @Override
        public Draft make(FieldStatus status, Instant now) {
            return new Draft(
                    new Plan(++epoch, List.of(), List.of(), List.of(), itineraries, arrivals), decisions, List.of());
        }
    }

    /** Says which plans the adapter had when something was written. */
    private final class Book extends DecisionBook {
        private final List<Integer> written = new ArrayList<>();

        @Override
        public void write(List<Decision> decisions, List<Event> events) {
            written.add(field.applied.size());
        }
    }

    /** Knows which life of the adapter told of itself. */
    private static final class Ledger extends CapabilityLedger {
        private Optional<Incarnation> latest = Optional.empty();

        @Override
        public Optional<Incarnation> latestIncarnation() {
            return latest;
        }

        @Override
        public void beginPeriods(Instant now) {}
    }

    private final Field field = new Field();
    private final Maker maker = new Maker();
    private final Ledger ledger = new Ledger();
    private final Book book = new Book();
    private final Scheduler scheduler = scheduler();

    private Scheduler scheduler() {
        var made = new Scheduler();
        made.switchboards = field;
        made.maker = maker;
        made.ledger = ledger;
        made.decisions = book;
        return made;
    }

    @Test
    void theFirstPlanWaitsUntilAllThatEarlierLivesCollectedIsBooked() {
        scheduler.replan("start");
        assertThat(field.applied).isEmpty();
        booked("first");
        scheduler.replan("watch");
        assertThat(field.applied).hasSize(1);
    }

    @Test
    void aPlanThatSaysTheSameIsNotGivenAgain() {
        booked("first");
        scheduler.replan("one");
        scheduler.replan("two");
        assertThat(field.applied).hasSize(1);
        maker.arrivals = Map.of("default", Itinerary.NONE);
        scheduler.replan("three");
        assertThat(field.applied).extracting(Plan::epoch).containsExactly(1L, 3L);
    }

    /** Machines share itineraries in one plan, and not those of the plan before. */
    @Test
    void aPlanIsAnotherOneWhenOneMachineOfManyGoesElsewhere() {
        booked("first");
        List<Function<Integer, String>> plans = List.of(
                i -> i < 50 ? "alice" : "bob",
                i -> i < 50 ? "alice" : "bob",
                i -> i < 49 ? "alice" : "bob",
                i -> "bob");
        for (Function<Integer, String> plan : plans) {
            Map<String, Itinerary> shared = Map.of(
                    "alice", new Itinerary(List.of("alice", "carol")), "bob", new Itinerary(List.of("bob", "carol")));
            maker.itineraries = IntStream.range(0, 100)
                    .boxed()
                    .collect(Collectors.toMap(i -> "rig-" + i, i -> shared.get(plan.apply(i))));
            scheduler.replan("another look");
        }
        maker.itineraries = new HashMap<>(maker.itineraries);
        maker.itineraries.remove("rig-7");
        scheduler.replan("one is gone");
        assertThat(field.applied).extracting(Plan::epoch).containsExactly(1L, 3L, 4L, 5L);
    }

    @Test
    void theReasonsAreWrittenOnceTheAdapterHasThePlanThoughItIsTheSame() {
        booked("first");
        scheduler.replan("nothing to say");
        assertThat(book.written).isEmpty();
        maker.decisions = List.of(new Decision(1, Optional.empty(), Optional.empty(), Optional.of("alice")));
        maker.arrivals = Map.of("default", Itinerary.NONE);
        scheduler.replan("another plan");
        assertThat(book.written).containsExactly(2);
        scheduler.replan("the same plan");
        assertThat(field.applied).hasSize(2);
        assertThat(book.written).containsExactly(2, 2);
    }

    @Test
    void theReasonsAreNotWrittenBeforeTheLoopsHaveCarriedThePlanOut() {
        booked("first");
        scheduler.obeyedWithin = Duration.ofSeconds(20);
        List<Integer> writtenMeanwhile = new ArrayList<>();
        field.carriedOut = () -> CompletableFuture.runAsync(() -> writtenMeanwhile.add(book.written.size()));
        maker.decisions = List.of(new Decision(1, Optional.empty(), Optional.empty(), Optional.of("alice")));
        scheduler.replan("a plan");
        assertThat(writtenMeanwhile).containsExactly(0);
        assertThat(book.written).hasSize(1);
    }

    @Test
    @Timeout(20)
    void theReasonsAreWrittenThoughTheAdapterNeverSaysThatItIsDone() {
        booked("first");
        field.carriedOut = CompletableFuture::new;
        scheduler.obeyedWithin = Duration.ofMillis(1);
        maker.decisions = List.of(new Decision(1, Optional.empty(), Optional.empty(), Optional.of("alice")));
        scheduler.replan("a plan");
        assertThat(book.written).hasSize(1);
    }

    @Test
    void anAdapterThatStartedAgainIsGivenThePlanAgain() {
        booked("first");
        scheduler.replan("one");
        field.incarnation = "second";
        field.epoch = 0;
        scheduler.replan("watch");
        assertThat(field.applied)
                .as("what the first life collected is not booked yet")
                .hasSize(1);
        booked("second");
        scheduler.replan("watch");
        assertThat(field.applied).hasSize(2);
    }

    @Test
    void withoutTheAdapterNothingHappensAndLaterItDoes() {
        booked("first");
        field.running = false;
        scheduler.replan("one");
        assertThat(field.applied).isEmpty();
        field.running = true;
        scheduler.replan("watch");
        assertThat(field.applied).hasSize(1);
    }

    private void booked(String incarnation) {
        try (Store store = TestDatabase.H2.open()) {
            store.run(em -> Store.ledger(em).started(new Started(incarnation, Instant.now())));
            ledger.latest = store.get(em -> Store.ledger(em).latestIncarnation());
        }
    }
}
