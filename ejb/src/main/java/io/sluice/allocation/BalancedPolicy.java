package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By hashrate: a rule says what each sub-account is to receive, and {@link Balance} which machines move for it. Each
 * machine works for the sub-account of its place first; what follows is for the time until the next plan, when that is
 * up to standard or its pool is gone.
 */
final class BalancedPolicy implements AllocationPolicy {
    /** How many others follow in an itinerary. The adapter keeps sessions for eight; nobody needs more until the next plan. */
    private static final int OTHERS = 16;

    private final TargetRule rule;

    BalancedPolicy(TargetRule rule) {
        this.rule = rule;
    }

    @Override
    public Division divide(GroupRoster group) {
        List<RosterSubAccount> atLeisure = group.due().stream()
                .filter(subAccount -> rule instanceof SteadyRule
                        && subAccount.remaining().isPresent()
                        && subAccount.deadline().isEmpty())
                .toList();
        boolean sink = atLeisure.stream().anyMatch(RosterSubAccount::isOpen)
                || !group.surplus().isEmpty();
        var balance = new Balance(group, rule, sink);

        var lines = new Lines(group, balance, atLeisure);
        List<Itinerary> itineraries = new ArrayList<>();
        List<Explanation> explanations = new ArrayList<>();
        Map<String, Precedent.Account> accounts = new HashMap<>();
        for (int i = 0; i < balance.targets.size(); i++) {
            Target target = balance.targets.get(i);
            itineraries.add(lines.from(i));
            explanations.add(explain(group, balance, i, lines.free));
            accounts.put(
                    target.subAccount().name(),
                    new Precedent.Account(
                            target.subAccount().periodStart(),
                            target.subAccount().accumulated().hashes().doubleValue(),
                            balance.owed[i],
                            target.rate()));
        }
        Explanation spare = spare(lines.free);
        Map<String, Itinerary> byMachine = new HashMap<>();
        Map<String, Explanation> why = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        for (int m = 0; m < balance.machines.size(); m++) {
            String machine = balance.machines.get(m).name();
            int place = balance.placeOf[m];
            byMachine.put(machine, place == Balance.FREE ? lines.free : itineraries.get(place));
            why.put(machine, place == Balance.FREE ? spare : explanations.get(place));
            if (place != Balance.FREE) {
                places.put(machine, balance.targets.get(place).subAccount().name());
            }
        }
        if (balance.known) {
            explainAlternation(group, balance, lines.free, why);
        }
        return new Division(byMachine, lines.free, places, accounts, why);
    }

    /** The itineraries of a group. */
    private static final class Lines {
        private final List<String> targets;
        private final List<String> leftOver = new ArrayList<>();
        private final boolean leftOverFirst;
        /** Of a machine without a place. It names everybody, so that everybody is kept logged in. */
        final Itinerary free;

        Lines(GroupRoster group, Balance balance, List<RosterSubAccount> atLeisure) {
            targets = balance.targets.stream()
                    .map(target -> target.subAccount().name())
                    .toList();
            atLeisure.forEach(subAccount -> leftOver.add(subAccount.name()));
            leftOver.addAll(group.surplus());
            leftOverFirst = balance.slack;
            free = leftOverFirst ? itinerary(leftOver, targets) : itinerary(targets, leftOver);
        }

        /** First the one at that place, then what should have its hashrate when that does not need it. */
        Itinerary from(int place) {
            List<String> own = List.of(targets.get(place));
            List<String> others = new ArrayList<>();
            for (int k = 1; k <= Math.min(OTHERS, targets.size() - 1); k++) {
                others.add(targets.get((place + k) % targets.size()));
            }
            return leftOverFirst ? itinerary(own, leftOver, others) : itinerary(own, others, leftOver);
        }

        @SafeVarargs
        private static Itinerary itinerary(List<String>... parts) {
            Set<String> names = new LinkedHashSet<>();
            for (List<String> part : parts) {
                names.addAll(part);
            }
            return new Itinerary(List.copyOf(names));
        }
    }

    // ---- Explanations

    private Explanation explain(GroupRoster group, Balance balance, int place, Itinerary free) {
        Target target = balance.targets.get(place);
        RosterSubAccount subAccount = target.subAccount();
        Optional<String> name = Optional.of(subAccount.name());
        Optional<String> instead = free.subAccounts().stream()
                .filter(other -> !other.equals(subAccount.name()))
                .findFirst();
        if (target.rests()) {
            boolean filled = subAccount.servable();
            Optional<Instant> back = filled && subAccount.repeating() ? subAccount.deadline() : Optional.empty();
            return new Explanation(
                    Explanation.Why.WAITS,
                    instead,
                    name,
                    back,
                    subAccount.name()
                            + (filled ? " is up to standard" : " cannot be served now")
                            + back.map(at -> " until " + Explanation.time(at)).orElse("")
                            + "; until then it works for whoever comes next.");
        }
        if (!balance.known) {
            return new Explanation(
                    rule.why(),
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    subAccount.name()
                            + " gets its part by number of machines, until it is known what hashrate they do.");
        }
        String has = Explanation.hashrate(balance.assigned[place]);
        String needs = Explanation.hashrate(target.rate());
        double remaining = subAccount.hashesRemaining();
        if (subAccount.remaining().isEmpty() || rule.why() == Explanation.Why.WEIGHT) {
            return new Explanation(
                    Explanation.Why.WEIGHT,
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    subAccount.name() + "'s part by weight is " + needs + "; its machines do " + has + ".");
        }
        Optional<Instant> filled = balance.assigned[place] > 0
                ? Optional.of(group.now().plus(seconds(remaining / balance.assigned[place])))
                : Optional.empty();
        return new Explanation(
                Explanation.Why.EVEN,
                name,
                instead,
                filled,
                subAccount.name() + " needs " + needs + " to receive the " + Explanation.work(remaining)
                        + " that remain evenly until "
                        + Explanation.time(subAccount.deadline().orElseThrow()) + "; its machines do " + has + ".");
    }

    private static Explanation spare(Itinerary free) {
        Optional<String> first = free.subAccounts().stream().findFirst();
        return new Explanation(
                Explanation.Why.SPARE,
                first,
                Optional.empty(),
                Optional.empty(),
                first.isEmpty()
                        ? "There is nothing to work for."
                        : "No standard needs it now; what is left over goes to " + first.get() + ".");
    }

    /** The machine that will move next from each sub-account that has a part of one too much, and when. */
    private void explainAlternation(GroupRoster group, Balance balance, Itinerary free, Map<String, Explanation> why) {
        int[] last = new int[balance.targets.size()];
        Arrays.fill(last, -1);
        for (int m = 0; m < balance.placeOf.length; m++) {
            int place = balance.placeOf[m];
            if (place != Balance.FREE
                    && balance.rateOf[m] > 0
                    && (last[place] < 0 || balance.rateOf[m] <= 1.03 * balance.rateOf[last[place]])) {
                last[place] = m;
            }
        }
        Optional<String> needy = Optional.empty();
        double most = 0;
        for (int i = 0; i < last.length; i++) {
            double gap = balance.targets.get(i).rate() - balance.assigned[i];
            if (!balance.targets.get(i).rests() && gap > most) {
                most = gap;
                needy = Optional.of(balance.targets.get(i).subAccount().name());
            }
        }
        Optional<String> next =
                balance.slack ? free.subAccounts().stream().findFirst().or(() -> Optional.empty()) : needy;
        for (int i = 0; i < last.length; i++) {
            Target target = balance.targets.get(i);
            double excess = balance.assigned[i] - target.rate();
            if (target.rests()
                    || last[i] < 0
                    || excess <= 0.03 * balance.rateOf[last[i]]
                    || next.filter(name -> !name.equals(target.subAccount().name()))
                            .isEmpty()) {
                continue;
            }
            Instant at = group.now().plus(seconds((target.band() + balance.owed[i]) / excess));
            why.put(
                    balance.machines.get(last[i]).name(),
                    new Explanation(
                            Explanation.Why.ALTERNATES,
                            Optional.of(target.subAccount().name()),
                            next,
                            Optional.of(at),
                            target.subAccount().name() + " needs a part of it: its machines do "
                                    + Explanation.hashrate(balance.assigned[i]) + " and should do "
                                    + Explanation.hashrate(target.rate()) + "; about " + Explanation.time(at)
                                    + " it goes to " + next.get() + "."));
        }
    }

    /** Not longer than a year: it is an estimate. */
    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (1000 * Math.max(0, Math.min(seconds, 365 * 86_400.0))));
    }
}
