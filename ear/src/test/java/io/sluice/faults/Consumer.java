package io.sluice.faults;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives a message-driven bean its messages, as a container does for a bean that takes one at a time: acknowledged when the
 * bean returned, given again when it threw, without end; and connects again when the broker was away.
 */
final class Consumer extends Thread {
    private static final System.Logger LOG = System.getLogger(Consumer.class.getName());
    private static final long AGAIN_MILLIS = 250;
    private static final long NEXT_MILLIS = 200;

    private final Brokerage brokerage;
    private final String queue;
    private final MessageListener bean;
    private final Delivery delivery;

    Consumer(Brokerage brokerage, String queue, MessageListener bean, Delivery delivery) {
        super("consumer-" + queue);
        setDaemon(true);
        this.brokerage = brokerage;
        this.queue = queue;
        this.bean = bean;
        this.delivery = delivery;
    }

    @Override
    public void run() {
        while (true) {
            try (Connection connection = brokerage.connect()) {
                connection.setExceptionListener(broken -> LOG.log(Level.DEBUG, "The broker went away", broken));
                Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
                connection.start();
                while (true) {
                    give(session, consumer);
                }
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "No broker for " + queue, e);
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    private void give(Session session, MessageConsumer consumer) throws JMSException, InterruptedException {
        List<Message> messages = some(consumer);
        if (messages.isEmpty()) {
            return;
        }
        try {
            delivery.give(messages, bean);
            messages.get(messages.size() - 1).acknowledge();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "A message of " + queue + " is given again", e);
            pause();
            session.recover();
        }
    }

    /** What has come: one message, and those that are there already as far as they are wanted. */
    private List<Message> some(MessageConsumer consumer) throws JMSException {
        List<Message> messages = new ArrayList<>();
        for (Message next = consumer.receive(NEXT_MILLIS); next != null; next = consumer.receiveNoWait()) {
            messages.add(next);
            if (!delivery.wantsMore(messages)) {
                break;
            }
        }
        return messages;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
