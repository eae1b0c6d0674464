package io.sluice.allocation;

import io.sluice.api.Work;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Whether a group's standards can be met with what is connected, if nothing changes. Who cannot be served now counts as
 * if he could be again at once.
 *
 * @param connected hashes a second of the group's machines that work, and of those that stand in for others
 * @param needed hashes a second with which all standards would be met in time
 * @param sustained hashes a second that all standards need that come again and again
 * @param shortfalls who will not be up to standard, those with the nearest deadline first
 * @param unserved who is short of a standard and cannot be served now, by name
 */
public record Feasibility(
        String group,
        double connected,
        double needed,
        double sustained,
        List<Shortfall> shortfalls,
        List<String> unserved) {
    /** Nobody is warned of less than a thousandth of a standard: that is the noise of the hashrates. */
    private static final double NOISE = 0.001;

    public Feasibility {
        Objects.requireNonNull(group, "group");
        shortfalls = List.copyOf(shortfalls);
        unserved = List.copyOf(unserved);
    }

    /**
     * A sub-account that will not be up to standard.
     *
     * @param missing work that will be missing at the deadline
     * @param part of what is due in the whole period, 0 to 1
     * @param missingHashrate hashes a second that it lacks from now until then
     */
    public record Shortfall(String subAccount, Instant deadline, Work missing, double part, double missingHashrate) {
        public Shortfall {
            Objects.requireNonNull(subAccount, "subAccount");
            Objects.requireNonNull(deadline, "deadline");
            Objects.requireNonNull(missing, "missing");
        }

        /** The same for an operator. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%s will miss %s (%.1f %%) of its standard at %s; it lacks %s.",
                    subAccount,
                    Explanation.work(missing.hashes().doubleValue()),
                    100 * part,
                    Explanation.time(deadline),
                    Explanation.hashrate(missingHashrate));
        }
    }

    /** Whether all standards of the present periods will be met. */
    public boolean isFeasible() {
        return shortfalls.isEmpty();
    }

    /** Hashes a second that are missing for all standards to be met in time; 0 when none are. */
    public double missingHashrate() {
        return isFeasible() ? 0 : Math.max(0, needed - connected);
    }

    /** The same for an operator, a sentence each. */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        shortfalls.forEach(shortfall -> sentences.add(shortfall.sentence()));
        sentences.add(
                isFeasible()
                        ? "Group %s meets its standards: they need %s, and %s are connected."
                                .formatted(group, Explanation.hashrate(needed), Explanation.hashrate(connected))
                        : "Group %s lacks %s: its standards need %s in time, and %s are connected."
                                .formatted(
                                        group,
                                        Explanation.hashrate(missingHashrate()),
                                        Explanation.hashrate(needed),
                                        Explanation.hashrate(connected)));
        if (sustained > connected * (1 + NOISE)) {
            sentences.add("In the long run group %s needs %s for the standards that come again, and lacks %s."
                    .formatted(group, Explanation.hashrate(sustained), Explanation.hashrate(sustained - connected)));
        }
        if (!unserved.isEmpty()) {
            sentences.add("Not served now: " + String.join(", ", unserved) + ".");
        }
        return sentences;
    }

    /** Of each group, by name. */
    public static List<Feasibility> of(Roster roster) {
        Map<String, List<RosterMachine>> working =
                Allocation.working(roster.machines(), StandIns.of(roster).pairs());
        return roster.groups().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(group -> of(
                        group.getKey(),
                        group.getValue(),
                        working.getOrDefault(group.getKey(), List.of()).stream()
                                .mapToDouble(RosterMachine::present)
                                .sum(),
                        roster.subAccounts().stream()
                                .filter(subAccount -> subAccount.group().equals(group.getKey()))
                                .sorted(Allocation.FILLING_ORDER)
                                .toList(),
                        roster.now()))
                .toList();
    }

    private static Feasibility of(
            String group, Policy policy, double connected, List<RosterSubAccount> inOrder, Instant now) {
        List<Line> lines = new ArrayList<>();
        for (RosterSubAccount subAccount : inOrder) {
            if (subAccount.remaining().isPresent()) {
                lines.add(new Line(subAccount, lines.size(), now));
            }
        }
        double needed =
                switch (policy) {
                    case SEQUENTIAL -> inTurn(lines, connected);
                    case STEADY -> evenly(lines, connected);
                    case WEIGHTED -> byRatio(lines, inOrder, connected);
                };
        return new Feasibility(
                group,
                connected,
                needed,
                lines.stream().mapToDouble(line -> line.again).sum(),
                lines.stream()
                        .filter(line -> line.missing > NOISE * line.subAccount.hashesDue())
                        .sorted(Comparator.comparingDouble((Line line) -> line.seconds)
                                .thenComparing(line -> line.subAccount.name()))
                        .map(Line::shortfall)
                        .toList(),
                inOrder.stream()
                        .filter(subAccount -> !subAccount.servable() && subAccount.isDue())
                        .filter(subAccount -> subAccount.remaining().isEmpty() || subAccount.hashesRemaining() > 0)
                        .map(RosterSubAccount::name)
                        .sorted()
                        .toList());
    }

    /** What a sub-account needs, and what of it will be missing. */
    private static final class Line {
        final RosterSubAccount subAccount;
        final int order;
        final double work;
        /** Until its deadline; infinite without one. */
        final double seconds;
        /** Hashes a second that its later periods need from then on. */
        final double again;

        double missing;

        Line(RosterSubAccount subAccount, int order, Instant now) {
            this.subAccount = subAccount;
            this.order = order;
            this.work = subAccount.hashesRemaining();
            this.seconds = subAccount
                    .deadline()
                    .map(at -> Math.max(1, Duration.between(now, at).toMillis() / 1e3))
                    .orElse(Double.POSITIVE_INFINITY);
            this.again = subAccount.repeating() && subAccount.cycle().isPresent()
                    ? subAccount.hashesDue() / (subAccount.cycle().get().toMillis() / 1e3)
                    : 0;
        }

        /** Hashes that its later periods need until then. */
        double againUntil(double time) {
            return time > seconds ? again * (time - seconds) : 0;
        }

        Shortfall shortfall() {
            return new Shortfall(
                    subAccount.name(),
                    subAccount.deadline().orElseThrow(),
                    new Work(BigDecimal.valueOf(missing).setScale(0, RoundingMode.UP)),
                    missing / subAccount.hashesDue(),
                    missing / seconds);
        }
    }

    /** In order, each after all before it, and after what those need again until its deadline. */
    private static double inTurn(List<Line> lines, double connected) {
        double needed = 0;
        double before = 0;
        for (Line line : lines) {
            if (line.seconds < Double.POSITIVE_INFINITY && line.work > 0) {
                double until = line.work
                        + before
                        + lines.subList(0, line.order).stream()
                                .mapToDouble(other -> other.againUntil(line.seconds))
                                .sum();
                line.missing = Math.min(line.work, Math.max(0, until - connected * line.seconds));
                needed = Math.max(needed, until / line.seconds);
            }
            before += line.work;
        }
        return needed;
    }

    /**
     * Whatever is due until each deadline against what can be done until then. Periods that begin later have nearer
     * deadlines than those that last until then, and are served before them.
     */
    private static double evenly(List<Line> all, double connected) {
        List<Line> lines = all.stream()
                .filter(line -> line.seconds < Double.POSITIVE_INFINITY)
                .sorted(Comparator.comparingDouble(line -> line.seconds))
                .toList();
        double[] fractions = new Demand(
                        lines.stream().mapToDouble(line -> line.work).toArray(),
                        lines.stream().mapToDouble(line -> line.seconds).toArray(),
                        lines.stream()
                                .mapToInt(line -> line.subAccount.priority())
                                .toArray())
                .fractions(lines.stream()
                        .mapToDouble(line -> connected * line.seconds)
                        .toArray());
        Map<Integer, double[]> againFor = new HashMap<>();
        double[] again = again(lines, Integer.MAX_VALUE);
        double needed = 0;
        double due = 0;
        double done = 0;
        for (int i = 0; i < fractions.length; i++) {
            Line line = lines.get(i);
            double before = againFor.computeIfAbsent(line.subAccount.priority(), one -> again(lines, one))[i];
            double can = fractions[i] * line.work;
            can -= Math.min(can, Math.max(0, done + can + before - connected * line.seconds));
            line.missing = line.work - can;
            done += can;
            due += line.work;
            if (line.work > 0) {
                needed = Math.max(needed, (due + again[i]) / line.seconds);
            }
        }
        return needed;
    }

    /** Hashes that later periods need until each deadline, of those who are not served after that priority. */
    private static double[] again(List<Line> byTime, int priority) {
        double[] again = new double[byTime.size()];
        double rate = 0;
        double sum = 0;
        double before = 0;
        for (int i = 0; i < again.length; i++) {
            Line line = byTime.get(i);
            sum += rate * (line.seconds - before);
            again[i] = sum;
            before = line.seconds;
            rate += line.subAccount.priority() <= priority ? line.again : 0;
        }
        return again;
    }

    /** Each by its part of the hashrate. */
    private static double byRatio(List<Line> lines, List<RosterSubAccount> inOrder, double connected) {
        OptionalDouble weights = inOrder.stream()
                .filter(subAccount -> subAccount.isDue())
                .mapToDouble(subAccount -> subAccount.weight().orElse(1))
                .reduce(Double::sum);
        double needed = 0;
        for (Line line : lines) {
            if (line.seconds < Double.POSITIVE_INFINITY && line.work > 0) {
                double part = line.subAccount.weight().orElse(1) / weights.orElse(1);
                line.missing = Math.max(0, line.work - part * connected * line.seconds);
                needed = Math.max(needed, line.work / (part * line.seconds));
            }
        }
        return needed;
    }
}
