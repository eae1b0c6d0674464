package io.sluice.bench;

/**
 * What one round showed.
 *
 * @param on whether with what is asked about
 * @param shares accepted within the measured time
 * @param nanos the measured time
 * @param sharesInAll with those of the ramp-up and those still under way at the end
 * @param processorTime for all of these, until everything is done that they cause
 */
record Round(boolean on, long shares, long nanos, long sharesInAll, ProcessorTime processorTime) {
    double sharesPerSecond() {
        return shares * 1e9 / nanos;
    }

    /** Milliseconds for a thousand shares. */
    double millisPerThousand(long processorNanos) {
        return processorNanos / 1e6 / sharesInAll * 1_000;
    }
}
