package io.sluice.scheduling;

import io.sluice.api.ReportId;
import io.sluice.distribution.DeadLetter;
import io.sluice.distribution.DeadLetterBox;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Puts aside what cannot be read, so that what comes behind it can pass; and puts it back when an operator says so. */
@Stateless
public class DeadLetters {
    private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());

    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.TASK_RESULTS)
    Queue taskResults;

    @Resource(lookup = Jndi.MACHINE_EVENTS)
    Queue machineEvents;

    @Resource(lookup = Jndi.UP_TO_STANDARD)
    Queue upToStandard;

    @EJB
    DeadLetterBox box;

    /** Keeps a message and says so. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void keep(String queue, RuntimeException why, Message message) {
        LOG.log(Level.ERROR, "A message on " + queue + " could not be read and was put aside.", why);
        box.keep(queue, String.valueOf(why.getMessage()), body(message), report(message));
    }

    /** Sends a message once more, as it came, in a transaction of the broker's own. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void putBack(DeadLetter letter) {
        try (JMSContext jms = connections.createContext()) {
            ReportMessages.send(jms, queue(letter.getQueue()), letter.getBody(), letter.getReport());
        }
    }

    private Queue queue(String name) {
        return switch (name) {
            case "taskResults" -> taskResults;
            case "machineEvents" -> machineEvents;
            case "upToStandard" -> upToStandard;
            default -> throw new IllegalArgumentException("there is no queue " + name);
        };
    }

    private static String body(Message message) {
        try {
            return Body.of(message);
        } catch (UnreadableMessageException e) {
            return message.toString();
        }
    }

    private static Optional<ReportId> report(Message message) {
        try {
            return ReportMessages.report(message);
        } catch (JMSException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "It does not say which report it is.", e);
            return Optional.empty();
        }
    }
}
