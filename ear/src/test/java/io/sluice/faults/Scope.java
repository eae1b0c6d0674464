package io.sluice.faults;

import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What one thread is in: a transaction, or a call without one. As in a container, beans meet it by the entity manager and
 * the connection factory they were given, and by nothing else.
 */
final class Scope implements AutoCloseable {
    private static final ThreadLocal<Scope> CURRENT = new ThreadLocal<>();

    private final EntityManagerFactory database;
    private final boolean transacted;
    private final Scope outer = CURRENT.get();
    private final List<Sending> sending = new ArrayList<>();

    /** Something that the broker's client does. */
    interface Step {
        void run() throws JMSException;
    }

    private record Sending(Step commit, Step close) {}

    private EntityManager entities;
    private boolean failed;

    private Scope(EntityManagerFactory database, boolean transacted) {
        this.database = database;
        this.transacted = transacted;
        CURRENT.set(this);
    }

    static Scope begin(EntityManagerFactory database, TransactionAttributeType attribute) {
        return new Scope(database, attribute != TransactionAttributeType.NOT_SUPPORTED);
    }

    /** The scope of this thread's bean; there is one whenever a bean runs. */
    static Scope current() {
        Scope current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("no bean runs here");
        }
        return current;
    }

    /** Runs a bean's method as its attribute asks. */
    static Object call(EntityManagerFactory database, TransactionAttributeType attribute, Callable<?> method)
            throws Exception {
        Scope here = CURRENT.get();
        boolean within = here != null && here.transacted;
        boolean joins =
                switch (attribute) {
                    case REQUIRED, SUPPORTS -> within;
                    case REQUIRES_NEW, NOT_SUPPORTED -> false;
                    case MANDATORY, NEVER -> throw new IllegalStateException("no bean of ours is " + attribute);
                };
        if (joins) {
            try {
                return method.call();
            } catch (Exception e) {
                here.failed = true;
                throw e;
            }
        }
        TransactionAttributeType own =
                attribute == TransactionAttributeType.SUPPORTS ? TransactionAttributeType.NOT_SUPPORTED : attribute;
        try (Scope scope = begin(database, own)) {
            Object result = method.call();
            scope.commit();
            return result;
        }
    }

    boolean transacted() {
        return transacted;
    }

    /** This scope's entity manager; in its transaction, if there is one. */
    EntityManager entities() {
        if (entities == null) {
            entities = database.createEntityManager();
            if (transacted) {
                entities.getTransaction().begin();
            }
        }
        return entities;
    }

    /**
     * Has what is sent go out with the commit.
     *
     * @param commit lets it go out
     * @param close comes last; what is not committed then goes nowhere
     */
    void sendsWith(Step commit, Step close) {
        sending.add(new Sending(commit, close));
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
        }
    }

    void failed() {
        failed = true;
    }

    /** Database first, then the broker. Nothing of ours does something to both in one transaction. */
    void commit() {
        if (failed) {
            throw new IllegalStateException("rolled back, as something within it failed");
        }
        if (transacted && entities != null) {
            entities.getTransaction().commit();
        }
        sending.forEach(with -> run(with.commit()));
    }

    /** Ends the scope; what was not committed is rolled back. */
    @Override
    public void close() {
        CURRENT.set(outer);
        try {
            if (entities != null) {
                if (entities.getTransaction().isActive()) {
                    entities.getTransaction().rollback();
                }
                entities.close();
            }
        } finally {
            // Closing a session rolls back what it did not commit.
            sending.forEach(with -> run(with.close()));
        }
    }
}
