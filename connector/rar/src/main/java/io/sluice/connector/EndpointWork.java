package io.sluice.connector;

import io.sluice.api.FieldListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A long-running work that talks to one endpoint of the application, call after call in one order, each in a transaction
 * of its own.
 */
abstract class EndpointWork implements Work, WorkContextProvider {
    private static final System.Logger LOG = System.getLogger(EndpointWork.class.getName());
    private static final long serialVersionUID = 1L;
    private static final long AGAIN_MILLIS = 100;
    private static final long AGAIN_MOST_MILLIS = 2_000;

    private final transient MessageEndpointFactory factory;
    private final transient Method method;
    private transient MessageEndpoint endpoint;
    private final transient CountDownLatch ended = new CountDownLatch(1);
    private transient volatile boolean released;

    EndpointWork(MessageEndpointFactory factory, String method, Class<?> parameter) {
        this.factory = factory;
        this.method = method(method, parameter);
    }

    /** A method of the listener. */
    static Method method(String name, Class<?> parameter) {
        try {
            return FieldListener.class.getMethod(name, parameter);
        } catch (NoSuchMethodException e) {
            throw new LinkageError("FieldListener has no " + name, e);
        }
    }

    /** Runs until it is released. */
    @Override
    public final void run() {
        try {
            if (!connect()) {
                return;
            }
            connected();
            while (!released) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            releaseEndpoint();
            ended.countDown();
        }
    }

    /** The endpoint exists. */
    abstract void connected();

    /** One call, or a wait for one; returns within a second or so. */
    abstract void step() throws InterruptedException;

    /** The application takes a second or more to become available after it was activated. */
    private boolean connect() throws InterruptedException {
        while (!released) {
            try {
                endpoint = factory.createEndpoint(null);
                return true;
            } catch (UnavailableException e) {
                LOG.log(Level.DEBUG, "The application is not there yet", e);
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
            } catch (RuntimeException | Error e) {
                // Whatever it is: without this thread nothing would be delivered any more.
                LOG.log(Level.WARNING, "The application could not be reached; it is tried again", e);
                TimeUnit.MILLISECONDS.sleep(AGAIN_MOST_MILLIS);
            }
        }
        return false;
    }

    /**
     * Calls the application within a transaction.
     *
     * @throws ResourceException when the transaction could not begin or end
     */
    final <T> T call(Function<FieldListener, T> call) throws ResourceException {
        return call(method, call);
    }

    /** Calls another method than the usual one: the container must be told which. */
    final <T> T call(Method which, Function<FieldListener, T> call) throws ResourceException {
        try {
            endpoint.beforeDelivery(which);
        } catch (NoSuchMethodException e) {
            throw new LinkageError("the endpoint has no " + method, e);
        }
        try {
            return call.apply((FieldListener) endpoint);
        } finally {
            endpoint.afterDelivery();
        }
    }

    final void send(Consumer<FieldListener> call) throws ResourceException {
        call(listener -> {
            call.accept(listener);
            return null;
        });
    }

    /** A call failed: says so, waits longer each time, and takes a new endpoint, as the old one may be spoilt. */
    final void failed(String what, int times, Throwable e) throws InterruptedException {
        Level level = Integer.bitCount(times) == 1 ? Level.WARNING : Level.DEBUG;
        LOG.log(level, what + " (attempt " + times + "); it is tried again", e);
        TimeUnit.MILLISECONDS.sleep(Math.min(AGAIN_MOST_MILLIS, AGAIN_MILLIS * times));
        releaseEndpoint();
        connect();
    }

    private void releaseEndpoint() {
        try {
            if (endpoint != null) {
                endpoint.release();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "The endpoint of the application could not be given back", e);
        }
        endpoint = null;
    }

    final boolean isReleased() {
        return released;
    }

    @Override
    public final void release() {
        released = true;
    }

    /** Waits for its end after it was released, for so many seconds at most; returns whether it has ended. */
    final boolean awaitEnd(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public final List<WorkContext> getWorkContexts() {
        HintsContext hints = new HintsContext();
        hints.setName("Sluice");
        hints.setHint(HintsContext.LONGRUNNING_HINT, true);
        return List.of(hints);
    }
}
