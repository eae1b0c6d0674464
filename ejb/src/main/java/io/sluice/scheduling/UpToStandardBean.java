package io.sluice.scheduling;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has a new plan made when sub-accounts came up to standard. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = Jndi.UP_TO_STANDARD),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "endpointPoolMaxSize", propertyValue = "1"),
            @ActivationConfigProperty(
                    propertyName = "endpointExceptionRedeliveryAttempts",
                    propertyValue = Jndi.WITHOUT_END)
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UpToStandardBean implements MessageListener {
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
        String who;
        try {
            who = Body.of(message);
        } catch (UnreadableMessageException e) {
            deadLetters.keep("upToStandard", e, message);
            return;
        }
        scheduler.replan(who.replace("\n", ", ") + " up to standard");
    }
}
