package io.sluice.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldListener;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.connector.journal.Journal;
import io.sluice.connector.journal.JournalSettings;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every report arrives, in order, whatever the application does in between. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReportDeliveryTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private static final Origin ALICE = origin("m1", "alice");

    private final AuthenticationQueue authentications = new AuthenticationQueue();
    private final EventQueue events = new EventQueue(10_000, authentications);
    private final Application application = new Application();
    private final Journal journal;
    private final ShareJournal loop;
    private final JournalKeeping keeping;
    private final ReportDelivery delivery;
    private final EventDelivery eventDelivery = new EventDelivery(application, events);
    private final AuthenticationDelivery logins = new AuthenticationDelivery(application, authentications);

    ReportDeliveryTest(@TempDir Path folder) throws IOException {
        journal = Journal.open(
                folder, "life-1", 1, new JournalSettings(64 << 20, 1_000_000, Duration.ofMinutes(10), 1 << 20), NOW);
        loop = journal.loops().get(0);
        keeping = new JournalKeeping(journal, 5);
        delivery = new ReportDelivery(application, journal, () -> {});
    }

    private static Origin origin(String machine, String subAccount) {
        return new Origin(machine, subAccount, NOW, Work.ofShare(BigDecimal.ONE));
    }

    private void accepted(Origin origin) {
        loop.accepted(loop.sent(origin, NOW), origin, NOW);
        loop.commit();
    }

    private boolean isDelivered() {
        return journal.awaitDelivered(30, TimeUnit.SECONDS);
    }

    private static MachineEvent event(int machine) {
        return new MachineEvent(NOW, "m" + machine, MachineEvent.Kind.CONNECTED, "", "");
    }

    private static void run(Runnable work) {
        new Thread(work, "work").start();
    }

    private void runAll() {
        run(keeping);
        run(delivery);
        run(eventDelivery);
    }

    @AfterEach
    void release() throws InterruptedException {
        delivery.release();
        eventDelivery.release();
        logins.release();
        keeping.release();
        journal.close();
    }

    @Test
    void deliversEveryShareInNumberedReportsBehindTheBeginningOfTheLife() {
        IntStream.range(0, 1_200).forEach(i -> accepted(origin("m" + i, "alice")));
        runAll();

        assertThat(isDelivered()).isTrue();
        assertThat(application.reports.get(0)).isEqualTo(new Started("life-1", NOW));
        List<TaskResults> booked = application.taskResults();
        assertThat(booked)
                .extracting(TaskResults::id)
                .isEqualTo(IntStream.rangeClosed(1, booked.size())
                        .mapToObj(number -> new ReportId("life-1", number))
                        .toList());
        assertThat(booked.stream().flatMap(report -> report.results().stream()).map(TaskResult::machine))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 1_200).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void eventsOfMachinesGoTogetherInOrder() {
        events.machine(event(1));
        events.machine(event(2));
        runAll();

        assertThat(events.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.reports).contains(new MachineEvents(List.of(event(1), event(2))));
    }

    @Test
    void noReportOfEventsIsLargerThanTheBrokerTakes() {
        IntStream.range(0, 100).forEach(i -> events.machine(event(i)));
        runAll();

        assertThat(events.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.machineEvents()).hasSize(100);
        assertThat(application.reports.stream().filter(MachineEvents.class::isInstance))
                .allSatisfy(
                        report -> assertThat(((MachineEvents) report).events()).hasSizeBetween(1, 50));
    }

    @Test
    void aReportThatFailsIsDeliveredAgainUnderItsIdAndNothingOvertakesIt() {
        application.failures = 3;
        application.unavailable = 2;
        accepted(ALICE);
        accepted(ALICE);
        runAll();

        assertThat(isDelivered()).isTrue();
        assertThat(application.taskResults()).singleElement().satisfies(report -> {
            assertThat(report.id().number()).isEqualTo(1);
            assertThat(report.results())
                    .singleElement()
                    .extracting(TaskResult::accepted)
                    .isEqualTo(2L);
        });
    }

    @Test
    void anErrorOfTheApplicationDoesNotEndTheDelivery() {
        application.errors = 2;
        accepted(ALICE);
        runAll();

        assertThat(isDelivered()).isTrue();
        assertThat(application.taskResults()).hasSize(1);
    }

    @Test
    void whatTheLedgerHasOfEarlierLivesIsNotDeliveredAgainAndTheRestIs(@TempDir Path folder) throws Exception {
        JournalSettings settings = new JournalSettings(64 << 20, 1_000_000, Duration.ofMinutes(10), 1 << 20);
        try (Journal earlier = Journal.open(folder, "life-0", 1, settings, NOW)) {
            ShareJournal before = earlier.loops().get(0);
            ReportDelivery first = new ReportDelivery(application, earlier, () -> {});
            JournalKeeping kept = new JournalKeeping(earlier, 5);
            run(kept);
            run(first);
            before.accepted(before.sent(ALICE, NOW), ALICE, NOW);
            before.commit();
            assertThat(earlier.awaitDelivered(30, TimeUnit.SECONDS)).isTrue();
            application.failures = Integer.MAX_VALUE;
            before.accepted(before.sent(ALICE, NOW), ALICE, NOW);
            before.sent(ALICE, NOW);
            before.commit();
            first.release();
            assertThat(first.awaitEnd(30)).isTrue();
            kept.release();
            assertThat(kept.awaitEnd(30)).isTrue();
        }
        application.failures = 0;
        application.reports.clear();
        application.booked.add(new ReportId("life-0", 1));
        try (Journal later = Journal.open(folder, "life-2", 1, settings, NOW)) {
            ReportDelivery second = new ReportDelivery(application, later, () -> {});
            JournalKeeping kept = new JournalKeeping(later, 5);
            run(kept);
            run(second);
            assertThat(later.awaitDelivered(30, TimeUnit.SECONDS)).isTrue();
            second.release();
            kept.release();
            assertThat(second.awaitEnd(30)).isTrue();
            assertThat(kept.awaitEnd(30)).isTrue();
        }
        assertThat(application.taskResults()).extracting(TaskResults::id).doesNotContain(new ReportId("life-0", 1));
        assertThat(application.taskResults().stream().flatMap(report -> report.results().stream()))
                .satisfiesExactly(
                        answered -> assertThat(answered.accepted()).isEqualTo(1),
                        lost -> assertThat(lost.unanswered()).isEqualTo(1));
        assertThat(application.reports)
                .endsWith(
                        new Ended(
                                "life-0",
                                List.of(new ShareCount(
                                        "alice", NOW, 3, 2, 0, 1, ALICE.work().times(2)))),
                        new Started("life-2", NOW));
    }

    @Test
    void eventsOfMachinesBeyondTheBoundAreDropped() {
        IntStream.range(0, EventQueue.MOST_EVENTS + 10).forEach(i -> events.machine(event(i)));
        runAll();

        assertThat(events.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.machineEvents()).hasSize(EventQueue.MOST_EVENTS);
    }

    @Test
    void loginEventsAreNotDroppedHoweverManyEventsOfMachinesWait() {
        IntStream.range(0, EventQueue.MOST_EVENTS + 10).forEach(i -> events.machine(event(i)));
        LoginEvent refused = new LoginEvent(NOW, "alice", 1, LoginState.REFUSED, "stratum+tcp://a.test:3333", "no");
        events.login(refused);
        run(eventDelivery);

        assertThat(events.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.reports).last().isEqualTo(refused);
    }

    @Test
    void loginsAreAskedForTogetherAndEachGetsItsOwnAnswer() {
        List<CompletableFuture<AuthenticationResult>> answers = IntStream.range(0, 300)
                .mapToObj(i -> {
                    var answer = new CompletableFuture<AuthenticationResult>();
                    events.authenticate(new Credentials("m" + i, new Secret(""), "127.0.0.1:1"), answer::complete);
                    return answer;
                })
                .toList();
        run(logins);

        for (int i = 0; i < 300; i++) {
            assertThat(answers.get(i).join())
                    .isEqualTo(
                            i % 7 == 0
                                    ? new AuthenticationResult.Refused("no m" + i)
                                    : new AuthenticationResult.Admitted("default"));
        }
        assertThat(application.questions.get()).isLessThan(10);
    }

    /** An endpoint that fails as often as it is told to. */
    private static final class Application implements MessageEndpointFactory {
        private final List<FieldReport> reports = new CopyOnWriteArrayList<>();
        private final Set<ReportId> booked = ConcurrentHashMap.newKeySet();
        private volatile int failures;
        private volatile int errors;
        private volatile int unavailable;
        private final AtomicInteger questions = new AtomicInteger();

        List<TaskResults> taskResults() {
            return reports.stream()
                    .filter(TaskResults.class::isInstance)
                    .map(TaskResults.class::cast)
                    .toList();
        }

        List<MachineEvent> machineEvents() {
            return reports.stream()
                    .filter(MachineEvents.class::isInstance)
                    .flatMap(report -> ((MachineEvents) report).events().stream())
                    .toList();
        }

        /** Counts down to nothing. */
        private synchronized boolean isFailing() {
            if (failures > 0) {
                failures--;
                return true;
            }
            return false;
        }

        private synchronized boolean isInError() {
            if (errors > 0) {
                errors--;
                return true;
            }
            return false;
        }

        private synchronized boolean isUnavailable() {
            if (unavailable > 0) {
                unavailable--;
                return true;
            }
            return false;
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
            if (isUnavailable()) {
                throw new UnavailableException("not yet");
            }
            return new Endpoint();
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource, long timeout) throws UnavailableException {
            return createEndpoint(resource);
        }

        @Override
        public boolean isDeliveryTransacted(Method method) {
            return true;
        }

        @Override
        public String getActivationName() {
            return "test";
        }

        @Override
        public Class<?> getEndpointClass() {
            return Endpoint.class;
        }

        private final class Endpoint implements MessageEndpoint, FieldListener {
            private boolean inTransaction;

            @Override
            public void report(FieldReport report) {
                assertThat(inTransaction).isTrue();
                if (report instanceof TaskResults && isFailing()) {
                    throw new IllegalStateException("the database is away");
                }
                if (report instanceof TaskResults && isInError()) {
                    throw new NoClassDefFoundError("of a deployment that is half undone");
                }
                reports.add(report);
            }

            @Override
            public List<ReportId> unbooked(List<ReportId> asked) {
                return asked.stream().filter(id -> !booked.contains(id)).toList();
            }

            @Override
            public List<AuthenticationResult> authenticate(List<Credentials> credentials) {
                questions.incrementAndGet();
                return credentials.stream()
                        .<AuthenticationResult>map(
                                one -> Integer.parseInt(one.machine().substring(1)) % 7 == 0
                                        ? new AuthenticationResult.Refused("no " + one.machine())
                                        : new AuthenticationResult.Admitted("default"))
                        .toList();
            }

            @Override
            public void beforeDelivery(Method method) {
                inTransaction = true;
            }

            @Override
            public void afterDelivery() {
                inTransaction = false;
            }

            @Override
            public void release() {
                inTransaction = false;
            }
        }
    }
}
