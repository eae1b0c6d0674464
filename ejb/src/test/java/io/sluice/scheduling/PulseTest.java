package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.JournalStatus.Retained;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PulseTest {
    private final DataSource real = TestDatabase.H2.empty();
    private final Store store = TestDatabase.open(real);
    private final TestAdapter adapter = new TestAdapter();
    private final TestBroker broker = new TestBroker();
    private volatile boolean databaseAway;
    private long clock = 40;
    private final Pulse pulse = pulse();

    private Pulse pulse() {
        var made = new Pulse();
        made.clock = () -> clock;
        made.database = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, args) -> {
                    if (databaseAway) {
                        throw new SQLException("refused");
                    }
                    return real.getConnection();
                });
        made.letters = Transacted.deadLetters(store);
        made.backlog = new Backlog();
        made.backlog.connections = broker.connections();
        made.backlog.taskResults = TestBroker.queue("taskResults");
        made.backlog.machineEvents = TestBroker.queue("machineEvents");
        made.switchboards = adapter;
        return made;
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> look() {
        pulse.askDatabase();
        pulse.askBroker();
        pulse.askAdapter();
        return pulse.complaints();
    }

    @Test
    void allIsWell() {
        adapter.undelivered = 1;
        broker.on("taskResults").add(TestBroker.message("{}", Map.of(), Instant.now()));
        assertThat(look()).isEmpty();
    }

    @Test
    void saysWhatIsAwayUntilItIsBack() {
        look();
        databaseAway = true;
        broker.away = true;
        assertThat(look()).hasSize(2).anyMatch(s -> s.contains("database")).anyMatch(s -> s.contains("broker"));
        assertThat(pulse.databaseAnswers() || pulse.brokerAnswers()).isFalse();
        databaseAway = false;
        broker.away = false;
        assertThat(look()).isEmpty();
        assertThat(pulse.databaseAnswers() && pulse.brokerAnswers()).isTrue();
    }

    @Test
    void oneThatHangsIsAwayToo() {
        look();
        clock += Duration.ofSeconds(11).toNanos();
        assertThat(pulse.complaints()).hasSize(2).anyMatch(s -> s.contains("database has not answered for 11 s"));
    }

    @Test
    void saysWhatWaitsTooLong() {
        look();
        adapter.undelivered = 3;
        adapter.retained = List.of(new Retained("now", 1, 5));
        look();
        clock += Duration.ofSeconds(20).toNanos();
        adapter.retained = List.of(new Retained("now", 1, 6));
        look();
        clock += Duration.ofSeconds(20).toNanos();
        assertThat(look()).as("one was taken over").isEmpty();
        clock += Duration.ofSeconds(20).toNanos();
        assertThat(look()).singleElement().asString().contains("journal for 40 s");
        adapter.undelivered = 0;
        broker.on("taskResults")
                .add(TestBroker.message("{}", Map.of(), Instant.now().minusSeconds(50)));
        assertThat(look()).singleElement().asString().contains("broker for 5");
    }

    @Test
    void saysWhatIsWrongWithTheJournalAndWhatCouldNotBeRead() {
        adapter.trouble = "The journal is full.";
        store.run(em -> Store.deadLetters(em).keep("taskResults", "garbled", "{", Optional.empty()));
        assertThat(look()).hasSize(2).contains("The journal is full.").anyMatch(s -> s.contains("dead letters"));
        adapter.running = false;
        assertThat(look()).hasSize(1);
    }

    @Test
    void whoWaitsForTheDatabaseGoesOnWhenItIsBackOrWhenTheApplicationEnds() throws Exception {
        pulse.awaitDatabase();
        databaseAway = true;
        pulse.askDatabase();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(pulse::awaitDatabase);
        assertThat(waiting).isNotDone();
        databaseAway = false;
        pulse.askDatabase();
        waiting.get(10, TimeUnit.SECONDS);
        databaseAway = true;
        pulse.askDatabase();
        pulse.end();
        pulse.rest(Duration.ofDays(1));
        assertThatThrownBy(pulse::awaitDatabase).isInstanceOf(AwayException.class);
    }
}
