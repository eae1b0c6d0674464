package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.AccountingMessage;
import io.sluice.distribution.Booked;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.DeadLetter;
import io.sluice.distribution.DeadLetterBox;
import io.sluice.distribution.MachineRegistry;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.distribution.Transacted;
import jakarta.ejb.EJBException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way of a report through the broker to the ledger, and beside it. */
class ReportBeansTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final ReportId FIRST = new ReportId("life", 1);
    private static final TaskResults REPORT = new TaskResults(
            FIRST,
            List.of(new TaskResult("m", "alice", START, START, START, 1, new Work(BigDecimal.ONE), Map.of(), 0)));

    private final Store store = TestDatabase.H2.open();
    private final TestBroker broker = new TestBroker();
    private final DeadLetterBox box = Transacted.deadLetters(store);
    private final List<String> happened = new ArrayList<>();
    private boolean databaseAway;
    private final Pulse pulse = new Pulse() {
        @Override
        public void askDatabase() {
            happened.add("asked");
        }

        @Override
        public void awaitDatabase() {
            happened.add("awaited");
        }

        @Override
        public void rest(Duration time) {
            happened.add("rested");
        }

        @Override
        public boolean databaseAnswers() {
            return !databaseAway;
        }
    };

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatTheLedgerNeedsGoesOneWayInOrderAndSharesSayWhichReportTheyAre() throws Exception {
        var bean = fieldReportBean();
        bean.report(REPORT);
        bean.report(new Ended("earlier", List.of()));
        bean.report(new Started("life", START));
        bean.report(new MachineEvents(
                List.of(new MachineEvent(START, "m", MachineEvent.Kind.CONNECTED, "", "10.0.0.1:1"))));
        assertThat(broker.on("taskResults")).hasSize(3);
        assertThat(broker.on("machineEvents")).hasSize(1);
        assertThat(ReportMessages.report(broker.on("taskResults").get(0))).contains(FIRST);
        assertThat(ReportMessages.report(broker.on("taskResults").get(1))).isEmpty();
        assertThat(read(broker.on("taskResults").get(2))).isEqualTo(new Started("life", START));
    }

    @Test
    void aLifesEndGoesInPartsThatTheBrokerTakesAndArrivesWhole() throws Exception {
        List<ShareCount> counts = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            counts.add(new ShareCount("alice" + i, START, 1, 1, 0, 0, new Work(BigDecimal.ONE)));
        }
        fieldReportBean().report(new Ended("earlier", counts));
        assertThat(broker.on("taskResults")).hasSizeGreaterThan(1);
        List<ShareCount> arrived = new ArrayList<>();
        for (Message message : broker.on("taskResults")) {
            arrived.addAll(((Ended) read(message)).counts());
        }
        assertThat(arrived).containsExactlyElementsOf(counts);
        var bean = taskResultsBean(Transacted.ledger(store));
        broker.on("taskResults").forEach(bean::onMessage);
        assertThat(Transacted.queries(store).lifeCounts(Instant.EPOCH)).hasSize(30);
    }

    @Test
    void theAdapterIsToldWhatIsNotBookedAndWhatIsAway() {
        var bean = fieldReportBean();
        store.run(em -> Store.ledger(em).book(REPORT));
        assertThat(bean.unbooked(List.of(FIRST, new ReportId("life", 2)))).containsExactly(new ReportId("life", 2));
        broker.away = true;
        assertThatThrownBy(() -> bean.report(REPORT)).isInstanceOf(AwayException.class);
        databaseAway = true;
        assertThatThrownBy(() -> bean.unbooked(List.of(FIRST))).isInstanceOf(AwayException.class);
    }

    @Test
    void aReportThatTheDatabaseRefusesComesAgainAndTheDatabaseIsLookedAt() {
        var bean = taskResultsBean(new CapabilityLedger() {
            @Override
            public Booked book(TaskResults report) {
                throw new EJBException("the database is away");
            }
        });
        Message message = TestBroker.message(ReportJson.write(REPORT), Map.of(), START);
        Message again = TestBroker.message(ReportJson.write(REPORT), Map.of(TestBroker.REDELIVERED, true), START);
        assertThatThrownBy(() -> bean.onMessage(message)).isInstanceOf(EJBException.class);
        assertThat(happened).containsExactly("awaited", "asked");
        assertThatThrownBy(() -> bean.onMessage(again)).isInstanceOf(EJBException.class);
        assertThat(happened).as("it is not the database").endsWith("awaited", "asked", "rested");
        databaseAway = true;
        assertThatThrownBy(() -> bean.onMessage(again)).isInstanceOf(EJBException.class);
        assertThat(happened).as("it waits for the database").endsWith("rested", "awaited", "asked");
        assertThat(box.countOpen()).isZero();
    }

    @Test
    void whatCannotBeReadIsPutAsideWithItsIdAndPutBackAsItWas() throws Exception {
        var bean = taskResultsBean(Transacted.ledger(store));
        String garbled = ReportJson.write(REPORT).replace("\"schema\":2", "\"schema\":99");
        Map<String, Object> properties = Map.of("incarnation", "life", "number", 1L);
        bean.onMessage(TestBroker.message(garbled, properties, START));
        bean.onMessage(TestBroker.message(garbled, properties, START));
        DeadLetter letter = box.open(Optional.empty(), 10).get(0);
        assertThat(box.countOpen()).isEqualTo(1);
        assertThat(letter.getBody()).isEqualTo(garbled);
        assertThat(letter.getReport()).contains(FIRST);

        deadLetters().putBack(letter);
        Message back = broker.on("taskResults").get(0);
        assertThat(((TextMessage) back).getText()).isEqualTo(garbled);
        assertThat(ReportMessages.report(back)).contains(FIRST);
    }

    @Test
    void aMessageThatDoesNotSayWhichReportItIsIsKeptAllTheSame() {
        var bean = taskResultsBean(Transacted.ledger(store));
        bean.onMessage(TestBroker.message("{", Map.of("incarnation", "", "number", 0L), START));
        bean.onMessage(TestBroker.message("[", Map.of(), START));
        assertThat(box.open(Optional.empty(), 10))
                .extracting(DeadLetter::getReport)
                .containsExactly(Optional.empty(), Optional.empty());
    }

    private static FieldReport read(Message message) throws Exception {
        return ReportJson.read(((TextMessage) message).getText());
    }

    private FieldReportBean fieldReportBean() {
        var bean = new FieldReportBean();
        bean.connections = broker.connections();
        bean.taskResults = TestBroker.queue("taskResults");
        bean.machineEvents = TestBroker.queue("machineEvents");
        bean.ledger = Transacted.ledger(store);
        bean.bytes = 5_000;
        bean.pulse = new Pulse() {
            @Override
            public boolean isDatabaseAway() {
                return databaseAway;
            }
        };
        return bean;
    }

    private TaskResultsBean taskResultsBean(CapabilityLedger ledger) {
        var bean = new TaskResultsBean();
        bean.connections = broker.connections();
        bean.upToStandard = TestBroker.queue("upToStandard");
        bean.ledger = ledger;
        bean.machines = new MachineRegistry();
        bean.publisher = new AccountingPublisher() {
            @Override
            public void publishSoon(List<AccountingMessage> booked) {
                happened.add("published");
            }
        };
        bean.deadLetters = deadLetters();
        bean.pulse = pulse;
        return bean;
    }

    private DeadLetters deadLetters() {
        var letters = new DeadLetters();
        letters.connections = broker.connections();
        letters.taskResults = TestBroker.queue("taskResults");
        letters.machineEvents = TestBroker.queue("machineEvents");
        letters.upToStandard = TestBroker.queue("upToStandard");
        letters.box = box;
        return letters;
    }
}
