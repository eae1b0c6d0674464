package io.sluice.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldListener;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.Secret;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every report arrives, in order, whatever the application does in between. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReportDeliveryTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final AuthenticationQueue authentications = new AuthenticationQueue();
    private final ReportQueue queue = new ReportQueue("life-1", NOW, authentications);
    private final Application application = new Application();
    private final ReportDelivery delivery = new ReportDelivery(application, queue, () -> {});
    private final AuthenticationDelivery logins = new AuthenticationDelivery(application, authentications);

    private static TaskResult result(int machine) {
        return new TaskResult("m" + machine, "alice", NOW, NOW, NOW, 1, Work.ofShare(BigDecimal.ONE), Map.of(), 0);
    }

    private static MachineEvent event(int machine) {
        return new MachineEvent(NOW, "m" + machine, MachineEvent.Kind.CONNECTED, "", "");
    }

    private static List<TaskResult> results(int from, int to) {
        return IntStream.range(from, to).mapToObj(ReportDeliveryTest::result).toList();
    }

    private static void run(EndpointWork work) {
        new Thread(work, "work").start();
    }

    @AfterEach
    void release() {
        delivery.release();
        logins.release();
    }

    @Test
    void deliversEverythingInOrderFoldedIntoReportsAndNumbered() {
        queue.offer(results(0, 700));
        queue.machine(event(1));
        queue.machine(event(2));
        queue.offer(results(700, 701));
        run(delivery);

        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.reports.get(0)).isInstanceOf(Started.class);
        List<TaskResults> booked = application.taskResults();
        assertThat(booked).extracting(report -> report.id().number()).containsExactly(1L, 2L, 3L);
        assertThat(booked.stream().flatMap(report -> report.results().stream())).isEqualTo(results(0, 701));
        assertThat(application.reports.get(3)).isEqualTo(new MachineEvents(List.of(event(1), event(2))));
    }

    @Test
    void aReportThatFailsIsDeliveredAgainUnderItsIdAndNothingOvertakesIt() {
        application.failures = 3;
        application.unavailable = 2;
        queue.offer(results(0, 2));
        run(delivery);
        queue.machine(event(1));

        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.reports).hasSize(3);
        assertThat(application.taskResults()).singleElement().satisfies(report -> {
            assertThat(report.id().number()).isEqualTo(1);
            assertThat(report.results()).isEqualTo(results(0, 2));
        });
        assertThat(application.reports.get(2)).isInstanceOf(MachineEvents.class);
    }

    @Test
    void whatFindsNoRoomStaysWithTheLoopAndIsTakenLater() {
        assertThat(queue.offer(results(0, ReportQueue.MOST_RESULTS))).isTrue();
        assertThat(queue.offer(results(0, 1))).isFalse();
        run(delivery);
        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.offer(results(0, 1))).isTrue();
    }

    @Test
    void eventsBeyondTheBoundAreDroppedAndSharesAreNot() {
        IntStream.range(0, ReportQueue.MOST_EVENTS + 10).forEach(i -> queue.machine(event(i)));
        assertThat(queue.offer(results(0, 5))).isTrue();
        run(delivery);

        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.taskResults()).hasSize(1);
        assertThat(application.reports.stream()
                        .filter(MachineEvents.class::isInstance)
                        .mapToInt(report -> ((MachineEvents) report).events().size())
                        .sum())
                .isEqualTo(ReportQueue.MOST_EVENTS);
    }

    @Test
    void anErrorOfTheApplicationDoesNotEndTheDelivery() {
        application.errors = 2;
        queue.offer(results(0, 2));
        run(delivery);

        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.taskResults()).hasSize(1);
        assertThat(application.taskResults()).singleElement().satisfies(report -> assertThat(report.results())
                .isEqualTo(results(0, 2)));
    }

    @Test
    void loginEventsAreNotDroppedHoweverManyEventsOfMachinesWait() {
        IntStream.range(0, ReportQueue.MOST_EVENTS + 10).forEach(i -> queue.machine(event(i)));
        LoginEvent refused = new LoginEvent(NOW, "alice", 1, LoginState.REFUSED, "stratum+tcp://a.test:3333", "no");
        queue.login(refused);
        run(delivery);

        assertThat(queue.awaitEmpty(30, TimeUnit.SECONDS)).isTrue();
        assertThat(application.reports).last().isEqualTo(refused);
    }

    @Test
    void loginsAreAskedForTogetherAndEachGetsItsOwnAnswer() {
        List<CompletableFuture<AuthenticationResult>> answers = IntStream.range(0, 300)
                .mapToObj(i -> {
                    var answer = new CompletableFuture<AuthenticationResult>();
                    queue.authenticate(new Credentials("m" + i, new Secret(""), "127.0.0.1:1"), answer::complete);
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
        private int failures;
        private int errors;
        private int unavailable;
        private final AtomicInteger questions = new AtomicInteger();

        List<TaskResults> taskResults() {
            return reports.stream()
                    .filter(TaskResults.class::isInstance)
                    .map(TaskResults.class::cast)
                    .toList();
        }

        @Override
        public MessageEndpoint createEndpoint(XAResource resource) throws UnavailableException {
            if (unavailable-- > 0) {
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
                if (report instanceof TaskResults && failures-- > 0) {
                    throw new IllegalStateException("the database is away");
                }
                if (report instanceof TaskResults && errors-- > 0) {
                    throw new NoClassDefFoundError("of a deployment that is half undone");
                }
                reports.add(report);
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
