package io.sluice.scheduling;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.distribution.Booked;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.MachineRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;

/**
 * Takes reports of shares from the broker to the ledger, one after another. The message is acknowledged after the
 * ledger's own transaction; a failure in between delivers it again, and the ledger knows it. While the database is away the
 * first message waits here, with all others behind it.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = Jndi.TASK_RESULTS),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "endpointPoolMaxSize", propertyValue = "1"),
            @ActivationConfigProperty(
                    propertyName = "endpointExceptionRedeliveryAttempts",
                    propertyValue = Jndi.WITHOUT_END)
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TaskResultsBean implements MessageListener {
    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.UP_TO_STANDARD)
    Queue upToStandard;

    @EJB
    CapabilityLedger ledger;

    @EJB
    MachineRegistry machines;

    @EJB
    AccountingPublisher publisher;

    @EJB
    Scheduler scheduler;

    @EJB
    DeadLetters deadLetters;

    @EJB
    Pulse pulse;

    @PostConstruct
    void awaitDatabase() {
        Migrations.awaitDone();
    }

    @Override
    public void onMessage(Message message) {
        Delivery.take(message, pulse, () -> take(message));
    }

    private void take(Message message) {
        FieldReport report;
        try {
            report = ReportJson.read(Body.of(message));
        } catch (UnreadableMessageException e) {
            deadLetters.keep("taskResults", e, message);
            return;
        }
        if (report instanceof TaskResults results) {
            Booked booked = ledger.book(results);
            publisher.publishSoon(booked.messages());
            if (!booked.upToStandard().isEmpty()) {
                try (JMSContext jms = connections.createContext()) {
                    jms.createProducer().send(upToStandard, String.join("\n", booked.upToStandard()));
                }
            }
        } else if (report instanceof Ended ended) {
            ledger.ended(ended);
        } else if (report instanceof Started started) {
            ledger.started(started);
            machines.allDisconnected(started.at());
            scheduler.replanSoon("the adapter started");
        }
    }
}
