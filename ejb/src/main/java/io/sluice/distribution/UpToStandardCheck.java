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
    /**
     * Judges a period after its work or its standard changed.
     *
     * @param at when what changed it happened
     * @return whether it came up to standard by this change
     */
    public boolean judge(StandardPeriod period, Instant at) {
        boolean enough = period.hasAccumulatedWhatIsDue();
        boolean before = period.isUpToStandard();
        if (enough != before) {
            period.setUpToStandardAt(enough ? Optional.of(at) : Optional.empty());
        }
        return enough && !before;
    }
}
