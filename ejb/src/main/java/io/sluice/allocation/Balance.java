package io.sluice.allocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Gives every sub-account machines for the hashrate it is to receive, and moves as few as it can.
 *
 * <p>What a sub-account was to receive and did not is owed to it. A machine moves for one of two reasons: whole machines
 * are missing, or what is owed has left its band; then one machine alternates. It is always the last one of those that
 * fit, so the same few alternate and the others stay where they are ({@code docs/allocation.md} has the proof).
 *
 * <p>Machines that belong to nobody, and those of sub-accounts that rest, are free: they may be taken at once, and nobody
 * gives up a place at one that rests unless his machines are taken.
 */
final class Balance {
    static final int FREE = -1;

    /** What is owed beyond this many bands is forgotten: it is spread over the time that remains by the rates. */
    private static final double FORGOTTEN = 2;

    /** Hashrates that differ by less are taken for the same, or their noise would choose who alternates. */
    private static final double SAME = Math.log(1.06);

    private static final int ROUNDS = 5;

    final List<Target> targets;
    final List<RosterMachine> machines;
    final double[] rateOf;
    final int[] placeOf;
    final double[] owed;
    final double[] assigned;
    /** Hashes a second that all machines do. */
    final double capacity;
    /** Whether there is more than all targets need. */
    final boolean slack;
    /** Whether what any of the machines does is known; else each counts as 1 hash a second, and only their number says something. */
    final boolean known;

    private final boolean sink;
    private int moves;
    private final double[] wanted;
    private final int[] rateClass;
    private final int[] inOrder;
    private final int[] firstOf;
    private final List<NavigableSet<Long>> members;

    /**
     * @param rule what each sub-account is to receive
     * @param sink whether what is left over is of use to somebody else
     */
    Balance(GroupRoster group, TargetRule rule, boolean sink) {
        this.machines = group.machines();
        this.sink = sink;
        int count = machines.size();
        this.rateOf = rates(machines);
        this.known = machines.stream().anyMatch(machine -> machine.present() > 0);
        this.capacity = Arrays.stream(rateOf).sum();
        long working = Arrays.stream(rateOf).filter(rate -> rate > 0).count();
        double typical = working == 0 ? 1 : capacity / working;
        this.targets = rule.targets(group, capacity, typical);
        this.wanted = new double[targets.size()];
        this.owed = new double[targets.size()];
        this.assigned = new double[targets.size()];
        this.placeOf = new int[count];
        this.rateClass = new int[count];
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            byName.put(targets.get(i).subAccount().name(), i);
        }
        for (int m = 0; m < count; m++) {
            String place = group.places().get(machines.get(m).name());
            placeOf[m] = place == null ? FREE : byName.getOrDefault(place, FREE);
            rateClass[m] = rateOf[m] > 0 ? classOf(rateOf[m]) : 0;
            if (placeOf[m] != FREE) {
                assigned[placeOf[m]] += rateOf[m];
            }
        }
        double needed = 0;
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            owed[i] = owed(target, group);
            wanted[i] = target.rests() ? 0 : Math.max(0, target.rate() + owed[i] / target.horizon());
            needed += target.rate();
        }
        this.slack = capacity - needed > 0.02 * typical;
        this.inOrder = new int[count];
        this.firstOf = new int[targets.size() + 2];
        this.members = new ArrayList<>(Collections.nCopies(targets.size() + 1, null));
        sortByPlace();
        settle();
    }

    /** A machine of which nothing is known yet is taken to be like the others. */
    private static double[] rates(List<RosterMachine> machines) {
        double known = machines.stream()
                .mapToDouble(RosterMachine::present)
                .filter(rate -> rate > 0)
                .average()
                .orElse(1);
        return machines.stream()
                .mapToDouble(machine -> !machine.health().works() || machine.outOfService()
                        ? 0
                        : machine.expected() == 0 ? known : machine.present())
                .toArray();
    }

    /** What it was to receive since the last time and did not, and what was owed before. */
    private static double owed(Target target, GroupRoster group) {
        RosterSubAccount subAccount = target.subAccount();
        Precedent.Account before = group.accounts().get(subAccount.name());
        if (before == null || !before.periodStart().equals(subAccount.periodStart())) {
            return 0;
        }
        double seconds =
                Math.max(0, Duration.between(group.before(), group.now()).toNanos() / 1e9);
        double received = subAccount.accumulated().hashes().doubleValue() - before.accumulated();
        double owed = before.owed() + before.rate() * seconds - received;
        return Math.max(-FORGOTTEN * target.band(), Math.min(FORGOTTEN * target.band(), owed));
    }

    private double gap(int i) {
        return wanted[i] - assigned[i];
    }

    /** How far it is behind, in bands. */
    private double behind(int i) {
        return owed[i] / targets.get(i).band();
    }

    // ---- Moving

    private void settle() {
        List<Integer> open = IntStream.range(0, targets.size())
                .filter(i -> !targets.get(i).rests())
                .boxed()
                .toList();
        List<Integer> givers = new ArrayList<>(List.of(FREE));
        IntStream.range(0, targets.size()).filter(i -> targets.get(i).rests()).forEach(givers::add);
        // What one lets go another may need. Once is almost always enough.
        for (int round = 0, before = -1; round < ROUNDS && before != moves; round++) {
            before = moves;
            fillFromFree(open, givers);
            exchangeWholeMachines(open);
            exchangeByWhatIsOwed(open);
            if (slack && sink) {
                open.forEach(this::release);
            }
        }
    }

    /** First whole machines for everybody, then parts of one to whom they are due, or where they are of no other use. */
    private void fillFromFree(List<Integer> open, List<Integer> givers) {
        int giver = 0;
        List<Integer> wholes = sorted(open, Comparator.comparingDouble(i -> -gap(i)));
        List<Integer> parts = sorted(
                open, Comparator.<Integer>comparingDouble(i -> -behind(i)).thenComparingDouble(i -> -gap(i)));
        boolean noOtherUse = !(slack && sink);
        for (boolean whole : new boolean[] {true, false}) {
            for (int i : whole ? wholes : parts) {
                while (gap(i) > 0) {
                    while (giver < givers.size() && members(givers.get(giver)).isEmpty()) {
                        giver++;
                    }
                    if (giver == givers.size()) {
                        return;
                    }
                    int machine = fitting(members(givers.get(giver)), gap(i));
                    boolean due = whole
                            ? rateOf[machine] <= 1.03 * gap(i)
                            : behind(i) >= 1 || targets.get(i).finishing() || noOtherUse;
                    if (!due) {
                        break;
                    }
                    move(machine, i);
                }
            }
        }
    }

    /** A machine moves where both come nearer to what they should have: each such move makes the squares smaller. */
    private void exchangeWholeMachines(List<Integer> open) {
        var needy = queue(open, Comparator.comparingDouble(i -> -gap(i)));
        var rich = queue(open, Comparator.comparingDouble(i -> gap(i)));
        while (!needy.isEmpty() && !rich.isEmpty()) {
            int i = needy.first();
            int j = rich.first();
            if (gap(i) <= 0 || gap(j) >= 0 || members(j).isEmpty()) {
                return;
            }
            int machine = fitting(members(j), Math.min(gap(i), -gap(j)));
            double rate = rateOf[machine];
            if (gap(i) < 1.1 * rate || gap(i) - gap(j) < 1.5 * rate) {
                return;
            }
            needy.remove(i);
            rich.remove(i);
            needy.remove(j);
            rich.remove(j);
            move(machine, i);
            needy.add(i);
            rich.add(i);
            needy.add(j);
            rich.add(j);
        }
    }

    /** Who is behind takes from whom is ahead, when they are two bands apart. */
    private void exchangeByWhatIsOwed(List<Integer> open) {
        var ahead = queue(
                open.stream().filter(i -> gap(i) < 0 && !members(i).isEmpty()).toList(),
                Comparator.comparingDouble(this::behind));
        for (int i : sorted(open, Comparator.comparingDouble(i -> -behind(i)))) {
            while (gap(i) > 0 && !ahead.isEmpty()) {
                int j = ahead.first();
                boolean pressing = targets.get(i).finishing() && !targets.get(j).finishing();
                if (behind(i) - behind(j) < (pressing ? 0.5 : 2)) {
                    break;
                }
                ahead.remove(j);
                move(fitting(members(j), Math.min(gap(i), -gap(j))), i);
                if (gap(j) < 0 && !members(j).isEmpty()) {
                    ahead.add(j);
                }
            }
        }
    }

    /** Lets go of what is more than needed. */
    private void release(int i) {
        boolean ahead = behind(i) <= -1;
        while (gap(i) < 0 && !targets.get(i).finishing() && !members(i).isEmpty()) {
            int machine = fitting(members(i), -gap(i));
            if (!ahead && -gap(i) < 1.25 * rateOf[machine]) {
                return;
            }
            move(machine, FREE);
        }
    }

    private void move(int machine, int to) {
        moves++;
        int from = placeOf[machine];
        long key = key(rateClass[machine], machine);
        members(from).remove(key);
        members(to).add(key);
        if (from != FREE) {
            assigned[from] -= rateOf[machine];
        }
        if (to != FREE) {
            assigned[to] += rateOf[machine];
        }
        placeOf[machine] = to;
    }

    /** The fastest that is not faster than that, else the slowest; of equals the last. */
    private int fitting(NavigableSet<Long> from, double rate) {
        Long found = rate > 0 ? from.floor(key(classOf(rate), Integer.MAX_VALUE)) : null;
        if (found == null) {
            int slowest = (int) (from.first() >> Integer.SIZE);
            found = from.floor(key(slowest, Integer.MAX_VALUE));
        }
        return found.intValue();
    }

    /** Orders machines by class of their hashrate, and within a class by number. */
    private static long key(int rateClass, int machine) {
        return ((long) rateClass << Integer.SIZE) | machine;
    }

    private static int classOf(double rate) {
        return (int) Math.max(-1_000_000, Math.round(Math.log(rate) / SAME));
    }

    /** The working machines of a place. A set is made when it is first asked for, which is before it first changes. */
    private NavigableSet<Long> members(int place) {
        NavigableSet<Long> set = members.get(place + 1);
        if (set == null) {
            set = new TreeSet<>();
            for (int at = firstOf[place + 1]; at < firstOf[place + 2]; at++) {
                set.add(key(rateClass[inOrder[at]], inOrder[at]));
            }
            members.set(place + 1, set);
        }
        return set;
    }

    /** Working machines by place, as they are before anybody moves. */
    private void sortByPlace() {
        for (int m = 0; m < placeOf.length; m++) {
            if (rateOf[m] > 0) {
                firstOf[placeOf[m] + 2]++;
            }
        }
        for (int place = 1; place < firstOf.length; place++) {
            firstOf[place] += firstOf[place - 1];
        }
        int[] next = firstOf.clone();
        for (int m = 0; m < placeOf.length; m++) {
            if (rateOf[m] > 0) {
                inOrder[next[placeOf[m] + 1]++] = m;
            }
        }
    }

    private static List<Integer> sorted(List<Integer> some, Comparator<Integer> order) {
        return some.stream()
                .sorted(order.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static NavigableSet<Integer> queue(List<Integer> some, Comparator<Integer> order) {
        var queue = new TreeSet<>(order.thenComparing(Comparator.naturalOrder()));
        queue.addAll(some);
        return queue;
    }
}
