package io.sluice.stratum.relay;

import io.sluice.api.Grant;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a grant is taken, over all loops: the one thing that loops share on a share's way. Work is counted in
 * units of 2^-46 of the grant's first limit, which keeps a period of a million shares exact to a hundredth of a share
 * and leaves room for the limit to grow 65,000 times. Shares are rounded down and limits up, so that rounding can only
 * collect too much, by less than a share, and never leave a standard short.
 */
final class GrantCounter {
    private static final int LIMIT_BITS = 46;
    private static final long MOST_UNITS = Long.MAX_VALUE / 2;

    private final BigDecimal unit;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger employed = new AtomicInteger();
    private volatile Grant grant;
    private volatile long limit;
    private volatile boolean crowded;

    GrantCounter(Grant grant) {
        BigDecimal first = grant.limit()
                .map(Work::hashes)
                .filter(hashes -> hashes.signum() > 0)
                .orElse(BigDecimal.ONE.scaleByPowerOfTen(18));
        this.unit = first.divide(BigDecimal.valueOf(1L << LIMIT_BITS), first.scale() + 40, RoundingMode.UP);
        renew(grant);
    }

    /** Takes the limit from a grant for the same period. */
    void renew(Grant renewed) {
        limit = renewed.limit().map(work -> units(work, RoundingMode.UP)).orElse(Long.MAX_VALUE);
        grant = renewed;
    }

    Grant grant() {
        return grant;
    }

    /** A share's work in this counter's units; at least one. */
    long unitsOf(Work share) {
        return Math.max(1, units(share, RoundingMode.DOWN));
    }

    private long units(Work work, RoundingMode rounding) {
        BigDecimal units = work.hashes().divide(unit, 0, rounding);
        return units.compareTo(BigDecimal.valueOf(MOST_UNITS)) > 0 ? MOST_UNITS : units.longValueExact();
    }

    boolean unlimited() {
        return limit == Long.MAX_VALUE;
    }

    /** Takes work; returns whether this used the grant up, which one caller is told. */
    boolean take(long units) {
        long now = taken.addAndGet(units);
        return now >= limit && now - units < limit;
    }

    /** Gives work back that did not count after all; returns whether this opened the grant again. */
    boolean giveBack(long units) {
        long now = taken.addAndGet(-units);
        return now < limit && now + units >= limit;
    }

    boolean usedUp() {
        return taken.get() >= limit;
    }

    /**
     * How many machines the rest of the grant employs: at most half as many as shares still due, so that few are left to
     * finish it and hardly a share is under way when it is used up.
     *
     * @param share units of one share at the session's present difficulty
     */
    int employable(long share) {
        if (unlimited()) {
            return Integer.MAX_VALUE;
        }
        long rest = limit - taken.get();
        if (rest <= 0) {
            return 0;
        }
        long sharesDue = (rest - 1) / share + 1;
        return (int) Math.min(Integer.MAX_VALUE, (sharesDue + 1) / 2);
    }

    /** Takes a machine on if the rest of the grant employs one more. */
    boolean employ(long share) {
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

    boolean tooManyEmployed(long share) {
        return employed.get() > employable(share);
    }
}
