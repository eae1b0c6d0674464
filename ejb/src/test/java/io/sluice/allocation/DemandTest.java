package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DemandTest {
    @Example
    void whatHasTimeWaitsForWhatHasNone() {
        // Evenly the two would need 1.4 machines, and one suffices.
        double[] rates = new Demand(new double[] {9, 10}, new double[] {10, 20}, new int[2]).rates(1);
        assertThat(rates[0]).isCloseTo(0.9, within(1e-9));
        assertThat(rates[1]).isCloseTo(0.1, within(1e-9));
    }

    @Example
    void aShortfallIsSharedByThoseWhomItConcerns() {
        var demand = new Demand(new double[] {20, 20, 10}, new double[] {10, 20, 100}, new int[3]);
        assertThat(demand.fractions(new double[] {10, 20, 100})).containsExactly(0.5, 0.5, 1);
    }

    @Example
    void aSmallerPriorityIsServedFirst() {
        var demand = new Demand(new double[] {10, 10}, new double[] {10, 10}, new int[] {2, 1});
        assertThat(demand.fractions(new double[] {15, 15})).containsExactly(0.5, 1);
    }

    @Example
    void whatHasPriorityAndTimeLeavesTheNearDeadlineToOthers() {
        var demand = new Demand(new double[] {10, 10}, new double[] {20, 10}, new int[] {1, 2});
        assertThat(demand.fractions(new double[] {20, 10})).containsExactly(1, 1);
    }

    /** Demands and hashes a second. */
    @SuppressWarnings("ArrayRecordComponent") // Cases are not compared.
    record Case(double[] work, double[] time, int[] priority, double hashrate) {
        double[] capacity() {
            return Arrays.stream(time).map(seconds -> seconds * hashrate).toArray();
        }

        Demand demand() {
            return new Demand(work, time, priority);
        }

        double due(double until, double[] fractions) {
            return IntStream.range(0, work.length)
                    .filter(i -> time[i] <= until)
                    .mapToDouble(i -> fractions[i] * work[i])
                    .sum();
        }

        boolean isFeasible() {
            double[] all = new double[work.length];
            Arrays.fill(all, 1);
            return Arrays.stream(time).allMatch(until -> due(until, all) <= until * hashrate);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        Combinators.combine(
                                        Arbitraries.integers().between(1, 50),
                                        Arbitraries.integers().between(1, 9),
                                        Arbitraries.integers().between(0, 2))
                                .as((work, time, priority) -> new int[] {work, time, priority})
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(9),
                        Arbitraries.integers().between(1, 60))
                .as((demands, hashrate) -> new Case(
                        demands.stream().mapToDouble(d -> d[0]).toArray(),
                        demands.stream().mapToDouble(d -> d[1]).toArray(),
                        demands.stream().mapToInt(d -> d[2]).toArray(),
                        hashrate));
    }

    @Property
    void whatIsPromisedCanBeDoneAndEverythingIsPromisedThatCanBe(@ForAll("cases") Case one) {
        double[] fractions = one.demand().fractions(one.capacity());
        for (double until : one.time()) {
            assertThat(one.due(until, fractions)).isLessThanOrEqualTo(until * one.hashrate() + 1e-6);
        }
        for (double fraction : fractions) {
            assertThat(fraction).isBetween(0.0, 1.0);
        }
        if (one.isFeasible()) {
            assertThat(fractions).containsOnly(1);
        } else {
            assertThat(Arrays.stream(fractions).min().orElseThrow()).isLessThan(1);
        }
        assertThat(Arrays.stream(one.demand().rates(one.hashrate())).sum()).isLessThanOrEqualTo(one.hashrate() + 1e-9);
    }

    @Property
    void servedByTheseRatesEverythingThatCanBeMetIsMet(@ForAll("cases") Case one) {
        Assume.that(one.isFeasible());
        double[] left = one.work().clone();
        double now = 0;
        while (true) {
            double at = now;
            int[] open = IntStream.range(0, left.length)
                    .filter(i -> left[i] > 1e-9 && one.time()[i] > at)
                    .toArray();
            if (open.length == 0) {
                break;
            }
            double[] time =
                    Arrays.stream(open).mapToDouble(i -> one.time()[i] - at).toArray();
            double[] rates = new Demand(
                            Arrays.stream(open).mapToDouble(i -> left[i]).toArray(), time, new int[open.length])
                    .rates(one.hashrate());
            double step = Arrays.stream(time).min().orElseThrow();
            for (int k = 0; k < open.length; k++) {
                left[open[k]] -= rates[k] * step;
            }
            now += step;
        }
        assertThat(Arrays.stream(left).max().orElseThrow()).isLessThan(1e-6);
    }
}
