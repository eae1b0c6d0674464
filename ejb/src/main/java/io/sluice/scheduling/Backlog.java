package io.sluice.scheduling;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.List;

/** What the broker holds that the application has not dealt with yet. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Backlog {
    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.TASK_RESULTS)
    Queue taskResults;

    @Resource(lookup = Jndi.MACHINE_EVENTS)
    Queue machineEvents;

    /** Whether every report of the adapter was dealt with; one that is being dealt with was not. */
    public boolean isEmpty() {
        try (JMSContext jms = connections.createContext()) {
            for (Queue queue : List.of(taskResults, machineEvents)) {
                try (QueueBrowser browser = jms.createBrowser(queue)) {
                    if (browser.getEnumeration().hasMoreElements()) {
                        return false;
                    }
                }
            }
            return true;
        } catch (JMSException e) {
            throw new IllegalStateException("The broker does not say what it holds: " + e.getMessage(), e);
        }
    }
}
