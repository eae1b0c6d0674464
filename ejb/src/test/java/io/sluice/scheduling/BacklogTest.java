package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final TestBroker broker = new TestBroker();
    private final Backlog backlog = new Backlog();

    BacklogTest() {
        backlog.connections = broker.connections();
        backlog.taskResults = TestBroker.queue("taskResults");
        backlog.machineEvents = TestBroker.queue("machineEvents");
    }

    @Test
    void saysSinceWhenTheFirstReportWaits() {
        assertThat(backlog.oldestReport()).isEmpty();
        assertThat(backlog.isEmpty()).isTrue();
        broker.on("taskResults").add(TestBroker.message("{}", Map.of(), START));
        broker.on("taskResults").add(TestBroker.message("{}", Map.of(), START.plusSeconds(1)));
        assertThat(backlog.oldestReport()).contains(START);
        assertThat(backlog.isEmpty()).isFalse();
    }

    @Test
    void looksAgainWhenAMessageLeftWhileItLooked() {
        broker.on("taskResults").add(TestBroker.message("{}", Map.of(), START));
        broker.failingLooks = 2;
        assertThat(backlog.oldestReport()).contains(START);
        broker.failingLooks = 3;
        assertThatThrownBy(backlog::oldestReport)
                .isInstanceOf(AwayException.class)
                .hasMessageContaining("does not say what it holds");
    }

    @Test
    void doesNotAskABrokerAgainThatIsAway() {
        broker.away = true;
        assertThatThrownBy(backlog::oldestReport).isInstanceOf(AwayException.class);
        assertThat(broker.looks).isZero();
    }
}
