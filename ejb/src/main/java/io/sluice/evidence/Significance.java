package io.sluice.evidence;

/**
 * How improbable something must be to be held against a machine. The false alarms that are allowed in a year are divided
 * among the tests, and each test's among the times that it is made in a year. As no expected number of false alarms is
 * greater than the sum of the probabilities, that holds however much the tests overlap.
 *
 * @param falseAlarmsPerYear how often a machine that does its standard may be suspected, on average
 */
record Significance(double falseAlarmsPerYear) {
    private static final double YEAR_SECONDS = 365.25 * 86_400;
    private static final double FOR_SILENCE = 0.2;
    private static final double FOR_BAD_SHARES = 0.2;
    private static final double FOR_WINDOWS = 0.6;

    Significance {
        if (!(falseAlarmsPerYear > 0 && falseAlarmsPerYear < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("false alarms a year are more than 0, not " + falseAlarmsPerYear);
        }
    }

    /**
     * ln of the probability at which a silence counts.
     *
     * @param seconds between two shares, on average
     */
    double silence(double seconds) {
        return Math.log(falseAlarmsPerYear * FOR_SILENCE * seconds / YEAR_SECONDS);
    }

    /**
     * ln of the probability at which too few shares in a window count.
     *
     * @param windows how many lengths of windows are looked at
     * @param seconds after which a window of this length is looked at again
     */
    double window(int windows, double seconds) {
        return Math.log(falseAlarmsPerYear * FOR_WINDOWS / windows * seconds / YEAR_SECONDS);
    }

    /**
     * ln of the probability at which too many bad shares in a row of shares count.
     *
     * @param rows how many lengths of rows are looked at
     * @param seconds that this row took
     */
    double badShares(int rows, double seconds) {
        return Math.log(falseAlarmsPerYear * FOR_BAD_SHARES / rows * seconds / YEAR_SECONDS);
    }
}
