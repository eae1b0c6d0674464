package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which machine works for which sub-accounts, and why.
 *
 * @param itineraries one for each machine of the roster, by name
 * @param arrivals by group: what a machine follows that joins it before the next allocation
 * @param standIns standby machine at work, the machine whose place it takes; several may take the place of one
 * @param shortages the machines that no standby machine makes up for, or not wholly, by group and name
 * @param explanations one for each machine of the roster, by name
 * @param precedent what the next allocation should know of this one
 */
public record Allocation(
        Map<String, Itinerary> itineraries,
        Map<String, Itinerary> arrivals,
        Map<String, String> standIns,
        List<Shortage> shortages,
        Map<String, Explanation> explanations,
        Precedent precedent) {
    static final Comparator<RosterSubAccount> FILLING_ORDER =
            Comparator.comparingInt(RosterSubAccount::position).thenComparing(RosterSubAccount::name);

    private static final Explanation OUT_OF_SERVICE = new Explanation(
            Explanation.Why.OUT_OF_SERVICE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "It is out of service.");

    private static final Explanation AWAY = new Explanation(
            Explanation.Why.AWAY, Optional.empty(), Optional.empty(), Optional.empty(), "It is not connected.");

    public Allocation {
        itineraries = Map.copyOf(itineraries);
        arrivals = Map.copyOf(arrivals);
        standIns = Map.copyOf(standIns);
        shortages = List.copyOf(shortages);
        explanations = Map.copyOf(explanations);
        Objects.requireNonNull(precedent, "precedent");
    }

    /** Allocates. The same roster always gives the same allocation. */
    public static Allocation of(Roster roster) {
        StandIns standbys = StandIns.of(roster);
        Map<String, String> standIns = standbys.pairs();
        Map<String, String> places = places(roster, standIns);
        Map<String, List<RosterMachine>> working = working(roster.machines(), standIns);
        Map<String, List<RosterSubAccount>> due = roster.subAccounts().stream()
                .filter(RosterSubAccount::isDue)
                .sorted(FILLING_ORDER)
                .collect(Collectors.groupingBy(RosterSubAccount::group));
        Map<String, Itinerary> idle = new HashMap<>();
        Map<String, Itinerary> itineraries = new HashMap<>();
        Map<String, Itinerary> arrivals = new HashMap<>();
        Map<String, Explanation> explanations = new HashMap<>();
        Map<String, String> placesNow = new HashMap<>();
        Map<String, Precedent.Account> accounts = new HashMap<>();
        for (var group : roster.groups().entrySet()) {
            List<String> surplus = surplusFor(group.getKey(), roster.subAccounts());
            idle.put(group.getKey(), new Itinerary(surplus));
            Division division = group.getValue()
                    .strategy()
                    .divide(new GroupRoster(
                            roster.now(),
                            due.getOrDefault(group.getKey(), List.of()),
                            surplus,
                            working.getOrDefault(group.getKey(), List.of()),
                            places,
                            roster.before().at(),
                            roster.before().accounts()));
            arrivals.put(group.getKey(), division.arrivals());
            itineraries.putAll(division.itineraries());
            explanations.putAll(division.explanations());
            placesNow.putAll(division.places());
            accounts.putAll(division.accounts());
        }
        Map<String, Explanation> ready =
                idle.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, group -> ready(group.getValue())));
        for (RosterMachine machine : roster.machines()) {
            if (machine.outOfService()) {
                itineraries.put(machine.name(), Itinerary.NONE);
                explanations.put(machine.name(), OUT_OF_SERVICE);
            } else if (machine.isAway()) {
                explanations.put(machine.name(), AWAY);
                if (machine.standby() && !standIns.containsKey(machine.name())) {
                    itineraries.put(machine.name(), idle.get(machine.group()));
                }
            } else if (standIns.containsKey(machine.name())) {
                explanations.computeIfPresent(machine.name(), (name, why) -> why.inPlaceOf(standIns.get(name)));
            } else if (machine.standby()) {
                itineraries.put(machine.name(), idle.get(machine.group()));
                explanations.put(machine.name(), ready.get(machine.group()));
            }
        }
        return new Allocation(
                itineraries,
                arrivals,
                standIns,
                standbys.shortages(),
                explanations,
                new Precedent(roster.now(), standIns, placesNow, accounts));
    }

    /** By group: the machines that are to work for it, by name. */
    static Map<String, List<RosterMachine>> working(List<RosterMachine> machines, Map<String, String> standIns) {
        Map<String, String> groupOf = new HashMap<>();
        machines.forEach(machine -> groupOf.put(machine.name(), machine.group()));
        Map<String, List<RosterMachine>> working = new HashMap<>();
        machines.stream().sorted(Comparator.comparing(RosterMachine::name)).forEach(machine -> {
            String group = machine.standby() ? groupOf.get(standIns.get(machine.name())) : machine.group();
            if (group != null && !machine.outOfService()) {
                working.computeIfAbsent(group, name -> new ArrayList<>()).add(machine);
            }
        });
        return working;
    }

    /**
     * Whose place each machine has before anybody moves. A stand-in has the place of the machine it replaces, and that
     * machine has none for so long, unless it works on, too weak; when it is back it gets the place that its stand-in
     * had.
     */
    private static Map<String, String> places(Roster roster, Map<String, String> standIns) {
        Precedent before = roster.before();
        Map<String, String> places = new HashMap<>(before.places());
        before.standIns().entrySet().stream()
                .sorted(Map.Entry.<String, String>comparingByKey().reversed())
                .filter(pair -> !pair.getValue().equals(standIns.get(pair.getKey())))
                .forEach(pair -> {
                    String place = places.remove(pair.getKey());
                    if (place != null && !before.places().containsKey(pair.getValue())) {
                        places.put(pair.getValue(), place);
                    }
                });
        Map<String, String> given = new HashMap<>();
        standIns.forEach((standby, replaced) -> {
            String place = places.get(replaced);
            if (place != null && !replaced.equals(before.standIns().get(standby))) {
                given.put(standby, place);
            }
        });
        roster.machines().stream()
                .filter(machine -> !machine.health().works() || machine.outOfService())
                .map(RosterMachine::name)
                .filter(new HashSet<>(standIns.values())::contains)
                .forEach(places::remove);
        places.putAll(given);
        return places;
    }

    private static Explanation ready(Itinerary idle) {
        return new Explanation(
                Explanation.Why.STANDBY,
                idle.subAccounts().stream().findFirst(),
                Optional.empty(),
                Optional.empty(),
                "It is kept ready to stand in for a machine that fails.");
    }

    private static List<String> surplusFor(String group, List<RosterSubAccount> subAccounts) {
        Stream<RosterSubAccount> own = subAccounts.stream()
                .filter(s -> s.isSurplus() && s.group().equals(group))
                .sorted(FILLING_ORDER);
        Stream<RosterSubAccount> others = subAccounts.stream()
                .filter(s -> s.isSurplus() && !s.group().equals(group))
                .sorted(FILLING_ORDER);
        return Stream.concat(own, others).map(RosterSubAccount::name).toList();
    }
}
