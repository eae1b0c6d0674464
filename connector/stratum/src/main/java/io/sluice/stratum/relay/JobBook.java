package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.FromPool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Every job that a machine of this loop may still send shares for, by our id. Ids grow over all sessions and are never
 * used again, so each leads to its own session, difficulty, mask and coinbase. Single-threaded, bounded by
 * {@link #JOBS_PER_SESSION}.
 */
final class JobBook {
    /** Jobs remembered for each session, the newest ones. */
    static final int JOBS_PER_SESSION = 64;

    private final Map<Long, Job> jobs = new HashMap<>();
    private final Map<PoolSession, Deque<Job>> bySession = new HashMap<>();
    private long lastNumber;

    Job add(PoolSession session, FromPool.Notify notify, PoolSession.Terms terms) {
        return keep(new Job(++lastNumber, session, notify, terms));
    }

    Job reissue(Job job) {
        return keep(job.reissued(++lastNumber));
    }

    private Job keep(Job job) {
        jobs.put(job.number(), job);
        Deque<Job> ofSession = bySession.computeIfAbsent(job.session(), s -> new ArrayDeque<>());
        ofSession.addLast(job);
        while (ofSession.size() > JOBS_PER_SESSION) {
            jobs.remove(ofSession.removeFirst().number());
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
        Deque<Job> ofSession = bySession.remove(session);
        if (ofSession != null) {
            ofSession.forEach(job -> jobs.remove(job.number()));
        }
    }

    int size() {
        return jobs.size();
    }
}
