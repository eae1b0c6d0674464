package io.sluice.stratum.relay;

/**
 * @param sharesPerMinute what a machine's difficulty is steered to; 0: the pool's difficulty, rounded down, as it is
 */
public record FieldSettings(int sharesPerMinute) {
    public FieldSettings {
        if (sharesPerMinute < 0) {
            throw new IllegalArgumentException("shares per minute are 0 or more, not " + sharesPerMinute);
        }
    }
}
