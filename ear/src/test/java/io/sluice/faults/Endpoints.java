package io.sluice.faults;

import io.sluice.api.FieldListener;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManagerFactory;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.XAResource;

/**
 * Endpoints of the application's bean for the adapter, each call in the transaction that the bean's method asks for. Now
 * and then one says that it failed when it did not, so that the adapter delivers the same report again.
 */
final class Endpoints implements MessageEndpointFactory {
    private final FieldListener bean;
    private final Class<?> beanClass;
    private final EntityManagerFactory database;
    private final double doubt;
    private final Random random;
    final AtomicLong doubted = new AtomicLong();

    /** @param doubt how often a call that succeeded is said to have failed; 0 to 1 */
    Endpoints(
            Class<? extends FieldListener> type,
            FieldListener bean,
            EntityManagerFactory database,
            double doubt,
            long seed) {
        this.bean = bean;
        this.beanClass = type;
        this.database = database;
        this.doubt = doubt;
        this.random = new Random(seed);
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource) {
        var one = new One();
        return (MessageEndpoint) Proxy.newProxyInstance(
                Endpoints.class.getClassLoader(),
                new Class<?>[] {MessageEndpoint.class, FieldListener.class},
                (proxy, method, arguments) -> one.invoke(method, arguments));
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) throws NoSuchMethodException {
        return attribute(method) == TransactionAttributeType.REQUIRED;
    }

    @Override
    public String getActivationName() {
        return "faults";
    }

    @Override
    public Class<?> getEndpointClass() {
        return beanClass;
    }

    private TransactionAttributeType attribute(Method method) throws NoSuchMethodException {
        return Interception.attribute(beanClass.getMethod(method.getName(), method.getParameterTypes()));
    }

    private synchronized boolean doubts() {
        return random.nextDouble() < doubt;
    }

    /** Used by one thread at a time. */
    private final class One {
        private Scope scope;
        private Method prepared;
        private boolean failed;

        Object invoke(Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "beforeDelivery" -> {
                    prepared = (Method) arguments[0];
                    scope = Scope.begin(database, attribute(prepared));
                    failed = false;
                    return null;
                }
                case "afterDelivery" -> {
                    end();
                    return null;
                }
                case "release" -> {
                    if (scope != null) {
                        scope.close();
                        scope = null;
                    }
                    return null;
                }
                default -> {
                    return deliver(method, arguments);
                }
            }
        }

        private Object deliver(Method method, Object[] arguments) throws Throwable {
            if (!method.equals(prepared)) {
                // Payara calls the method that it was prepared for, whichever is called.
                failed = true;
                throw new IllegalArgumentException("prepared for " + prepared + ", called by " + method);
            }
            try {
                return method.invoke(bean, arguments);
            } catch (InvocationTargetException e) {
                failed = true;
                throw e.getCause();
            }
        }

        private void end() throws ResourceException {
            try (Scope ended = scope) {
                scope = null;
                if (!failed) {
                    ended.commit();
                }
            } catch (RuntimeException e) {
                throw new ResourceException("the delivery was not committed", e);
            }
            if (!failed && doubts()) {
                doubted.incrementAndGet();
                throw new ResourceException("nobody knows whether the delivery was committed");
            }
        }
    }
}
