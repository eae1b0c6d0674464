package io.sluice.scheduling;

import io.sluice.distribution.EventLog;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.jms.Message;
import java.lang.System.Logger.Level;

/** Puts aside what cannot be read, so that what comes behind it can pass. */
@Stateless
public class DeadLetters {
    private static final System.Logger LOG = System.getLogger(DeadLetters.class.getName());

    @EJB
    EventLog events;

    /** Keeps a message and says so. */
    public void keep(String queue, RuntimeException why, Message message) {
        LOG.log(Level.ERROR, "A message on " + queue + " could not be read and was put aside.", why);
        events.deadLetter(queue, why.getMessage(), body(message));
    }

    private static String body(Message message) {
        try {
            return Body.of(message);
        } catch (UnreadableMessageException e) {
            return message.toString();
        }
    }
}
