package io.sluice.allocation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which standby machine takes whose place. Pairs that hold are kept, so that nobody is moved because somebody else failed
 * or came back. What is lost beyond them is made up for by the fewest standby machines of the own group, and what they
 * leave by the fewest of any.
 *
 * <p>The fewest: the fastest, one after another, and as the last one the slowest that suffices.
 */
final class StandIns {
    /**
     * How long a machine has to be healthy again before its stand-ins go. A machine that comes and goes faster keeps them
     * all the while.
     */
    static final Duration SETTLING = Duration.ofMinutes(1);

    /** Nobody comes in for a missing twentieth: hashrates are measured, and nothing should flap about their noise. */
    private static final double TOLERANCE = 0.05;

    private static final Comparator<RosterMachine> BY_RATE =
            Comparator.comparingDouble(RosterMachine::expected).thenComparing(RosterMachine::name);

    private final Map<String, String> pairs = new HashMap<>();
    private final List<Shortage> shortages = new ArrayList<>();
    private final Map<String, NavigableSet<RosterMachine>> ready = new HashMap<>();
    private final NavigableSet<RosterMachine> allReady = new TreeSet<>(BY_RATE);

    private StandIns() {}

    /** A machine's loss and what makes up for it so far. */
    private static final class Loss {
        final RosterMachine machine;
        /** Nothing is known of the machine: one for one. */
        final boolean unknown;

        final double lost;
        double madeUpFor;
        boolean anybody;

        Loss(RosterMachine machine) {
            this.machine = machine;
            this.unknown = machine.expected() == 0;
            this.lost = machine.expected() - machine.present();
        }

        double missing() {
            return lost - madeUpFor;
        }

        boolean isMadeUpFor() {
            return unknown ? anybody : missing() <= TOLERANCE * machine.expected();
        }

        void add(RosterMachine standby, double rate) {
            anybody = true;
            // Of a standby machine that nothing is known of one may hope that it is like the one it replaces.
            madeUpFor += standby.expected() == 0 ? lost : rate;
        }
    }

    static StandIns of(Roster roster) {
        var result = new StandIns();
        Map<String, Loss> losses = new HashMap<>();
        List<Loss> open = new ArrayList<>();
        Map<String, RosterMachine> standbys = new HashMap<>();
        for (RosterMachine machine : roster.machines()) {
            if (machine.standby()) {
                standbys.put(machine.name(), machine);
            } else if (machine.hasFailed()) {
                var loss = new Loss(machine);
                losses.put(machine.name(), loss);
                open.add(loss);
            } else if (machine.health() == Health.HEALTHY && !machine.isSettled(roster.now(), SETTLING)) {
                losses.put(machine.name(), new Loss(machine));
            }
        }
        roster.before().standIns().forEach((standby, replaced) -> {
            RosterMachine machine = standbys.get(standby);
            Loss loss = losses.get(replaced);
            if (machine != null && loss != null && machine.health().works() && !machine.outOfService()) {
                result.pairs.put(standby, replaced);
                loss.add(machine, machine.present());
            }
        });
        for (RosterMachine machine : standbys.values()) {
            if (machine.isReady() && !result.pairs.containsKey(machine.name())) {
                result.ready
                        .computeIfAbsent(machine.group(), group -> new TreeSet<>(BY_RATE))
                        .add(machine);
                result.allReady.add(machine);
            }
        }
        open.sort(Comparator.comparingDouble((Loss loss) -> -loss.lost)
                .thenComparing(loss -> loss.machine.group())
                .thenComparing(loss -> loss.machine.name()));
        for (Loss loss : open) {
            result.makeUpFor(loss, result.ready.get(loss.machine.group()))
                    .forEach(standby -> result.pairs.put(standby.name(), loss.machine.name()));
        }
        for (Loss loss : open) {
            result.makeUpFor(loss, result.allReady)
                    .forEach(standby -> result.pairs.put(standby.name(), loss.machine.name()));
            if (!loss.isMadeUpFor()) {
                result.shortages.add(
                        new Shortage(loss.machine.name(), loss.machine.group(), loss.lost, loss.madeUpFor));
            }
        }
        result.shortages.sort(Comparator.comparing(Shortage::group).thenComparing(Shortage::machine));
        return result;
    }

    /** Takes standby machines until the loss is made up for or none is left. */
    private List<RosterMachine> makeUpFor(Loss loss, NavigableSet<RosterMachine> from) {
        List<RosterMachine> taken = new ArrayList<>();
        while (from != null && !from.isEmpty() && !loss.isMadeUpFor()) {
            RosterMachine standby = next(loss, from);
            taken.add(standby);
            loss.add(standby, standby.expected());
            ready.get(standby.group()).remove(standby);
            allReady.remove(standby);
        }
        return taken;
    }

    /** The slowest that suffices alone, else the fastest; of equals the first by name. */
    private static RosterMachine next(Loss loss, NavigableSet<RosterMachine> from) {
        RosterMachine fastest = from.last();
        double enough = loss.missing() - TOLERANCE * loss.machine.expected();
        double rate = loss.unknown || fastest.expected() <= enough ? fastest.expected() : Math.max(enough, 0);
        // What nothing is known of comes last: its rate counts as 0 in this order.
        RosterMachine known = from.ceiling(atLeast(Math.max(rate, Double.MIN_VALUE)));
        return known != null ? known : from.first();
    }

    /** Comes before all machines of that rate. */
    private static RosterMachine atLeast(double rate) {
        return new RosterMachine("", "", true, true, true, false, rate);
    }

    /** Standby machine at work, the machine whose place it takes; a machine may be replaced by several. */
    Map<String, String> pairs() {
        return pairs;
    }

    /** The machines that nobody makes up for, by group and name. */
    List<Shortage> shortages() {
        return shortages;
    }

    List<Replacement> drill(Roster roster, List<RosterMachine> machines) {
        List<Replacement> drill = new ArrayList<>(machines.size());
        machines.forEach(machine -> {
            var loss = new Loss(new RosterMachine(
                    machine.name(),
                    machine.group(),
                    false,
                    Health.OFFLINE,
                    roster.now(),
                    false,
                    machine.standardHashrate(),
                    machine.hashrate()));
            List<RosterMachine> taken = new ArrayList<>(makeUpFor(loss, ready.get(machine.group())));
            taken.addAll(makeUpFor(loss, allReady));
            for (RosterMachine standby : taken) {
                ready.get(standby.group()).add(standby);
                allReady.add(standby);
            }
            drill.add(new Replacement(
                    machine.name(),
                    loss.lost,
                    taken.stream().map(RosterMachine::name).toList(),
                    loss.isMadeUpFor() ? 0 : Math.max(0, loss.missing())));
        });
        return drill;
    }
}
