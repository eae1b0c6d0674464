package io.sluice.bench;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.TaskResult;
import io.sluice.bench.load.Threads;
import io.sluice.connector.journal.Journal;
import io.sluice.connector.journal.JournalSettings;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A journal as the adapter has one: a thread that keeps it, and one that takes its reports, which the ledger here books
 * at once. And what an adapter without one would have: tallies, whose contents the same thread takes as often.
 */
final class Bookkeeping implements AutoCloseable {
    static final String KEEPER = "bench-keeper";
    static final String REPORTS = "bench-reports";

    private static final String INCARNATION = "20260101T000000-0000bead";
    private static final long WAIT_MILLIS = 100;

    /** As long as the journal gathers for one report. */
    private static final long TALLY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long DELIVERY_LIMIT_SECONDS = 20;

    private final Settings settings;
    private final Journal journal;
    private final List<Tally> tallies;
    private final AtomicLong tallied = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong otherwise = new AtomicLong();
    private final AtomicLong reports = new AtomicLong();
    private final Thread keeper = new Thread(this::keep, KEEPER);
    private final Thread delivery = new Thread(this::deliver, REPORTS);
    private volatile boolean closed;
    private volatile Exception failure;

    Bookkeeping(Path folder, int loops, Settings settings) throws IOException {
        this.settings = settings;
        journal = Journal.open(folder, INCARNATION, loops, JournalSettings.of(settings), Instant.now());
        tallies = IntStream.range(0, loops).mapToObj(i -> new Tally()).toList();
        keeper.setDaemon(true);
        delivery.setDaemon(true);
        keeper.start();
        delivery.start();
    }

    /** One for each loop. */
    List<SwitchedJournal> loops() {
        return IntStream.range(0, tallies.size())
                .mapToObj(i -> new SwitchedJournal(journal.loops().get(i), tallies.get(i)))
                .toList();
    }

    private void keep() {
        try {
            while (!closed) {
                journal.keep();
                TimeUnit.MILLISECONDS.sleep(settings.journalSync());
            }
        } catch (InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    private void deliver() {
        try {
            if (!journal.unasked().isEmpty()) {
                throw new IllegalStateException("the journal is not new");
            }
            long tallyAt = System.nanoTime();
            while (!closed) {
                if (System.nanoTime() - tallyAt >= TALLY_NANOS) {
                    tallyAt = System.nanoTime();
                    takeTallies();
                }
                FieldReport report = journal.next(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (report instanceof TaskResults results) {
                    book(results);
                }
                if (report != null) {
                    journal.delivered();
                }
                if (report instanceof TaskResults results) {
                    journal.booked(results.id().incarnation(), results.id().number());
                }
            }
        } catch (InterruptedException | IOException | RuntimeException e) {
            failure = e;
        }
    }

    private void takeTallies() {
        for (Tally tally : tallies) {
            for (TaskResult result : tally.take()) {
                tallied.addAndGet(result.accepted());
            }
        }
    }

    private void book(TaskResults report) {
        for (TaskResult result : report.results()) {
            accepted.addAndGet(result.accepted());
            otherwise.addAndGet(result.rejectedShares() + result.unanswered());
        }
        reports.incrementAndGet();
    }

    /** Waits until every share that was written is booked. */
    void awaitBooked() {
        if (!journal.awaitDelivered(DELIVERY_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            check();
            throw new IllegalStateException("the journal's reports were not delivered within " + DELIVERY_LIMIT_SECONDS
                    + " s: " + journal.status());
        }
    }

    /** Waits until so many shares, since the beginning, were taken from the tallies. */
    void awaitTallied(long shares) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DELIVERY_LIMIT_SECONDS);
        while (tallied.get() != shares) {
            if (System.nanoTime() - until >= 0) {
                check();
                throw new IllegalStateException("the tallies say " + tallied.get() + " shares, not " + shares);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** @throws IllegalStateException when it has failed, or has trouble */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the journal of the benchmark failed", failure);
        }
        if (!journal.status().trouble().isEmpty()) {
            throw new IllegalStateException(journal.status().trouble());
        }
    }

    /** Shares booked as accepted. */
    long accepted() {
        return accepted.get();
    }

    /** Shares booked as anything else. */
    long otherwise() {
        return otherwise.get();
    }

    /** Reports booked. */
    long reports() {
        return reports.get();
    }

    /** Bytes of disk that the journal takes. */
    long bytes() {
        return journal.status().bytes();
    }

    @Override
    public void close() {
        closed = true;
        Threads.join(keeper);
        Threads.join(delivery);
        journal.close();
    }
}
