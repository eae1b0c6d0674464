package io.sluice.evidence;

import static io.sluice.evidence.Finding.State.BELOW_STANDARD;
import static io.sluice.evidence.Finding.State.HEALTHY;
import static io.sluice.evidence.Finding.State.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What docs/evidence.md promises, measured on simulated streams of shares in virtual time. Prints its tables. More of it
 * with {@code -Dsluice.evidence.years=200 -Dsluice.evidence.runs=200}.
 */
class PromiseTest {
    private static final double YEAR = 365.25 * 86_400;
    private static final double YEARS = Double.parseDouble(System.getProperty("sluice.evidence.years", "2"));

    private static final int RUNS = Integer.getInteger("sluice.evidence.runs", 40);

    /** ln of the probability with which a promise that holds may fail here; the seeds are fixed, so it does or does not. */
    private static final double BY_CHANCE = Math.log(1e-4);

    @ParameterizedTest
    @CsvSource({"12, 1", "300, 1", "12, 100", "300, 100"})
    void aMachineThatDoesItsStandardIsSuspectedNoMoreOftenThanTheSettingSays(double sharesAMinute, double aYear) {
        double years = YEARS / (aYear > 1 ? 2 : 1) / (sharesAMinute > 100 ? 10 : 1);
        Rig rig = new Rig(aYear, OptionalDouble.of(Rig.STANDARD), sharesAMinute, 4, 42);
        long silent = 0;
        long below = 0;
        var before = HEALTHY;
        for (double second = 0; second < years * YEAR; second += 4) {
            rig.step();
            var state = rig.examination.finding().state();
            if (before == HEALTHY && state == SILENT) {
                silent++;
            } else if (before == HEALTHY && state == BELOW_STANDARD) {
                below++;
            }
            before = state;
        }
        print(
                "%4.0f shares a minute, setting %3.0f, %6.1f machine years: %d silent, %d below standard: %.2f a year%n",
                sharesAMinute, aYear, years, silent, below, (silent + below) / years);
        assertThat(logAtLeast(silent + below, aYear * years))
                .as("ln of the chance of as many by the bound")
                .isGreaterThan(BY_CHANCE);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 0, 120", "12, 0.5, 1800", "12, 0.8, 14400", "12, 0.9, 86400",
        "300, 0, 60", "300, 0.5, 120", "300, 0.8, 900", "300, 0.9, 3600"
    })
    void aMachineThatDoesLessIsFoundOut(double sharesAMinute, double part, double within) {
        int runs = RUNS;
        double[] times = new double[runs];
        for (int run = 0; run < runs; run++) {
            Rig rig = Rig.ofStandard(sharesAMinute, 1_000 + run);
            rig.run(6 * 3600 + 2 * run);
            rig.does = part;
            double time = 0;
            while (rig.examination.finding().state() == HEALTHY && time < 10 * 86_400) {
                rig.step();
                time += 2;
            }
            times[run] = time;
        }
        Arrays.sort(times);
        print(
                "%4.0f shares a minute, %3.0f %% of the standard: median %7.0f s, 95 %% within %7.0f s, longest %7.0f s%n",
                sharesAMinute, part * 100, times[runs / 2], times[runs * 95 / 100], times[runs - 1]);
        assertThat(times[runs * 95 / 100]).isLessThanOrEqualTo(within);
    }

    @Test
    void oneSilentAtFiveSharesASecondIsFoundWithinAMinuteAlways() {
        for (int run = 0; run < 200; run++) {
            Rig rig = Rig.ofStandard(300, run);
            rig.run(120);
            rig.does = 0;
            assertThat(rig.runUntilFound(SILENT, 120)).isLessThanOrEqualTo(60);
        }
    }

    @Test
    void whatIsHeldAgainstALearnedStandardKeepsTheBoundToo() {
        double years = YEARS / 2;
        int machines = 20;
        long alarms = 0;
        for (int machine = 0; machine < machines; machine++) {
            Rig rig = new Rig(1, OptionalDouble.empty(), 12, 4, 77 + machine);
            var before = HEALTHY;
            for (double second = 0; second < years / machines * YEAR; second += 4) {
                rig.step();
                var state = rig.examination.finding().state();
                alarms += before == HEALTHY && state != HEALTHY ? 1 : 0;
                before = state;
            }
        }
        print("learned standard, 12 shares a minute, %.1f machine years: %d alarms%n", years, alarms);
        assertThat(logAtLeast(alarms, years)).isGreaterThan(BY_CHANCE);
    }

    /** ln of the chance of so many or more where the bound is the mean. */
    private static double logAtLeast(long found, double mean) {
        return found == 0 ? 0 : Math.log(-Math.expm1(Tail.poissonAtMost(found - 1, mean)));
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String line, Object... values) {
        System.out.printf(Locale.ROOT, line, values);
    }
}
