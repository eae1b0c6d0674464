package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.FromPool;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Every job that a machine of this loop may still send shares for, by our id. Ids grow over all sessions and are never
 * used again, so each leads to its own session, difficulty, mask and coinbase. Single-threaded, bounded by
 * {@link #JOBS_PER_SESSION} and, with jobs issued again, {@link #IDS_PER_SESSION}. Jobs of earlier blocks go with the first job that comes a
 * minute or more into the next, and what was found for them: no pool wants more of it.
 */
final class JobBook {
    /** Jobs of the pool remembered for each session, the newest ones. */
    static final int JOBS_PER_SESSION = 64;
    /** The same with those that were issued again. */
    private static final int IDS_PER_SESSION = 4_096;
    /** What comes later for a block that the pool works on no more is no share that was under way. */
    private static final long STALE_MILLIS = 60_000;
    /** Ids that a loop gives out in a second, on average over its life, at most. */
    private static final int IDS_PER_SECOND = 64;

    private final Map<Long, Job> jobs = new HashMap<>();
    private final Map<PoolSession, OfSession> bySession = new HashMap<>();
    private final FoundShares.Together foundTogether = new FoundShares.Together();
    private final LongSupplier millis;
    private final int step;
    private long lastNumber;

    /**
     * A machine that comes back, to another loop or after a restart, must not be given an id that it had before: so ids
     * begin at the time of day and the loops take turns.
     *
     * @param millis a clock that never steps
     * @param loop number of this loop, from 0
     * @param loops how many there are
     */
    JobBook(Instant now, LongSupplier millis, int loop, int loops) {
        this.millis = millis;
        step = loops;
        lastNumber = (now.getEpochSecond() & 0x3ff_ffff) * IDS_PER_SECOND * loops + loop;
    }

    private static final class OfSession {
        private final Deque<Job> jobs = new ArrayDeque<>();
        private int fromPool;
        private long blockSinceMillis;
    }

    Job add(PoolSession session, FromPool.Notify notify, PoolSession.Terms terms) {
        return keep(new Job(lastNumber += step, session, notify, terms, foundTogether));
    }

    Job reissue(Job job, boolean later) {
        return keep(job.reissued(lastNumber += step, later));
    }

    private Job keep(Job job) {
        jobs.put(job.number(), job);
        job.found().held();
        OfSession ofSession = bySession.computeIfAbsent(job.session(), s -> new OfSession());
        long now = millis.getAsLong();
        if (ofSession.jobs.isEmpty() || !job.isOfSameBlock(ofSession.jobs.getLast())) {
            ofSession.blockSinceMillis = now;
        }
        ofSession.jobs.addLast(job);
        ofSession.fromPool += job.isReissue() ? 0 : 1;
        boolean forgetsStale = now - ofSession.blockSinceMillis >= STALE_MILLIS;
        while (ofSession.fromPool > JOBS_PER_SESSION
                || ofSession.jobs.size() > IDS_PER_SESSION
                || (forgetsStale && !job.isOfSameBlock(ofSession.jobs.getFirst()))) {
            Job oldest = ofSession.jobs.removeFirst();
            ofSession.fromPool -= oldest.isReissue() ? 0 : 1;
            forget(oldest);
        }
        return job;
    }

    /** The job that a machine named, or null. */
    Job find(String id) {
        if (id.isEmpty() || id.length() > 15) {
            return null;
        }
        long number = 0;
        for (int i = 0; i < id.length(); i++) {
            int digit = Character.digit(id.charAt(i), 16);
            if (digit < 0) {
                return null;
            }
            number = number << 4 | digit;
        }
        return jobs.get(number);
    }

    /** A session is gone for good. */
    void forget(PoolSession session) {
        OfSession ofSession = bySession.remove(session);
        if (ofSession != null) {
            ofSession.jobs.forEach(this::forget);
        }
    }

    private void forget(Job job) {
        jobs.remove(job.number());
        job.found().letGo();
    }

    /** Whether no more shares can be remembered, of all jobs together. */
    boolean isFull() {
        return foundTogether.isFull();
    }

    int size() {
        return jobs.size();
    }
}
