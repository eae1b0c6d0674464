package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A customer's accounting system: a durable subscriber to {@code sluice.accounting} that reads with OpenMQ's own client.
 * It believes a sequence number the first time it comes and remembers what it added up.
 */
final class AccountingSystem implements AutoCloseable {
    private static final String SUBSCRIPTION = "books";

    private final ConnectionFactory factory;
    private final URLClassLoader client;
    private final String user;
    private final String password;
    private final Map<String, TreeMap<Long, JsonObject>> bookings = new ConcurrentHashMap<>();
    private Connection connection;

    /** @param adapter OpenMQ's resource adapter, which contains its client */
    AccountingSystem(Path adapter, Path folder, int brokerPort, String user, String password) throws Exception {
        this.client = new URLClassLoader(jarsOf(adapter, folder), AccountingSystem.class.getClassLoader());
        this.user = user;
        this.password = password;
        Class<?> type = client.loadClass("com.sun.messaging.ConnectionFactory");
        this.factory = (ConnectionFactory) type.getDeclaredConstructor().newInstance();
        type.getMethod("setProperty", String.class, String.class)
                .invoke(factory, "imqAddressList", "mq://127.0.0.1:" + brokerPort + "/jms");
    }

    private static URL[] jarsOf(Path archive, Path folder) throws IOException {
        List<URL> jars = new ArrayList<>();
        try (InputStream in = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".jar")) {
                    Path jar = folder.resolve(
                            Path.of(entry.getName()).getFileName().toString());
                    Files.copy(zip, jar);
                    jars.add(jar.toUri().toURL());
                }
            }
        }
        return jars.toArray(URL[]::new);
    }

    /** Reads what comes from now on, and what came while it was away. */
    void connect() throws JMSException {
        connection = factory.createConnection(user, password);
        connection.setClientID("accounting-trial");
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        Topic topic = session.createTopic("sluice.accounting");
        MessageConsumer consumer = session.createDurableSubscriber(topic, SUBSCRIPTION);
        consumer.setMessageListener(message -> {
            try {
                take((TextMessage) message);
                message.acknowledge();
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        connection.start();
    }

    /** Tries what an accounting system has no business with. */
    void readQueue(String name) throws JMSException {
        try (Connection own = factory.createConnection(user, password)) {
            Session session = own.createSession(false, Session.AUTO_ACKNOWLEDGE);
            session.createConsumer(session.createQueue(name));
        }
    }

    /** Tries what an accounting system has no business with. */
    void publish() throws JMSException {
        try (Connection own = factory.createConnection(user, password)) {
            Session session = own.createSession(false, Session.AUTO_ACKNOWLEDGE);
            session.createProducer(session.createTopic("sluice.accounting"));
        }
    }

    private void take(TextMessage message) throws JMSException {
        JsonObject body = Json.createReader(new StringReader(message.getText())).readObject();
        assertThat(message.propertyExists("schema")).isTrue();
        assertThat(body.getString("subAccount")).isEqualTo(message.getStringProperty("subAccount"));
        bookings.computeIfAbsent(message.getStringProperty("subAccount"), name -> new TreeMap<>())
                .putIfAbsent(message.getLongProperty("sequence"), body);
    }

    void disconnect() throws JMSException {
        connection.close();
    }

    /** How many bookings of a sub-account came, if none is missing between the first and the last; else -1. */
    long gapless(String subAccount) {
        TreeMap<Long, JsonObject> own = bookings.get(subAccount);
        if (own == null) {
            return 0;
        }
        return own.firstKey() == 1 && own.lastKey() == own.size() ? own.size() : -1;
    }

    BigDecimal hashes(String subAccount) {
        TreeMap<Long, JsonObject> own = bookings.get(subAccount);
        if (own == null) {
            return BigDecimal.ZERO;
        }
        return own.values().stream()
                .map(body -> body.getJsonNumber("hashes").bigDecimalValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Override
    public void close() throws JMSException, IOException {
        if (connection != null) {
            connection.close();
        }
        client.close();
    }
}
