package io.sluice.web.console;

import io.sluice.admin.SubAccountView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a sub-account will be up to standard if its hashrate stays as it is.
 *
 * @param at empty without a standard, when it is met, and while nothing works for it
 * @param late whether that is after the end of its period
 * @param due how much of the standard should be met by now if it were filled evenly, 0 to 1; empty without an end
 */
record Forecast(Optional<Instant> at, boolean late, Optional<Double> due) {
    /** Nobody plans for longer. */
    private static final double LONGEST = Duration.ofDays(3650).toSeconds();

    static Forecast of(SubAccountView subAccount, Instant now) {
        SubAccountView.Capability capability = subAccount.capability();
        Optional<BigDecimal> standard = subAccount.standard().map(SubAccountView.Standard::hashes);
        Optional<Double> due = standard.flatMap(hashes -> capability.periodEnd())
                .map(end -> {
                    double whole =
                            Duration.between(capability.periodStart(), end).toMillis();
                    double gone =
                            Duration.between(capability.periodStart(), now).toMillis();
                    return whole <= 0 ? 1.0 : Math.max(0, Math.min(1, gone / whole));
                });
        if (standard.isEmpty() || capability.upToStandard()) {
            return new Forecast(Optional.empty(), false, due);
        }
        double missing = standard.get().subtract(capability.accumulatedHashes()).doubleValue();
        double seconds = missing / subAccount.hashrate();
        if (!(subAccount.hashrate() > 0) || !(seconds < LONGEST)) {
            return new Forecast(Optional.empty(), capability.periodEnd().isPresent(), due);
        }
        Instant at = now.plusMillis(Math.max(0, Math.round(seconds * 1000)));
        return new Forecast(
                Optional.of(at), capability.periodEnd().filter(at::isAfter).isPresent(), due);
    }
}
