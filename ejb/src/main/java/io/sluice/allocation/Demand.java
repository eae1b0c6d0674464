package io.sluice.allocation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Work with deadlines against hashrate. Work can be divided at will, over machines and over time, so the machines of a
 * group are like one: a set of demands can be met if and only if for each deadline what is due until then is not more
 * than the machines do until then.
 */
final class Demand {
    private final double[] work;
    private final double[] time;
    private final int[] priority;
    private final int[] byTime;

    /**
     * @param work hashes, 0 or more
     * @param time seconds until each has to be done, more than 0
     * @param priority who is served first when not all can be: the smaller number
     */
    Demand(double[] work, double[] time, int[] priority) {
        this.work = work.clone();
        this.time = time.clone();
        this.priority = priority.clone();
        this.byTime = IntStream.range(0, work.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> time[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * How much of each can be done, 0 to 1. Smaller priorities are served first; of one priority everybody misses the
     * same part of what he is due, but for those whom that would not help, because they are due later, or earlier, than
     * it is short.
     *
     * @param capacity hashes that can be done until each of the deadlines, by the demands' numbers
     */
    double[] fractions(double[] capacity) {
        double[] fractions = new double[work.length];
        double[] taken = new double[work.length];
        int[] priorities = Arrays.stream(priority).distinct().sorted().toArray();
        for (int one : priorities) {
            serve(one, left(capacity, taken), fractions);
            for (int i = 0; i < work.length; i++) {
                if (priority[i] == one) {
                    taken[i] = fractions[i] * work[i];
                }
            }
        }
        return fractions;
    }

    /**
     * What is left until each deadline when something is taken already. What is taken by a later deadline may have to be
     * done before an earlier one.
     */
    private double[] left(double[] capacity, double[] taken) {
        double[] left = new double[work.length];
        double sum = 0;
        for (int k = 0; k < byTime.length; k++) {
            int last = k;
            while (last + 1 < byTime.length && time[byTime[last + 1]] == time[byTime[k]]) {
                last++;
            }
            for (int i = k; i <= last; i++) {
                sum += taken[byTime[i]];
            }
            for (int i = k; i <= last; i++) {
                left[byTime[i]] = capacity[byTime[i]] - sum;
            }
            k = last;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int k = byTime.length - 1; k >= 0; k--) {
            least = Math.min(least, left[byTime[k]]);
            left[byTime[k]] = Math.max(0, least);
        }
        return left;
    }

    /**
     * One priority's part. The fractions are the slopes of the greatest convex function below the points (work due so
     * far, work that can be done so far): no set of deadlines gets less than it must, and none more than it may.
     */
    private void serve(int one, double[] left, double[] fractions) {
        int[] members = Arrays.stream(byTime).filter(i -> priority[i] == one).toArray();
        // A run of members and what they share: work, capacity, number.
        double[] due = new double[members.length];
        double[] can = new double[members.length];
        int[] size = new int[members.length];
        int runs = 0;
        double before = 0;
        for (int i : members) {
            due[runs] = work[i];
            can[runs] = left[i] - before;
            size[runs] = 1;
            before = left[i];
            runs++;
            while (runs > 1 && can[runs - 2] * due[runs - 1] >= can[runs - 1] * due[runs - 2]) {
                runs--;
                due[runs - 1] += due[runs];
                can[runs - 1] += can[runs];
                size[runs - 1] += size[runs];
            }
        }
        int member = 0;
        for (int run = 0; run < runs; run++) {
            double fraction = due[run] <= can[run] ? 1 : can[run] / due[run];
            for (int i = 0; i < size[run]; i++) {
                fractions[members[member++]] = fraction;
            }
        }
    }

    /**
     * Hashes a second for each, evenly until its deadline where that is possible. When it is not, those with the nearest
     * deadlines come first; that meets all deadlines that can be met ({@code docs/allocation.md}).
     *
     * @param hashrate hashes a second of all machines
     */
    double[] rates(double hashrate) {
        double[] fractions =
                fractions(Arrays.stream(time).map(t -> t * hashrate).toArray());
        double[] rates = new double[work.length];
        double left = hashrate;
        for (int i : byTime) {
            rates[i] = Math.min(fractions[i] * work[i] / time[i], left);
            left -= rates[i];
        }
        return rates;
    }
}
