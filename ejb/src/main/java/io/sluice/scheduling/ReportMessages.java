package io.sluice.scheduling;

import io.sluice.api.ReportId;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.util.Optional;

/** A report's id outside of its text, so that it is known which report it is even when the text cannot be read. */
final class ReportMessages {
    private static final String INCARNATION = "incarnation";
    private static final String NUMBER = "number";

    private ReportMessages() {}

    static void send(JMSContext jms, Queue queue, String body, Optional<ReportId> report) {
        JMSProducer producer = jms.createProducer();
        report.ifPresent(
                id -> producer.setProperty(INCARNATION, id.incarnation()).setProperty(NUMBER, id.number()));
        producer.send(queue, body);
    }

    /** Empty for a message that is no report of shares, or of a version that did not say. */
    static Optional<ReportId> report(Message message) throws JMSException {
        return message.propertyExists(INCARNATION) && message.propertyExists(NUMBER)
                ? Optional.of(new ReportId(message.getStringProperty(INCARNATION), message.getLongProperty(NUMBER)))
                : Optional.empty();
    }
}
