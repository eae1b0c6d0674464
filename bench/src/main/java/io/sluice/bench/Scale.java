package io.sluice.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param machines connections
 * @param window shares of one machine that may be under way, a power of two
 * @param warmUp pairs of rounds that are thrown away
 * @param pairs pairs of rounds that count: one with, one without what is asked about
 * @param rampUp of each round, not measured
 * @param measured of each round
 */
record Scale(int machines, int window, int warmUp, int pairs, Duration rampUp, Duration measured) {
    /** About a minute and a half. */
    static Scale full(int machines, int window) {
        return new Scale(machines, window, 2, 8, Duration.ofMillis(400), Duration.ofMillis(3_300));
    }
}
