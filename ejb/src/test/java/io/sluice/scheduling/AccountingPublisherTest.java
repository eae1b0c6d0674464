package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AccountingMessage;
import io.sluice.distribution.Booked;
import io.sluice.distribution.FreshMessages;
import io.sluice.distribution.Outbox;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountingPublisherTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** Stands for the broker; fails now and then, before or after it took a batch. */
    private static class Topic extends AccountingTopic {
        private final Random random = new Random(7);
        final Map<String, List<Long>> arrived = new HashMap<>();
        private final Map<String, String> bodies = new HashMap<>();
        boolean reliable;

        @Override
        public void send(List<AccountingMessage> messages) {
            if (!reliable && random.nextInt(3) == 0) {
                throw new IllegalStateException("the broker is away");
            }
            messages.forEach(message -> {
                arrived.computeIfAbsent(message.subAccount(), name -> new ArrayList<>())
                        .add(message.sequence());
                String before = bodies.put(message.subAccount() + message.sequence(), message.body());
                assertThat(message.body())
                        .as("the same number says the same, read or fresh")
                        .isEqualTo(before == null ? message.body() : before);
            });
            if (!reliable && random.nextInt(3) == 0) {
                throw new IllegalStateException("the answer was lost");
            }
        }
    }

    /** As the container has it: a transaction for each call. */
    private static final class TransactedOutbox extends Outbox {
        private final Store store;

        TransactedOutbox(Store store) {
            this.store = store;
        }

        @Override
        public List<AccountingMessage> pending(int most, FreshMessages fresh) {
            return store.get(em -> Store.outbox(em).pending(most, fresh));
        }

        @Override
        public void published(List<AccountingMessage> messages) {
            store.run(em -> Store.outbox(em).published(messages));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBookingIsToldInOrderAtLeastOnceWhateverFails(TestDatabase database) {
        try (Store store = database.open()) {
            var topic = new Topic();
            var publisher = publisher(store, topic);
            for (long number = 1; number <= 60; number++) {
                List<TaskResult> results = new ArrayList<>();
                for (int line = 0; line < 10; line++) {
                    results.add(new TaskResult(
                            "m" + line,
                            line % 2 == 0 ? "alice" : "bob",
                            START,
                            START,
                            START,
                            1,
                            new Work(BigDecimal.ONE),
                            Map.of(),
                            0));
                }
                var report = new TaskResults(new ReportId("life", number), results);
                Booked booked = store.get(em -> Store.ledger(em).book(report));
                if (number % 5 == 0) {
                    publisher.publish();
                } else if (number % 3 == 0) {
                    publisher.publishSoon(booked.messages());
                }
            }
            topic.reliable = true;
            publisher.publish();
            publisher.publish();
            for (String name : List.of("alice", "bob")) {
                List<Long> all = LongStream.rangeClosed(1, 300).boxed().toList();
                List<Long> arrived = topic.arrived.get(name);
                assertThat(new TreeSet<>(arrived)).containsExactlyElementsOf(all);
                // Repeated, perhaps; never one before those that came before it.
                long most = 0;
                for (long sequence : arrived) {
                    assertThat(sequence).isLessThanOrEqualTo(most + 1);
                    most = Math.max(most, sequence);
                }
            }
            assertThat(store.<List<AccountingMessage>>get(
                            em -> Store.outbox(em).pending(10, new FreshMessages(System::nanoTime))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void tellingDoesNotWaitForAReportThatIsBeingBooked(TestDatabase database) {
        try (Store store = database.open()) {
            var topic = new Topic();
            topic.reliable = true;
            var publisher = publisher(store, topic);
            // Nothing was told before: that is said in a row that is not there yet.
            book(store, 1, 1);
            book(store, 2, 1);
            store.run(em -> {
                Store.ledger(em).book(report(3, 1));
                em.flush();
                publisher.publish();
                assertThat(topic.arrived.get("alice")).containsExactly(1L, 2L);
                assertThat(store.<Long>get(other -> Store.queries(other).unpublished()))
                        .isZero();
            });
            publisher.publish();
            assertThat(topic.arrived.get("alice")).containsExactly(1L, 2L, 3L);
        }
    }

    private static AccountingPublisher publisher(Store store, AccountingTopic topic) {
        var publisher = new AccountingPublisher();
        publisher.outbox = new TransactedOutbox(store);
        publisher.topic = topic;
        publisher.pulse = new Pulse();
        return publisher;
    }

    private static void book(Store store, long number, int lines) {
        store.run(em -> Store.ledger(em).book(report(number, lines)));
    }

    private static TaskResults report(long number, int lines) {
        List<TaskResult> results = LongStream.range(0, lines)
                .mapToObj(line -> new TaskResult(
                        "m" + line, "alice", START, START, START, 1, new Work(BigDecimal.ONE), Map.of(), 0))
                .toList();
        return new TaskResults(new ReportId("life", number), results);
    }

    @Test
    void beginsNoOtherBatchWhenTheApplicationEnds() {
        try (Store store = TestDatabase.H2.open()) {
            var publisher = new AccountingPublisher();
            var topic = new Topic() {
                @Override
                public void send(List<AccountingMessage> messages) {
                    super.send(messages);
                    publisher.standStill();
                }
            };
            topic.reliable = true;
            publisher.outbox = new TransactedOutbox(store);
            publisher.topic = topic;
            publisher.pulse = new Pulse();
            book(store, 1, 1_200);
            publisher.publish();
            publisher.publish();
            assertThat(topic.arrived.get("alice")).hasSize(500);
            List<AccountingMessage> pending =
                    store.get(em -> Store.outbox(em).pending(2_000, new FreshMessages(System::nanoTime)));
            assertThat(pending).as("nothing is left out").hasSize(700);
        }
    }

    @Test
    void whatWasSentBeforeTheBrokerFailedIsNotSentAgain() {
        try (Store store = TestDatabase.H2.open()) {
            var topic = new Topic() {
                private int sends;

                @Override
                public void send(List<AccountingMessage> messages) {
                    if (++sends == 2) {
                        throw new IllegalStateException("the broker went away");
                    }
                    super.send(messages);
                }
            };
            topic.reliable = true;
            var publisher = publisher(store, topic);
            book(store, 1, 1_200);
            publisher.publish();
            assertThat(store.<Long>get(em -> Store.queries(em).unpublished())).isEqualTo(700);
            publisher.publish();
            assertThat(topic.arrived.get("alice"))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 1_200).boxed().toList());
        }
    }

    @Test
    void saysWhenTheAccountingSystemWasNotToldForAMinute() {
        try (Store store = TestDatabase.H2.open()) {
            var topic = new Topic() {
                private boolean away = true;

                @Override
                public void send(List<AccountingMessage> messages) {
                    if (away) {
                        throw new IllegalStateException("the broker is away");
                    }
                }
            };
            var now = new AtomicLong(7);
            var publisher = publisher(store, topic);
            publisher.clock = now::get;
            publisher.publish();
            now.addAndGet(Duration.ofSeconds(90).toNanos());
            assertThat(publisher.complaint()).as("nothing waits").isEmpty();

            book(store, 1, 1);
            publisher.publish();
            now.addAndGet(Duration.ofSeconds(59).toNanos());
            publisher.publish();
            assertThat(publisher.complaint()).isEmpty();
            now.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(publisher.complaint())
                    .hasValueSatisfying(text -> assertThat(text).contains("61 s"));
            topic.away = false;
            publisher.publish();
            assertThat(publisher.complaint()).isEmpty();
        }
    }
}
