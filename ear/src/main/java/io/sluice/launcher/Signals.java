package io.sluice.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Hears the signals that end a process before Java's own shutdown begins. A shutdown hook would not do: Payara has one of
 * its own, and all hooks run at the same time.
 *
 * <p>{@code sun.misc.Signal} is in every JDK's module {@code jdk.unsupported}; it is called by name only because the
 * compiler's warning about it cannot be turned off.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs the action, in a thread of its own, when the signal comes.
     *
     * @param name without {@code SIG}
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler start = (proxy, method, arguments) -> {
                var thread = new Thread(action, "sluice-" + name);
                // A signal's own thread is a daemon, and Java would end before the action does.
                thread.setDaemon(false);
                thread.start();
                return null;
            };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, start));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java does not tell of signals", e);
        }
    }
}
