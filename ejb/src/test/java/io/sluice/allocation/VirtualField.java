package io.sluice.allocation;

import io.sluice.api.Itinerary;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Machines and sub-accounts in virtual time. It does with an allocation what the adapter does: each machine works for the
 * first sub-account of its itinerary that can be served and has work left.
 */
final class VirtualField {
    static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    static final class Account {
        final String name;
        final String group;
        final int position;
        /** Hashes due in each period; 0 for a surplus account. */
        final double standard;

        final Duration period;
        OptionalDouble weight = OptionalDouble.empty();
        int priority;
        boolean servable = true;
        Instant periodStart = BEGIN;
        double accumulated;
        double total;
        /** Part of the standard that each finished period ended with. */
        final List<Double> delivered = new ArrayList<>();

        private final int number;

        private Account(String name, String group, int position, double standard, Duration period, int number) {
            this.name = name;
            this.group = group;
            this.position = position;
            this.standard = standard;
            this.period = period;
            this.number = number;
        }

        double remaining() {
            return Math.max(0, standard - accumulated);
        }

        private boolean takesWork() {
            return servable && (standard == 0 || remaining() > 0);
        }
    }

    static final class Machine {
        final String name;
        final String group;
        final boolean standby;
        final double standardHashrate;
        /** What it really does, in hashes a second. */
        double hashrate;

        Health health = Health.HEALTHY;
        Instant healthSince = BEGIN.minusSeconds(86_400);
        int serving = -1;
        long switches;
        private RosterMachine line;

        private Machine(String name, String group, boolean standby, double hashrate) {
            this.name = name;
            this.group = group;
            this.standby = standby;
            this.standardHashrate = hashrate;
            this.hashrate = hashrate;
        }

        void turns(Health to, Instant at) {
            if (health != to) {
                health = to;
                healthSince = at;
                line = null;
            }
        }

        private RosterMachine line() {
            if (line == null) {
                line = new RosterMachine(
                        name,
                        group,
                        standby,
                        health,
                        healthSince,
                        false,
                        OptionalDouble.of(standardHashrate),
                        health.works() ? hashrate : 0);
            }
            return line;
        }
    }

    final List<Account> accounts = new ArrayList<>();
    final List<Machine> machines = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Policy> groups = new HashMap<>();
    Instant now = BEGIN;
    Allocation allocation;
    /** Hashes that nobody took. */
    double lost;
    /** When not null, work comes in whole shares, found by chance. */
    Random luck;

    double shareWork;

    void group(String name, Policy policy) {
        groups.put(name, policy);
    }

    Account account(String name, String group, double standard, Duration period) {
        var account = new Account(name, group, accounts.size(), standard, period, accounts.size());
        accounts.add(account);
        numbers.put(name, account.number);
        return account;
    }

    Machine machine(String name, String group, boolean standby, double hashrate) {
        var machine = new Machine(name, group, standby, hashrate);
        machines.add(machine);
        return machine;
    }

    Roster roster() {
        List<RosterSubAccount> lines = new ArrayList<>(accounts.size());
        for (Account account : accounts) {
            boolean surplus = account.standard == 0;
            lines.add(new RosterSubAccount(
                    account.name,
                    account.group,
                    account.position,
                    surplus ? Optional.empty() : Optional.of(work(account.remaining())),
                    true,
                    work(surplus ? account.accumulated : Math.min(account.accumulated, account.standard)),
                    account.periodStart,
                    surplus ? Optional.empty() : Optional.of(account.period),
                    surplus ? Optional.empty() : Optional.of(account.periodStart.plus(account.period)),
                    account.priority,
                    account.weight,
                    account.servable));
        }
        List<RosterMachine> field = new ArrayList<>(machines.size());
        for (Machine machine : machines) {
            field.add(machine.line());
        }
        return new Roster(groups, lines, field, now, allocation == null ? Precedent.NONE : allocation.precedent());
    }

    private static Work work(double hashes) {
        return new Work(BigDecimal.valueOf(Math.rint(hashes)));
    }

    void plan() {
        allocation = Allocation.of(roster());
    }

    /** Machines work for so long by the present allocation. Who fills a standard on the way goes on to the next. */
    void run(double seconds) {
        IdentityHashMap<Itinerary, int[]> stops = new IdentityHashMap<>();
        double[] wanted = new double[accounts.size()];
        double[] part = new double[accounts.size()];
        List<int[]> stopsOf = new ArrayList<>(machines.size());
        for (Machine machine : machines) {
            Itinerary itinerary = allocation.itineraries().getOrDefault(machine.name, Itinerary.NONE);
            int[] stop = stops.computeIfAbsent(itinerary, this::firstTwo);
            stopsOf.add(stop);
            if (machine.health.works() && stop[0] >= 0) {
                wanted[stop[0]] += machine.hashrate * seconds;
            }
        }
        for (Account account : accounts) {
            int i = account.number;
            boolean enough = account.standard > 0 && wanted[i] > account.remaining();
            // With luck nobody knows beforehand when it is enough.
            part[i] = enough && luck == null ? account.remaining() / wanted[i] : 1;
        }
        for (int m = 0; m < machines.size(); m++) {
            Machine machine = machines.get(m);
            int[] stop = stopsOf.get(m);
            if (!machine.health.works() || stop[0] < 0) {
                continue;
            }
            serve(machine, stop[0], part[stop[0]] * seconds);
            if (part[stop[0]] < 1) {
                if (stop[1] >= 0) {
                    serve(machine, stop[1], (1 - part[stop[0]]) * seconds);
                } else {
                    lost += machine.hashrate * (1 - part[stop[0]]) * seconds;
                }
            }
        }
        now = now.plusNanos(Math.round(seconds * 1e9));
        for (Account account : accounts) {
            if (account.standard > 0 && !now.isBefore(account.periodStart.plus(account.period))) {
                account.delivered.add(account.accumulated / account.standard);
                account.periodStart = account.periodStart.plus(account.period);
                account.accumulated = 0;
            }
        }
    }

    private int[] firstTwo(Itinerary itinerary) {
        int[] stops = {-1, -1};
        int found = 0;
        for (String name : itinerary.subAccounts()) {
            int number = numbers.get(name);
            if (accounts.get(number).takesWork()) {
                stops[found++] = number;
                if (found == 2) {
                    break;
                }
            }
        }
        return stops;
    }

    private void serve(Machine machine, int number, double seconds) {
        if (machine.serving != number) {
            if (machine.serving >= 0) {
                machine.switches++;
            }
            machine.serving = number;
        }
        Account account = accounts.get(number);
        double work = machine.hashrate * seconds;
        if (luck != null) {
            work = shareWork * poisson(work / shareWork);
        }
        if (account.standard > 0 && account.accumulated + work > account.standard) {
            double taken = Math.max(0, account.standard - account.accumulated);
            lost += work - taken;
            work = taken;
        }
        account.accumulated += work;
        account.total += work;
        if (account.standard > 0 && account.remaining() < 1e-9 * account.standard) {
            account.accumulated = account.standard;
        }
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        double product = luck.nextDouble();
        int count = 0;
        while (product > limit) {
            count++;
            product *= luck.nextDouble();
        }
        return count;
    }

    long switches() {
        return machines.stream().mapToLong(machine -> machine.switches).sum();
    }
}
