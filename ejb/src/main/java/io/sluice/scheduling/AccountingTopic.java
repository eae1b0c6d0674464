package io.sluice.scheduling;

import io.sluice.distribution.AccountingMessage;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;

/** The accounting system's topic. A batch goes out whole, in a transaction of the broker's own. */
@Stateless
public class AccountingTopic {
    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.ACCOUNTING)
    Topic topic;

    /**
     * Sends messages, in their order.
     *
     * @throws JMSRuntimeException when the broker does not take them; then it has none of them
     */
    public void send(List<AccountingMessage> messages) {
        // Not by a JMSContext: its producer has no topic of its own, and for each message OpenMQ looks that up and
        // asks who may send to it.
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(topic)) {
            for (AccountingMessage message : messages) {
                TextMessage text = session.createTextMessage(message.body());
                text.setStringProperty("subAccount", message.subAccount());
                text.setLongProperty("sequence", message.sequence());
                text.setIntProperty("schema", AccountingMessage.SCHEMA);
                producer.send(text);
            }
        } catch (JMSException e) {
            // Unchecked, so that the container takes the whole batch back.
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }
}
