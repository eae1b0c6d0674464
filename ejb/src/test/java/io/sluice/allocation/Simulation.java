package io.sluice.allocation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Drives the real allocation through days of virtual time: machines fail and come back, hashrates waver, pools go
 * away for a while. {@code mvn -Psimulate} runs it and prints what came of it.
 *
 * <p>The steps are minutes long, so a standard is met to the step and not to the share; that is the adapter's part.
 */
final class Simulation {
    private static final double RATE = 100e12;
    private static final int POOLS = 10;

    private Simulation() {}

    /**
     * @param use part of the active machines' hashrate that the standards need
     * @param standby standby machines for each active one
     * @param outages whether pools go away now and then
     */
    private record Scenario(
            int machines, int subAccounts, double use, double standby, boolean outages, int stepMinutes) {}

    private record Outcome(
            double median,
            double worst,
            double met,
            double unmet,
            double switches,
            double failures,
            double bound,
            double seconds) {}

    /** @param arguments seed and number of days */
    @SuppressWarnings("SystemOut") // It is what it is for.
    public static void main(String[] arguments) {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
        int days = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 30;
        System.out.println();
        System.out.println(days + " days of virtual time, policy STEADY, seed " + seed + ".");
        System.out.println(
                "A machine fails every 30 days and is back after 8 hours, on average; hashrates waver by 1 percent"
                        + " from day to day; a pool (a tenth of the sub-accounts) is away for half an hour every 10 days.");
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "%8s %6s %6s %8s %7s %6s | %9s %9s %9s %9s | %9s %9s %9s | %8s%n",
                "machines",
                "subs",
                "needed",
                "standby",
                "outages",
                "step",
                "median",
                "worst",
                "met",
                "unmet",
                "switches",
                "failures",
                "bound",
                "took");
        for (Scenario scenario : List.of(
                new Scenario(1_000, 20, 0.90, 0.03, true, 2),
                new Scenario(1_000, 20, 0.995, 0.00, false, 2),
                new Scenario(1_000, 20, 0.995, 0.03, false, 2),
                new Scenario(10_000, 100, 0.97, 0.03, true, 10),
                new Scenario(100_000, 1_000, 0.97, 0.03, true, 60))) {
            Outcome outcome = run(scenario, seed, Duration.ofDays(days));
            System.out.printf(
                    Locale.ROOT,
                    "%8d %6d %5.1f%% %7.0f%% %7s %2d min | %8.3f%% %8.3f%% %8.2f%% %8.4f%% | %9.3f %9.3f %9.3f | %6.0f s%n",
                    scenario.machines,
                    scenario.subAccounts,
                    100 * scenario.use,
                    100 * scenario.standby,
                    scenario.outages ? "yes" : "no",
                    scenario.stepMinutes,
                    100 * outcome.median,
                    100 * outcome.worst,
                    100 * outcome.met,
                    100 * outcome.unmet,
                    outcome.switches,
                    outcome.failures,
                    outcome.bound,
                    outcome.seconds);
        }
        System.out.println();
        System.out.println(
                "median, worst: work delivered of a period's standard. met: periods up to standard. unmet: work due"
                        + " and not delivered.");
        System.out.println(
                "switches: by machine and day. failures: failures and returns, by machine and day. bound: switches"
                        + " by machine and day without any failure, about the least: all leave a sub-account"
                        + " that is up to standard before its period ends and come back, and one alternates within the band.");
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "%8s %6s | %12s %12s %12s%n",
                "machines",
                "subs",
                "first plan",
                "next plan",
                "ns/(m log m)");
        for (int machines : new int[] {6_250, 12_500, 25_000, 50_000, 100_000}) {
            time(machines, machines / 100, seed);
        }
        System.out.println();
    }

    private static VirtualField field(Scenario scenario, RandomGenerator random) {
        var field = new VirtualField();
        field.group("default", Policy.STEADY);
        double[] size = new double[scenario.subAccounts];
        for (int i = 0; i < size.length; i++) {
            size[i] = Math.exp(2.5 * random.nextDouble());
        }
        double all = Arrays.stream(size).sum();
        Duration[] periods = {Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(2), Duration.ofDays(5)};
        for (int i = 0; i < size.length; i++) {
            Duration period = periods[i % periods.length];
            double rate = scenario.machines * RATE * scenario.use * size[i] / all;
            field.account("s" + i, "default", rate * period.toSeconds(), period);
        }
        field.account("rest", "default", 0, Duration.ofDays(1));
        for (int i = 0; i < scenario.machines; i++) {
            field.machine("m" + (1_000_000 + i), "default", false, RATE);
        }
        for (int i = 0; i < scenario.machines * scenario.standby; i++) {
            field.machine("t" + (1_000_000 + i), "default", true, RATE);
        }
        return field;
    }

    private static Outcome run(Scenario scenario, long seed, Duration length) {
        long begin = System.nanoTime();
        var random = new SplittableRandom(seed);
        VirtualField field = field(scenario, random);
        // Its own luck, so that with and without standby machines the same ones fail.
        var root = new SplittableRandom(seed + 1);
        var fates = new ArrayList<Fate>();
        for (int i = 0; i < field.machines.size(); i++) {
            fates.add(new Fate(field.machines.get(i), root.split()));
        }
        var outages = new SplittableRandom(seed + 2);
        Instant[] backAt = new Instant[POOLS];
        Arrays.fill(backAt, VirtualField.BEGIN);
        Instant end = VirtualField.BEGIN.plus(length);
        double step = 60.0 * scenario.stepMinutes;
        long failures = 0;
        while (field.now.isBefore(end)) {
            for (Fate fate : fates) {
                failures += fate.at(field.now) ? 1 : 0;
            }
            for (int pool = 0; pool < POOLS; pool++) {
                if (scenario.outages
                        && !field.now.isBefore(backAt[pool])
                        && outages.nextDouble() < step / (10 * 86_400)) {
                    backAt[pool] = field.now.plusSeconds((long) (-1800 * Math.log(1 - outages.nextDouble())));
                }
            }
            for (int i = 0; i < scenario.subAccounts; i++) {
                field.accounts.get(i).servable = !field.now.isBefore(backAt[i % POOLS]);
            }
            field.plan();
            field.run(step);
        }
        List<Double> delivered = new ArrayList<>();
        double due = 0;
        double missing = 0;
        double bound = 0;
        for (VirtualField.Account account : field.accounts) {
            for (double part : account.delivered) {
                delivered.add(part);
                due += account.standard;
                missing += (1 - part) * account.standard;
            }
            if (account.standard > 0) {
                double machines = account.standard / account.period.toSeconds() / RATE;
                double part = machines - Math.floor(machines);
                long periods = length.dividedBy(account.period);
                bound += Math.floor(machines) * (2 * periods - 1)
                        + part * (1 - part) / (SteadyRule.BAND * machines) / 2 * periods;
            }
        }
        delivered.sort(null);
        double machineDays = field.machines.size() * (double) length.toDays();
        return new Outcome(
                delivered.get(delivered.size() / 2),
                delivered.get(0),
                delivered.stream().filter(part -> part >= 1).count() / (double) delivered.size(),
                missing / due,
                field.switches() / machineDays,
                failures / machineDays,
                bound / machineDays,
                (System.nanoTime() - begin) / 1e9);
    }

    /** When a machine fails, comes back, and what it does. */
    private static final class Fate {
        private static final double DAYS_TO_FAILURE = 30;
        private static final double DAYS_TO_RETURN = 1 / 3.0;

        private final VirtualField.Machine machine;
        private final RandomGenerator random;
        private Instant turn;
        private Instant newDay;

        Fate(VirtualField.Machine machine, RandomGenerator random) {
            this.machine = machine;
            this.random = random;
            this.turn = after(VirtualField.BEGIN, DAYS_TO_FAILURE);
            this.newDay = VirtualField.BEGIN;
        }

        /** Whether it failed or came back. */
        boolean at(Instant now) {
            if (!now.isBefore(newDay)) {
                newDay = now.plusSeconds(86_400);
                machine.hashrate = machine.standardHashrate * (1 + 0.01 * random.nextGaussian());
            }
            if (now.isBefore(turn)) {
                return false;
            }
            boolean works = machine.health == Health.HEALTHY;
            machine.turns(works ? Health.OFFLINE : Health.HEALTHY, now);
            turn = after(now, works ? DAYS_TO_RETURN : DAYS_TO_FAILURE);
            return true;
        }

        private Instant after(Instant now, double days) {
            return now.plusSeconds((long) (-86_400 * days * Math.log(1 - random.nextDouble())));
        }
    }

    /** The first plan has every machine to place; the next one comes two seconds later, one machine in a hundred failed. */
    @SuppressWarnings("SystemOut")
    private static void time(int machines, int subAccounts, long seed) {
        double first = Double.MAX_VALUE;
        double next = Double.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            VirtualField field =
                    field(new Scenario(machines, subAccounts, 0.97, 0.03, false, 1), new SplittableRandom(seed));
            Roster roster = field.roster();
            long begin = System.nanoTime();
            field.allocation = Allocation.of(roster);
            first = Math.min(first, (System.nanoTime() - begin) / 1e6);
            field.run(2);
            for (int i = 0; i < machines; i += 100) {
                field.machines.get(i).turns(Health.OFFLINE, field.now);
            }
            roster = field.roster();
            begin = System.nanoTime();
            field.allocation = Allocation.of(roster);
            next = Math.min(next, (System.nanoTime() - begin) / 1e6);
        }
        System.out.printf(
                Locale.ROOT,
                "%8d %6d | %9.1f ms %9.1f ms %12.2f%n",
                machines,
                subAccounts,
                first,
                next,
                next * 1e6 / (machines * Math.log(machines)));
    }
}
