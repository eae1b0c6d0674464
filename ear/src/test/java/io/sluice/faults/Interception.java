package io.sluice.faults;

import jakarta.ejb.ApplicationException;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.EJBException;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import net.bytebuddy.implementation.bind.annotation.Origin;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.implementation.bind.annotation.This;

/** What happens around each call of a bean: what its annotations ask of the container. Public for generated classes. */
public final class Interception {
    private static final System.Logger LOG = System.getLogger(Interception.class.getName());
    private static final ThreadLocal<Object> RUNNING = new ThreadLocal<>();

    private static volatile EntityManagerFactory database;
    private static volatile Executor later;

    private Interception() {}

    static void configure(EntityManagerFactory on, Executor asynchronous) {
        database = on;
        later = asynchronous;
    }

    /**
     * Calls a bean's own method in the transaction that it asks for; an asynchronous one elsewhere. What a bean calls of
     * itself is nobody's business.
     */
    @RuntimeType
    public static Object around(@This Object bean, @Origin Method method, @SuperCall Callable<?> call)
            throws Exception {
        if (RUNNING.get() == bean) {
            return call.call();
        }
        if (method.isAnnotationPresent(Asynchronous.class)) {
            later.execute(() -> {
                try {
                    scoped(bean, method, call);
                } catch (Exception e) {
                    LOG.log(Level.WARNING, "An asynchronous call failed: " + method, e);
                }
            });
            return null;
        }
        return scoped(bean, method, call);
    }

    /** Calls a bean's method in the transaction that it asks for. */
    static Object scoped(Object bean, Method method, Callable<?> call) throws Exception {
        Object outer = RUNNING.get();
        RUNNING.set(bean);
        try {
            return Scope.call(database, attribute(method), call);
        } catch (RuntimeException e) {
            boolean known = e instanceof EJBException || e.getClass().isAnnotationPresent(ApplicationException.class);
            throw known ? e : new EJBException(e);
        } finally {
            RUNNING.set(outer);
        }
    }

    /** The attribute of a bean's method: its own, else its class's, else the specification's. */
    static TransactionAttributeType attribute(Method method) {
        TransactionAttribute own = method.getAnnotation(TransactionAttribute.class);
        if (own != null) {
            return own.value();
        }
        TransactionAttribute ofClass = method.getDeclaringClass().getAnnotation(TransactionAttribute.class);
        return ofClass != null ? ofClass.value() : TransactionAttributeType.REQUIRED;
    }
}
