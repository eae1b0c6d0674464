package io.sluice.scheduling;

import io.sluice.distribution.AccountingMessage;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Topic;
import java.util.List;

/** The accounting system's topic. A batch goes out whole, in a transaction of the broker's own. */
@Stateless
public class AccountingTopic {
    @Resource(lookup = Jndi.CONNECTION_FACTORY)
    ConnectionFactory connections;

    @Resource(lookup = Jndi.ACCOUNTING)
    Topic topic;

    /** Sends messages, in their order. */
    public void send(List<AccountingMessage> messages) {
        try (JMSContext jms = connections.createContext()) {
            JMSProducer producer = jms.createProducer();
            for (AccountingMessage message : messages) {
                producer.setProperty("subAccount", message.subAccount())
                        .setProperty("sequence", message.sequence())
                        .setProperty("schema", AccountingMessage.SCHEMA)
                        .send(topic, message.body());
            }
        }
    }
}
