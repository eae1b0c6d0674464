package io.sluice.faults;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * The accounting system: a durable subscriber that connects again whenever the broker is back, and believes nothing: a
 * number that comes again must be the same booking, and none may be left out.
 */
final class Accounting implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Accounting.class.getName());

    private final Brokerage brokerage;
    private final Map<String, SortedMap<Long, String>> bookings = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private final Thread reading = new Thread(this::read, "accounting");
    private final AtomicLong subscriptions = new AtomicLong();
    private long repeated;
    private volatile boolean closed;

    Accounting(int brokerPort) {
        brokerage = new Brokerage(brokerPort, BrokerProcess.ACCOUNTING_USER, BrokerProcess.ACCOUNTING_PASSWORD);
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        while (!closed) {
            try (Connection connection = brokerage.connect()) {
                connection.setClientID("accounting-of-faults");
                connection.setExceptionListener(broken -> LOG.log(Level.DEBUG, "The broker went away", broken));
                Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer =
                        session.createDurableSubscriber(session.createTopic("sluice.accounting"), "books");
                connection.start();
                subscriptions.incrementAndGet();
                while (!closed) {
                    Message message = consumer.receive(200);
                    if (message != null) {
                        take((TextMessage) message);
                        message.acknowledge();
                    }
                }
            } catch (JMSException e) {
                LOG.log(Level.DEBUG, "The broker is away", e);
                try {
                    TimeUnit.MILLISECONDS.sleep(100);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private synchronized void take(TextMessage message) throws JMSException {
        String subAccount = message.getStringProperty("subAccount");
        long sequence = message.getLongProperty("sequence");
        String before =
                bookings.computeIfAbsent(subAccount, name -> new TreeMap<>()).putIfAbsent(sequence, message.getText());
        if (before != null) {
            repeated++;
            if (!before.equals(message.getText())) {
                contradictions.add(subAccount + " " + sequence + ": " + before + " and " + message.getText());
            }
        }
    }

    /** The greatest number that came; 0 before the first. */
    synchronized long last(String subAccount) {
        SortedMap<Long, String> own = bookings.getOrDefault(subAccount, new TreeMap<>());
        return own.isEmpty() ? 0 : own.lastKey();
    }

    /** Numbers from 1 to {@code last} that did not come, and those that came beyond. */
    synchronized List<Long> missing(String subAccount, long last) {
        SortedMap<Long, String> own = bookings.getOrDefault(subAccount, new TreeMap<>());
        List<Long> missing = new ArrayList<>(LongStream.rangeClosed(1, last)
                .filter(sequence -> !own.containsKey(sequence))
                .boxed()
                .toList());
        missing.addAll(own.tailMap(last + 1).keySet());
        return missing;
    }

    /** How often it subscribed: once, and once more each time the broker had been away. */
    long subscriptions() {
        return subscriptions.get();
    }

    /** Numbers that came more than once and said something else. */
    synchronized List<String> contradictions() {
        return List.copyOf(contradictions);
    }

    /** Messages that came more than once. */
    synchronized long repeated() {
        return repeated;
    }

    @Override
    public void close() {
        closed = true;
        try {
            reading.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
