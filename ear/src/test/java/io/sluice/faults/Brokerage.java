package io.sluice.faults;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.logging.Logger;

/**
 * The application's connection factory: OpenMQ's own, with one connection for all that send, as a container pools them.
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

    /** What beans are given; they only ever ask it for a context. */
    ConnectionFactory forBeans() {
        return (ConnectionFactory) Proxy.newProxyInstance(
                Brokerage.class.getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("createContext") && arguments == null) {
                        return context();
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
        scope.sendsWith(context);
        return untilCommit(context);
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

    /** The context as it is, but that closing it waits for the transaction's end. */
    private static JMSContext untilCommit(JMSContext context) {
        return (JMSContext) Proxy.newProxyInstance(
                Brokerage.class.getClassLoader(), new Class<?>[] {JMSContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
