package io.sluice.scheduling;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Optional;

/** What the broker holds that the application has not dealt with yet; a message that is being dealt with was not. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Backlog {
    /** OpenMQ's browser fails with a null pointer when a message leaves the queue at the moment it is looked at. */
    private static final int ATTEMPTS = 3;

    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.TASK_RESULTS)
    Queue taskResults;

    @Resource(lookup = Jndi.MACHINE_EVENTS)
    Queue machineEvents;

    /**
     * Whether every report of the adapter was dealt with.
     *
     * @throws AwayException when the broker does not say
     */
    public boolean isEmpty() {
        return oldestReport().isEmpty() && oldest(machineEvents).isEmpty();
    }

    /**
     * Since when the first report of shares has been waiting; empty when none is.
     *
     * @throws AwayException when the broker does not say
     */
    public Optional<Instant> oldestReport() {
        return oldest(taskResults);
    }

    private Optional<Instant> oldest(Queue queue) {
        for (int attempt = 1; ; attempt++) {
            try {
                return look(queue);
            } catch (JMSException | JMSRuntimeException e) {
                if (attempt == ATTEMPTS || !isFromAMessageThatLeft(e)) {
                    throw new AwayException("The broker does not say what it holds: " + e.getMessage(), e);
                }
            }
        }
    }

    private Optional<Instant> look(Queue queue) throws JMSException {
        try (JMSContext jms = connections.createContext();
                QueueBrowser browser = jms.createBrowser(queue)) {
            Enumeration<?> messages = browser.getEnumeration();
            return messages.hasMoreElements()
                    ? Optional.of(Instant.ofEpochMilli(((Message) messages.nextElement()).getJMSTimestamp()))
                    : Optional.empty();
        }
    }

    private static boolean isFromAMessageThatLeft(Throwable failure) {
        return failure instanceof NullPointerException
                || (failure.getCause() != null && isFromAMessageThatLeft(failure.getCause()));
    }
}
