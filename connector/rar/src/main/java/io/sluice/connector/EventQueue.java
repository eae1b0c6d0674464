package io.sluice.connector;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.MachineEvent;
import io.sluice.stratum.relay.Reports;
import java.lang.System.Logger.Level;
import java.time.Duration;
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
    /**
     * Events of machines are gathered until none came for this long. A switch of a whole farm is ten thousand of them within
     * a tenth of a second: whoever books the first while the last machine waits for its job takes a processor from it.
     */
    private static final Duration QUIET = Duration.ofMillis(20);
    /** They are not gathered for longer than this. */
    private static final Duration GATHERING = Duration.ofMillis(300);
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
    private final long quietNanos;
    private final long gatheringNanos;
    private final AuthenticationQueue authentications;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private int events;
    private int wholes;
    private long dropped;
    private boolean gathered;
    private boolean hurries;
    private FieldReport current;

    /** @param reportBytes that one report may have as a message */
    EventQueue(int reportBytes, AuthenticationQueue authentications) {
        this(reportBytes, authentications, QUIET, GATHERING);
    }

    /**
     * Gathers otherwise.
     *
     * @param quiet how long nothing must have come
     * @param gathering how long it is waited for that
     */
    EventQueue(int reportBytes, AuthenticationQueue authentications, Duration quiet, Duration gathering) {
        this.reportBytes = reportBytes;
        this.authentications = authentications;
        this.quietNanos = quiet.toNanos();
        this.gatheringNanos = gathering.toNanos();
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
            wholes++;
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
            if (items.size() == 1) {
                // Of those that follow, nobody need be woken: who delivers looks again by himself.
                changed.signalAll();
            }
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
                gathered = false;
                if (nanos <= 0) {
                    return null;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (current == null) {
                gather();
                current = makeUp();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits while events of machines keep coming, unless there is something else to tell. Once, until all is delivered: what
     * comes faster than it is delivered need not be waited for.
     */
    private void gather() throws InterruptedException {
        long end = System.nanoTime() + gatheringNanos;
        int seen = 0;
        while (!gathered && !hurries && wholes == 0 && seen < events && System.nanoTime() < end) {
            seen = events;
            long left = quietNanos;
            while (left > 0 && wholes == 0 && !hurries) {
                left = changed.awaitNanos(left);
            }
        }
        gathered = true;
    }

    /** Makes a report of the first items, as many of one sort as follow one another. */
    private FieldReport makeUp() {
        Item first = items.peekFirst();
        if (first instanceof Item.Whole whole) {
            items.removeFirst();
            wholes--;
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

    /** From now on nothing is gathered: the application ends, and is to hear of all before its database goes. */
    void hurry() {
        lock.lock();
        try {
            hurries = true;
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
