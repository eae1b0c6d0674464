package io.sluice.faults;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Session;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Logger;

/**
 * The application's connection factory: OpenMQ's own, with one connection for all that send by a context, as a container
 * pools them, and a new one for each that asks for a connection.
 * What is sent within a transaction goes out with it.
 */
final class Brokerage {
    private static final System.Logger LOG = System.getLogger(Brokerage.class.getName());

    /** OpenMQ's client reports each connection that fails; here most do so on purpose. */
    private static final Logger CLIENT = Logger.getLogger("jakarta.jms");

    static {
        CLIENT.setLevel(java.util.logging.Level.OFF);
    }

    private final ConnectionFactory factory;
    private final String user;
    private final String password;
    private JMSContext shared;

    Brokerage(int port, String user, String password) {
        this.factory = factory(port);
        this.user = user;
        this.password = password;
    }

    /** OpenMQ's client; its jar is no artifact of its own, so it is met here by name only. */
    static ConnectionFactory factory(int port) {
        try {
            Class<?> type = Class.forName("com.sun.messaging.ConnectionFactory");
            Object factory = type.getDeclaredConstructor().newInstance();
            type.getMethod("setProperty", String.class, String.class)
                    .invoke(factory, "imqAddressList", "mq://127.0.0.1:" + port + "/jms");
            return (ConnectionFactory) factory;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no OpenMQ", e);
        }
    }

    /** @param kind {@code Queue} or {@code Topic} */
    static Object destination(String kind, String name) {
        try {
            return Class.forName("com.sun.messaging." + kind)
                    .getDeclaredConstructor(String.class)
                    .newInstance(name);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no OpenMQ", e);
        }
    }

    /** A connection for a consumer. */
    Connection connect() throws JMSException {
        return factory.createConnection(user, password);
    }

    /** What beans are given; they ask it for a context or a connection, and for nothing else. */
    ConnectionFactory forBeans() {
        return (ConnectionFactory) Proxy.newProxyInstance(
                Brokerage.class.getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("createContext") && arguments == null) {
                        return context();
                    }
                    if (method.getName().equals("createConnection") && arguments == null) {
                        return connection();
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private JMSContext context() {
        Scope scope = Scope.current();
        if (!scope.transacted()) {
            return open(JMSContext.AUTO_ACKNOWLEDGE);
        }
        JMSContext context = open(JMSContext.SESSION_TRANSACTED);
        scope.sendsWith(context::commit, context::close);
        return instead(JMSContext.class, context, Map.of("close", () -> null));
    }

    /** One of its own, as a batch has it for a moment only. */
    private Connection connection() throws JMSException {
        Scope scope = Scope.current();
        Connection connection = connect();
        if (!scope.transacted()) {
            return connection;
        }
        Session session;
        try {
            session = connection.createSession(Session.SESSION_TRANSACTED);
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
        scope.sendsWith(session::commit, connection::close);
        Session open = instead(Session.class, session, Map.of("close", () -> null));
        return instead(Connection.class, connection, Map.of("createSession", () -> open, "close", () -> null));
    }

    private synchronized JMSContext open(int mode) {
        if (shared != null) {
            try {
                return shared.createContext(mode);
            } catch (JMSRuntimeException e) {
                // The broker went away and took the connection along; another may do.
                forget(shared);
            }
        }
        JMSContext made = factory.createContext(user, password);
        made.setExceptionListener(broken -> forget(made));
        shared = made;
        return shared.createContext(mode);
    }

    private synchronized void forget(JMSContext broken) {
        if (shared == broken) {
            shared = null;
        }
        try {
            broken.close();
        } catch (JMSRuntimeException e) {
            LOG.log(Level.DEBUG, "A broken connection", e);
        }
    }

    /** The same, but for some methods: it is closed at the transaction's end, and not before. */
    private static <T> T instead(Class<T> type, T same, Map<String, Callable<?>> methods) {
        return type.cast(Proxy.newProxyInstance(
                Brokerage.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Callable<?> other = methods.get(method.getName());
                    if (other != null) {
                        return other.call();
                    }
                    try {
                        return method.invoke(same, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
