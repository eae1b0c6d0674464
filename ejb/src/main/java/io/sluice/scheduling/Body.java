package io.sluice.scheduling;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;

/** The text of a message. */
final class Body {
    private Body() {}

    static String of(Message message) {
        try {
            if (message instanceof TextMessage text && text.getText() != null) {
                return text.getText();
            }
        } catch (JMSException e) {
            throw new UnreadableMessageException("its text cannot be read: " + e.getMessage(), e);
        }
        throw new UnreadableMessageException("it has no text");
    }
}
