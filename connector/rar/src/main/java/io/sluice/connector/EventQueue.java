package io.sluice.connector;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.MachineEvent;
import io.sluice.stratum.relay.Reports;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What happened in the field, shares aside, and is not delivered yet, in order. Event loops put in, and never wait for more
 * than the lock, which nobody holds while waiting; one delivery takes out. Bounded: events of machines beyond the bound are
 * dropped and counted, as the application repairs its picture from the status.
 */
final class EventQueue implements Reports {
    private static final System.Logger LOG = System.getLogger(EventQueue.class.getName());

    /** Events that wait here at most. */
    static final int MOST_EVENTS = 50_000;
    /** Events in one report at most. */
    private static final int MOST_IN_REPORT = 500;
    /** What an event takes in a message besides its texts. */
    private static final int EVENT_BYTES = 200;
    /** A character in JSON, at worst. */
    private static final int CHARACTER_BYTES = 6;

    /** In the queue: an event that is a report by itself, or a part of a report that is made up when it is delivered. */
    private sealed interface Item {
        record Whole(FieldReport report) implements Item {}

        record Event(MachineEvent event) implements Item {}
    }

    private final int reportBytes;
    private final AuthenticationQueue authentications;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private int events;
    private long dropped;
    private FieldReport current;

    /** @param reportBytes that one report may have as a message */
    EventQueue(int reportBytes, AuthenticationQueue authentications) {
        this.reportBytes = reportBytes;
        this.authentications = authentications;
    }

    @Override
    public void login(FieldReport.LoginEvent event) {
        whole(event);
    }

    @Override
    public void pool(FieldReport.PoolEvent event) {
        whole(event);
    }

    /** Told when something changes, and never again: so never dropped. They are as few as pools and sub-accounts. */
    private void whole(FieldReport report) {
        lock.lock();
        try {
            items.addLast(new Item.Whole(report));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void machine(MachineEvent event) {
        lock.lock();
        try {
            if (events >= MOST_EVENTS) {
                if (dropped++ == 0) {
                    LOG.log(
                            Level.WARNING,
                            "The application takes no reports; {0} events wait, later ones are dropped (no share is)",
                            events);
                }
                return;
            }
            items.addLast(new Item.Event(event));
            events++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer) {
        authentications.add(credentials, answer);
    }

    /** The report to deliver next, the same one until {@link #delivered}; null when none comes in time. */
    FieldReport next(long wait, TimeUnit unit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = unit.toNanos(wait);
            while (current == null && items.isEmpty()) {
                if (nanos <= 0) {
                    return null;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (current == null) {
                current = makeUp();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a report of the first items, as many of one sort as follow one another. */
    private FieldReport makeUp() {
        Item first = items.peekFirst();
        if (first instanceof Item.Whole whole) {
            items.removeFirst();
            return whole.report();
        }
        List<MachineEvent> together = new ArrayList<>();
        int bytes = 0;
        while (together.size() < MOST_IN_REPORT && items.peekFirst() instanceof Item.Event event) {
            bytes += bytes(event.event());
            if (bytes > reportBytes && !together.isEmpty()) {
                break;
            }
            together.add(event.event());
            items.removeFirst();
        }
        events -= together.size();
        return new MachineEvents(together);
    }

    /** By a cautious estimate. */
    private static int bytes(MachineEvent event) {
        return EVENT_BYTES
                + 2 * (event.machine().length() + event.subAccount().length())
                + CHARACTER_BYTES * event.detail().length();
    }

    /** The present report is in the application's hands. */
    void delivered() {
        lock.lock();
        try {
            current = null;
            dropped = items.isEmpty() ? 0 : dropped;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is delivered; returns whether it is. */
    boolean awaitEmpty(long wait, TimeUnit unit) {
        lock.lock();
        try {
            long nanos = unit.toNanos(wait);
            while (current != null || !items.isEmpty()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
