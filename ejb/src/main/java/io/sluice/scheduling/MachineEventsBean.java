package io.sluice.scheduling;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.MachineEvent;
import io.sluice.distribution.AssignmentBook;
import io.sluice.distribution.MachineRegistry;
import io.sluice.distribution.PoolDirectory;
import io.sluice.distribution.SubAccountAuthentication;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes what happened to machines, logins and pools from the broker to where it is kept. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = Jndi.MACHINE_EVENTS),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "endpointPoolMaxSize", propertyValue = "1"),
            @ActivationConfigProperty(
                    propertyName = "endpointExceptionRedeliveryAttempts",
                    propertyValue = Jndi.WITHOUT_END)
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MachineEventsBean implements MessageListener {
    @EJB
    MachineRegistry machines;

    @EJB
    AssignmentBook assignments;

    @EJB
    SubAccountAuthentication authentication;

    @EJB
    PoolDirectory pools;

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
            deadLetters.keep("machineEvents", e, message);
            return;
        }
        if (report instanceof MachineEvents events) {
            // First, as it does not mind being told twice.
            assignments.note(events.events());
            machines.note(events.events());
            if (events.events().stream().anyMatch(event -> event.kind() != MachineEvent.Kind.SWITCHED)) {
                scheduler.replanSoon("machines came or went");
            }
        } else if (report instanceof LoginEvent login) {
            authentication.answered(login);
        } else if (report instanceof PoolEvent pool) {
            pools.note(pool);
        }
    }
}
