package io.sluice.scheduling;

import jakarta.ejb.EJBException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Duration;

/** How each message is dealt with, so that an outage is neither a hot loop nor a flood of stack traces. */
final class Delivery {
    /** Between attempts that fail though the database answers. */
    private static final Duration REST = Duration.ofSeconds(5);

    private Delivery() {}

    /**
     * Deals with a message once the database answers. A failure delivers it again: at once the first time, then after a
     * rest, unless it was the database that failed; then it waits for that.
     */
    static void take(Message message, Pulse pulse, Runnable work) {
        pulse.awaitDatabase();
        try {
            work.run();
        } catch (EJBException e) {
            pulse.askDatabase();
            if (pulse.databaseAnswers() && isRedelivered(message)) {
                pulse.rest(REST);
            }
            throw e;
        }
    }

    private static boolean isRedelivered(Message message) {
        try {
            return message.getJMSRedelivered();
        } catch (JMSException e) {
            throw new IllegalStateException("the message does not say whether it came before", e);
        }
    }
}
