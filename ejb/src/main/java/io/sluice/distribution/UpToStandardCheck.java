package io.sluice.distribution;

import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.Optional;

/**
 * The only judge of whether a sub-account is up to standard: it is when the accumulated work reaches what is
 * due, which is the standard and what is carried over.
 */
@Stateless
public class UpToStandardCheck {
    /** Whether a period is to be judged: what is known of it is no longer so. */
    static boolean isDue(StandardPeriod period) {
        return period.hasAccumulatedWhatIsDue() != period.isUpToStandard();
    }

    /**
     * Judges a period after its work or its standard changed.
     *
     * @param at when what changed it happened
     * @return whether it came up to standard by this change
     */
    public boolean judge(StandardPeriod period, Instant at) {
        if (!isDue(period)) {
            return false;
        }
        boolean enough = period.hasAccumulatedWhatIsDue();
        period.setUpToStandardAt(enough ? Optional.of(at) : Optional.empty());
        return enough;
    }
}
