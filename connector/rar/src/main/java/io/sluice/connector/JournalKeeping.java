package io.sluice.connector;

import io.sluice.connector.journal.Journal;
import jakarta.resource.spi.work.HintsContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the journal: every few milliseconds what was written since is brought to the disk. */
final class JournalKeeping implements Work, WorkContextProvider {
    private static final System.Logger LOG = System.getLogger(JournalKeeping.class.getName());
    private static final long serialVersionUID = 1L;

    private final transient Journal journal;
    private final long everyMillis;
    private final transient CountDownLatch released = new CountDownLatch(1);
    private final transient CountDownLatch ended = new CountDownLatch(1);

    JournalKeeping(Journal journal, long everyMillis) {
        this.journal = journal;
        this.everyMillis = everyMillis;
    }

    /** Runs until it is released. */
    @Override
    public void run() {
        try {
            do {
                keep();
            } while (!released.await(everyMillis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private void keep() {
        try {
            journal.keep();
        } catch (RuntimeException | Error e) {
            // Without this thread nothing would be booked any more.
            LOG.log(Level.ERROR, "The journal could not be kept; it is tried again", e);
        }
    }

    @Override
    public void release() {
        released.countDown();
    }

    /** Waits for its end after it was released, for so many seconds at most; returns whether it has ended. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return ended.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public List<WorkContext> getWorkContexts() {
        HintsContext hints = new HintsContext();
        hints.setName("Sluice");
        hints.setHint(HintsContext.LONGRUNNING_HINT, true);
        return List.of(hints);
    }
}
