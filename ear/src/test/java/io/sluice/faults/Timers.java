package io.sluice.faults;

import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The container's timers, as far as the application uses them. */
final class Timers {
    private static final System.Logger LOG = System.getLogger(Timers.class.getName());

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3, work -> {
        var thread = new Thread(work, "timer");
        thread.setDaemon(true);
        return thread;
    });

    /** The timer service of one bean. */
    TimerService of(Class<?> type, Object bean) {
        Method timeout = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Timeout.class))
                .findFirst()
                .orElseThrow(() -> new LinkageError(type + " has a timer service and no timeout"));
        timeout.setAccessible(true);
        return (TimerService) Proxy.newProxyInstance(
                Timers.class.getClassLoader(), new Class<?>[] {TimerService.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("createIntervalTimer") && arguments[0] instanceof Long first) {
                        Timer timer = timer(((TimerConfig) arguments[2]).getInfo());
                        ScheduledFuture<?> unused = clock.scheduleAtFixedRate(
                                () -> fire(bean, timeout, timer), first, (long) arguments[1], TimeUnit.MILLISECONDS);
                        return timer;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private static void fire(Object bean, Method timeout, Timer timer) {
        try {
            if (timeout.getParameterCount() == 0) {
                timeout.invoke(bean);
            } else {
                timeout.invoke(bean, timer);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Left to the executor, it would be the last time.
            LOG.log(Level.WARNING, "A timer failed", e);
        }
    }

    private static Timer timer(Object info) {
        return (Timer) Proxy.newProxyInstance(
                Timers.class.getClassLoader(), new Class<?>[] {Timer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getInfo")) {
                        return info;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }
}
