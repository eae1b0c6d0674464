package io.sluice.evidence;

/**
 * Tails of distributions as logarithms, accurate however small they are: sums of the exact terms, begun at the greatest,
 * never a normal approximation.
 */
final class Tail {
    private static final double HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

    /** A term that adds less than this part of the sum ends it. */
    private static final double NOTHING = 1e-17;

    /** Natural logarithms of the factorials up to 19. Stirling's series is exact to the last digits from there. */
    private static final double[] SMALL_FACTORIALS = smallFactorials();

    private Tail() {}

    /** ln P(N ≤ n) for N Poisson distributed with this mean. */
    static double poissonAtMost(long n, double mean) {
        if (n < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (!(mean > 0)) {
            return 0;
        }
        if (n < mean) {
            double sum = 1;
            double term = 1;
            for (long k = n; k > 0 && term > NOTHING * sum; k--) {
                term *= k / mean;
                sum += term;
            }
            return poisson(n, mean) + Math.log(sum);
        }
        double sum = 1;
        double term = 1;
        for (long k = n + 2; term > NOTHING * sum; k++) {
            term *= mean / k;
            sum += term;
        }
        return Math.log1p(-Math.exp(poisson(n + 1, mean) + Math.log(sum)));
    }

    /** ln P(X ≥ k) for X binomially distributed: n trials, each a success with probability p. */
    static double binomialAtLeast(long k, long n, double p) {
        if (k <= 0) {
            return 0;
        }
        if (k > n) {
            return Double.NEGATIVE_INFINITY;
        }
        double odds = p / (1 - p);
        double first =
                logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
        double sum = 1;
        double term = 1;
        for (long i = k; i < n; i++) {
            double ratio = odds * (n - i) / (i + 1);
            term *= ratio;
            sum += term;
            if (ratio < 1 && term < NOTHING * sum) {
                break;
            }
        }
        return Math.min(0, first + Math.log(sum));
    }

    /** ln P(N = n). Near the mean the great terms cancel before they are formed. */
    private static double poisson(long n, double mean) {
        if (n == 0) {
            return -mean;
        }
        double more = n - mean;
        return more - n * Math.log1p(more / mean) - stirlingRest(n) - HALF_LOG_TWO_PI - Math.log((double) n) / 2;
    }

    private static double logFactorial(long n) {
        return n < SMALL_FACTORIALS.length
                ? SMALL_FACTORIALS[(int) n]
                : (n + 0.5) * Math.log((double) n) - n + HALF_LOG_TWO_PI + stirlingRest(n);
    }

    /** What Stirling's formula leaves of ln n!. */
    private static double stirlingRest(long n) {
        if (n < SMALL_FACTORIALS.length) {
            return SMALL_FACTORIALS[(int) n] - ((n + 0.5) * Math.log((double) n) - n + HALF_LOG_TWO_PI);
        }
        double inverse = 1.0 / n;
        double square = inverse * inverse;
        return inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680)));
    }

    private static double[] smallFactorials() {
        double[] logs = new double[20];
        double factorial = 1;
        for (int n = 1; n < logs.length; n++) {
            factorial *= n;
            logs[n] = Math.log(factorial);
        }
        return logs;
    }
}
