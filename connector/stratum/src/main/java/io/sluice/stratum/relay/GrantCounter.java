package io.sluice.stratum.relay;

import io.sluice.api.Grant;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a grant is taken, over all loops: the one thing that loops share on a share's way. Shares are counted, for
 * each difficulty apart, so that a standard of so many shares is met by so many, to the last one, whatever decimals a
 * pool prints. Far from the limit the sum is compared in floating point, near it exactly. Thread-safe, without locks but
 * for a difficulty's first share.
 */
final class GrantCounter {
    /** Beyond this relative distance from the limit, floating point is certain which side it is on. */
    private static final double NEAR = 1e-9;
    /** Part of a share that is not worth a machine. */
    private static final double CRUMB = 1e-6;

    private static final int MOST_DIFFICULTIES = 64;
    /** Shares by which a grant may be exceeded: the one that fills it, and what was under way then. */
    private static final int MOST_OVER = 3;
    /** Who finishes a grant within this time spares it shares that are coarser. */
    private static final double SOON_SECONDS = 60;

    /** What became of a share's work. */
    enum Taken {
        TAKEN,
        /** Taken, and the grant is used up; one caller is told. */
        FILLED,
        /** Taken, but more than anybody is due: to be given back, and not forwarded. */
        TOO_MUCH
    }

    /** Machines that work for the grant in one session: hashes that one of their shares stands for, and their hashrate. */
    private record Finisher(double hashes, double hashrate) {}

    /** Shares of one difficulty. */
    static final class Tally {
        private final Work share;
        private final double hashes;
        private final AtomicLong count = new AtomicLong();
        private volatile boolean retired;

        private Tally(Work share) {
            this.share = share;
            this.hashes = share.hashes().doubleValue();
        }
    }

    /** What the limit is, both ways. */
    private record Limit(BigDecimal exact, double hashes) {}

    private final AtomicInteger employed = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<Object, Finisher> finishers = new ConcurrentHashMap<>();
    private volatile Tally[] tallies = {};
    private volatile BigDecimal settled = BigDecimal.ZERO;
    private volatile Grant grant;
    private volatile Limit limit;
    private volatile boolean crowded;
    /** Hashes of the finest share that it could be filled by when it was. */
    private volatile double filledBy = Double.POSITIVE_INFINITY;

    GrantCounter(Grant grant) {
        renew(grant);
    }

    /** Takes the limit from a grant for the same period. */
    void renew(Grant renewed) {
        limit = renewed.limit()
                .map(work -> new Limit(work.hashes(), work.hashes().doubleValue()))
                .orElse(null);
        grant = renewed;
        filledBy = Double.POSITIVE_INFINITY;
        closed.set(usedUp());
    }

    Grant grant() {
        return grant;
    }

    /** Where shares of this work are counted. */
    Tally tally(Work share) {
        Tally known = find(share);
        return known != null ? known : add(share);
    }

    private Tally find(Work share) {
        for (Tally tally : tallies) {
            if (tally.share.equals(share)) {
                return tally;
            }
        }
        return null;
    }

    private synchronized Tally add(Work share) {
        Tally known = find(share);
        if (known != null) {
            return known;
        }
        Tally[] now = tallies;
        if (now.length == MOST_DIFFICULTIES) {
            // A pool that changes its difficulty all the time: the old half becomes one sum. First taken out, then
            // added,
            // so that no share counts twice meanwhile.
            int half = MOST_DIFFICULTIES / 2;
            Tally[] old = Arrays.copyOf(now, half);
            now = Arrays.copyOfRange(now, half, now.length);
            tallies = now;
            for (Tally retiring : old) {
                retiring.retired = true;
                settle(retiring);
            }
        }
        Tally tally = new Tally(share);
        Tally[] more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = tally;
        tallies = more;
        return tally;
    }

    private void count(Tally tally, int shares) {
        tally.count.addAndGet(shares);
        if (tally.retired) {
            // A share of a job from before, or its verdict.
            settleLate(tally);
        }
    }

    private synchronized void settleLate(Tally tally) {
        settle(tally);
    }

    private void settle(Tally tally) {
        settled = settled.add(tally.share.hashes().multiply(BigDecimal.valueOf(tally.count.getAndSet(0))));
    }

    boolean unlimited() {
        return limit == null;
    }

    /**
     * Takes the work of a share that is not forwarded yet. One that exceeds the grant by more than {@link #MOST_OVER} shares
     * of the difficulty at which it is, or could soon be, filled is too much: it helps nobody.
     */
    Taken reserve(Tally tally) {
        count(tally, 1);
        Limit most = limit;
        if (most == null) {
            return Taken.TAKEN;
        }
        double over = -rest(most);
        double finest = over > 0 ? finest(tally, tally.hashes - over) : tally.hashes;
        if (over > (MOST_OVER + CRUMB) * finest) {
            return Taken.TOO_MUCH;
        }
        if (usedUp() && closed.compareAndSet(false, true)) {
            filledBy = finest;
            return Taken.FILLED;
        }
        return Taken.TAKEN;
    }

    /** Hashes of the finest share by which so much could soon be done, without waiting for this one. */
    private double finest(Tally tally, double due) {
        double finest = Math.min(tally.hashes, filledBy);
        for (Finisher finisher : finishers.values()) {
            if (finisher.hashrate() * SOON_SECONDS >= due) {
                finest = Math.min(finest, finisher.hashes());
            }
        }
        return finest;
    }

    /**
     * Machines that work for the grant in one session.
     *
     * @param session stands for it; what was said of it before holds no longer
     * @param share of the session's present difficulty
     * @param hashrate of all of them; 0: there are none
     */
    void finisher(Object session, Tally share, double hashrate) {
        if (hashrate > 0) {
            finishers.put(session, new Finisher(share.hashes, hashrate));
        } else {
            finishers.remove(session);
        }
    }

    /** Nobody works for the grant there. */
    void noFinisher(Object session) {
        finishers.remove(session);
    }

    /** Takes the work of a share that is accepted already; returns whether this used the grant up, which one caller is told. */
    boolean take(Tally tally) {
        count(tally, 1);
        return usedUp() && closed.compareAndSet(false, true);
    }

    /** Gives a share's work back that did not count after all; returns whether this opened the grant again. */
    boolean giveBack(Tally tally) {
        count(tally, -1);
        boolean opened = !usedUp() && closed.compareAndSet(true, false);
        if (opened) {
            filledBy = Double.POSITIVE_INFINITY;
        }
        return opened;
    }

    boolean usedUp() {
        Limit most = limit;
        if (most == null) {
            return false;
        }
        double rest = rest(most);
        if (Math.abs(rest) > NEAR * most.hashes()) {
            return rest < 0;
        }
        BigDecimal sum = settled;
        for (Tally tally : tallies) {
            sum = sum.add(tally.share.hashes().multiply(BigDecimal.valueOf(tally.count.get())));
        }
        return sum.compareTo(most.exact()) >= 0;
    }

    private double rest(Limit most) {
        double rest = most.hashes() - settled.doubleValue();
        for (Tally tally : tallies) {
            rest -= tally.hashes * tally.count.get();
        }
        return rest;
    }

    /**
     * How many machines the rest of the grant employs: at most half as many as shares still due, so that few are left to
     * finish it and hardly a share is under way when it is used up.
     *
     * @param share of the session's present difficulty
     */
    int employable(Tally share) {
        Limit most = limit;
        if (most == null) {
            return Integer.MAX_VALUE;
        }
        if (usedUp()) {
            return 0;
        }
        double sharesDue = Math.max(1, Math.ceil(rest(most) / share.hashes - CRUMB));
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(sharesDue / 2));
    }

    /**
     * Whether less is due than so many shares for each machine employed, or two of them.
     *
     * @param share of the session's present difficulty
     */
    boolean isDueLessThan(int sharesEach, Tally share) {
        Limit most = limit;
        return most != null && rest(most) < (double) sharesEach * Math.max(2, employed.get()) * share.hashes;
    }

    /** Takes a machine on if the rest of the grant employs one more. */
    boolean employ(Tally share) {
        int most = employable(share);
        int now = employed.get();
        while (now < most) {
            int seen = employed.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        crowded = true;
        return false;
    }

    /** Whether a machine was ever turned away, so that one which leaves must be replaced. */
    boolean isCrowded() {
        return crowded && !usedUp();
    }

    /** Takes a machine on that has nowhere else to go, however many there are. */
    GrantCounter employAnyway() {
        employed.incrementAndGet();
        return this;
    }

    void dismiss() {
        employed.decrementAndGet();
    }

    /**
     * Whether more machines are employed than the rest of the grant employs.
     *
     * @param share of the session's present difficulty
     * @param leeway 1 or more: so many machines hold no more shares under way than one that finds them quickly
     */
    boolean tooManyEmployed(Tally share, double leeway) {
        return employed.get() > leeway * employable(share);
    }
}
