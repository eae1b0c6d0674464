package io.sluice.allocation;

import io.sluice.api.Itinerary;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One itinerary for all: the sub-accounts that are due, in order, then the surplus accounts. How many machines the first
 * one still employs is for the adapter to see, share by share. Who has a weight and no standard is never up to standard,
 * and comes after all who can be.
 */
final class SequentialPolicy implements AllocationPolicy {
    private static final Predicate<RosterSubAccount> HAS_STANDARD =
            subAccount -> subAccount.remaining().isPresent();

    @Override
    public Division divide(GroupRoster group) {
        Itinerary itinerary = new Itinerary(Stream.concat(
                        Stream.concat(
                                        group.due().stream().filter(HAS_STANDARD),
                                        group.due().stream().filter(HAS_STANDARD.negate()))
                                .map(RosterSubAccount::name),
                        group.surplus().stream())
                .toList());
        Explanation why = explain(group, itinerary);
        return new Division(
                group.machines().stream().collect(Collectors.toMap(RosterMachine::name, machine -> itinerary)),
                itinerary,
                Map.of(),
                Map.of(),
                group.machines().stream().collect(Collectors.toMap(RosterMachine::name, machine -> why)));
    }

    private static Explanation explain(GroupRoster group, Itinerary itinerary) {
        Optional<RosterSubAccount> first = group.due().stream()
                .filter(HAS_STANDARD.and(RosterSubAccount::isOpen))
                .findFirst();
        if (first.isEmpty()) {
            Optional<String> rest = itinerary.subAccounts().stream()
                    .filter(name -> group.due().stream()
                            .noneMatch(subAccount -> subAccount.name().equals(name) && !subAccount.isOpen()))
                    .findFirst();
            return new Explanation(
                    Explanation.Why.SPARE,
                    rest,
                    Optional.empty(),
                    Optional.empty(),
                    "No sub-account of its group that can be served is short of its standard; what is left over goes to "
                            + rest.orElse("nobody") + ".");
        }
        String name = first.get().name();
        Optional<String> next = itinerary.subAccounts().stream()
                .dropWhile(stop -> !stop.equals(name))
                .skip(1)
                .findFirst();
        double capacity =
                group.machines().stream().mapToDouble(RosterMachine::present).sum();
        double seconds = capacity > 0 ? first.get().hashesRemaining() / capacity : Double.POSITIVE_INFINITY;
        Optional<Instant> at = seconds < 365 * 86_400.0
                ? Optional.of(group.now().plus(Duration.ofMillis((long) (1000 * seconds))))
                : Optional.empty();
        return new Explanation(
                Explanation.Why.FIRST_IN_ORDER,
                Optional.of(name),
                next,
                at,
                name + " is the first in order that is not up to standard; "
                        + Explanation.work(first.get().hashesRemaining()) + " remain"
                        + at.map(when -> ", until about " + Explanation.time(when))
                                .orElse("") + ".");
    }
}
