package io.sluice.allocation;

import java.util.List;

/**
 * By ratio: every sub-account that can be served gets its weight's part of the hashrate; one without a weight counts as
 * weight 1. A standard is only where it ends. What was missed beyond a minute's worth is forgotten, so that nobody who
 * comes back from an outage takes the machines of all others.
 */
final class WeightedRule implements TargetRule {
    private static final double BAND_SECONDS = 30;
    private static final double HORIZON_SECONDS = 300;

    @Override
    public List<Target> targets(GroupRoster group, double capacity, double typical) {
        double weights = group.due().stream()
                .filter(RosterSubAccount::isOpen)
                .mapToDouble(WeightedRule::weight)
                .sum();
        return group.due().stream()
                .map(subAccount -> {
                    double rate = subAccount.isOpen() ? capacity * weight(subAccount) / weights : 0;
                    double band = Math.max(rate * BAND_SECONDS, typical * FINEST_SECONDS);
                    return new Target(subAccount, rate, band, HORIZON_SECONDS, false);
                })
                .toList();
    }

    private static double weight(RosterSubAccount subAccount) {
        return subAccount.weight().orElse(1);
    }

    @Override
    public Explanation.Why why() {
        return Explanation.Why.WEIGHT;
    }
}
