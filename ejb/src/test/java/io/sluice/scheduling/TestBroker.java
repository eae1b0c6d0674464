package io.sluice.scheduling;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.TextMessage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stands for the broker: queues in memory. */
final class TestBroker {
    /** A property that only these messages have. */
    static final String REDELIVERED = "redelivered";

    boolean away;

    /** So many looks into a queue find that a message has just left it, and fail as OpenMQ's do. */
    int failingLooks;

    /** Looks into queues. */
    int looks;

    final Map<String, List<Message>> messages = new HashMap<>();

    /** A queue of that name. */
    static Queue queue(String name) {
        return proxy(Queue.class, (self, method, args) -> switch (method.getName()) {
            case "getQueueName", "toString" -> name;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    /** A message that arrived. */
    static TextMessage message(String body, Map<String, Object> properties, Instant at) {
        return proxy(TextMessage.class, (self, method, args) -> switch (method.getName()) {
            case "getText" -> body;
            case "getJMSRedelivered" -> properties.containsKey(REDELIVERED);
            case "getJMSTimestamp" -> at.toEpochMilli();
            case "propertyExists" -> properties.containsKey(args[0]);
            case "getStringProperty", "getLongProperty" -> properties.get(args[0]);
            case "toString" -> "message " + body;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    List<Message> on(String queue) {
        return messages.computeIfAbsent(queue, name -> new ArrayList<>());
    }

    ConnectionFactory connections() {
        return proxy(ConnectionFactory.class, (self, method, args) -> {
            if (away) {
                throw new JMSRuntimeException("refused");
            }
            return context();
        });
    }

    private JMSContext context() {
        return proxy(JMSContext.class, (self, method, args) -> switch (method.getName()) {
            case "createProducer" -> producer();
            case "createBrowser" -> browser(String.valueOf(args[0]));
            case "close" -> null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private JMSProducer producer() {
        Map<String, Object> properties = new LinkedHashMap<>();
        return proxy(JMSProducer.class, (self, method, args) -> switch (method.getName()) {
            case "setProperty" -> {
                properties.put((String) args[0], args[1]);
                yield self;
            }
            case "send" -> {
                on(String.valueOf(args[0])).add(message((String) args[1], properties, Instant.now()));
                yield self;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private QueueBrowser browser(String queue) {
        return proxy(QueueBrowser.class, (self, method, args) -> switch (method.getName()) {
            case "getEnumeration" -> {
                looks++;
                if (failingLooks > 0) {
                    failingLooks--;
                    var failure = new JMSException("browse failed");
                    failure.initCause(new NullPointerException("pr is null"));
                    throw failure;
                }
                yield Collections.enumeration(on(queue));
            }
            case "close" -> null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
