package io.sluice.allocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Evenly: every sub-account with a deadline gets what remains, divided by the time that remains. Sub-accounts that have a
 * weight and no standard share what is left over by ratio, unless some have a standard without a deadline.
 */
final class SteadyRule implements TargetRule {
    /** Part of a standard that its sub-account may be behind or ahead of its line. */
    static final double BAND = 0.01;

    /** Part of its period in which a sub-account makes good what it is behind. */
    private static final double HORIZON = 1 / 8.0;

    /** Last part of a period, in which a sub-account is served rather too much than too little. */
    private static final double FINISH = 1 / 20.0;

    /**
     * How long before its deadline a standard should be met, as part of its period and in seconds: bookings and the next
     * plan take a few seconds, and the last shares are a matter of luck.
     */
    private static final double EARLY = 0.01;

    private static final double EARLY_AT_LEAST = 4;
    private static final double EARLY_AT_MOST = 60;

    private static final double BAND_SECONDS = 60;

    @Override
    public List<Target> targets(GroupRoster group, double capacity, double typical) {
        List<RosterSubAccount> lines = new ArrayList<>();
        double weights = 0;
        boolean somebodyHasTime = false;
        for (RosterSubAccount subAccount : group.due()) {
            if (!subAccount.isOpen()) {
                continue;
            }
            if (subAccount.remaining().isEmpty()) {
                weights += subAccount.weight().orElse(0);
            } else if (subAccount.deadline().isPresent()) {
                lines.add(subAccount);
            } else {
                somebodyHasTime = true;
            }
        }
        double[] rates = rates(lines, group.now(), capacity);
        double left = capacity;
        for (double rate : rates) {
            left -= rate;
        }
        List<Target> targets = new ArrayList<>();
        int line = 0;
        for (RosterSubAccount subAccount : group.due()) {
            if (subAccount.remaining().isEmpty()) {
                double rate = subAccount.isOpen() && !somebodyHasTime
                        ? Math.max(0, left) * subAccount.weight().orElse(0) / weights
                        : 0;
                double band = Math.max(rate * BAND_SECONDS, typical * FINEST_SECONDS);
                targets.add(new Target(subAccount, rate, band, 8 * BAND_SECONDS, false));
            } else if (subAccount.deadline().isPresent()) {
                double rate = subAccount.isOpen() ? rates[line++] : 0;
                targets.add(line(subAccount, group.now(), rate, typical));
            }
        }
        return targets;
    }

    private static double[] rates(List<RosterSubAccount> lines, Instant now, double capacity) {
        double[] work = new double[lines.size()];
        double[] time = new double[lines.size()];
        int[] priority = new int[lines.size()];
        for (int i = 0; i < work.length; i++) {
            RosterSubAccount subAccount = lines.get(i);
            work[i] = subAccount.hashesRemaining();
            time[i] = secondsLeft(subAccount, now);
            priority[i] = subAccount.priority();
        }
        return new Demand(work, time, priority).rates(capacity);
    }

    private static Target line(RosterSubAccount subAccount, Instant now, double rate, double typical) {
        double period = period(subAccount);
        double left = secondsLeft(subAccount, now);
        double standard = subAccount.hashesDue();
        double band = Math.max(BAND * Math.min(standard, 4 * subAccount.hashesRemaining()), typical * FINEST_SECONDS);
        return new Target(
                subAccount, rate, band, Math.min(Math.max(10, period * HORIZON), left), left <= period * FINISH);
    }

    /** Seconds in which what remains should be done; what is overdue at once. */
    private static double secondsLeft(RosterSubAccount subAccount, Instant now) {
        double early = early(subAccount);
        double left = seconds(now, subAccount.deadline().orElseThrow()) - early;
        // Near the end the rate is not less than it was all the time, or the rest would only fade away.
        double atTheEvenRate =
                (period(subAccount) - early) * subAccount.hashesRemaining() / Math.max(1, subAccount.hashesDue());
        return Math.max(Math.max(left, Math.min(early, atTheEvenRate)), 0.1);
    }

    private static double early(RosterSubAccount subAccount) {
        return Math.min(EARLY_AT_MOST, Math.max(EARLY_AT_LEAST, EARLY * period(subAccount)));
    }

    private static double period(RosterSubAccount subAccount) {
        return Math.max(
                2 * EARLY_AT_LEAST,
                seconds(subAccount.periodStart(), subAccount.deadline().orElseThrow()));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    @Override
    public Explanation.Why why() {
        return Explanation.Why.EVEN;
    }
}
