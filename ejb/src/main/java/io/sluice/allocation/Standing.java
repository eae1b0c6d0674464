package io.sluice.allocation;

import io.sluice.allocation.Feasibility.Shortfall;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a sub-account fares by an allocation.
 *
 * @param machines how many are to work for it now
 * @param hashrate hashes a second that can be expected of these
 * @param deadline when its standard is due; empty when it is not due at a time
 * @param shortfall what it will be short of then; empty when nothing
 * @param sentence the same for an operator
 */
public record Standing(
        String subAccount,
        String group,
        State state,
        int machines,
        double hashrate,
        Optional<Instant> deadline,
        Optional<Shortfall> shortfall,
        String sentence) {
    /** In a word. */
    public enum State {
        /** What is due is done. */
        UP_TO_STANDARD,
        /** Machines are to work for it. */
        SERVED,
        /** Others come first. */
        WAITING,
        /** It cannot be served now. */
        UNSERVED,
        /** It takes what is left over. */
        LEFT_OVER
    }

    public Standing {
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(shortfall, "shortfall");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** What is counted of the machines of one sub-account. */
    private static final class Served {
        int machines;
        double hashrate;

        String sentence() {
            return switch (machines) {
                case 0 -> "no machine";
                case 1 -> "1 machine with " + Explanation.hashrate(hashrate);
                default -> machines + " machines with " + Explanation.hashrate(hashrate);
            };
        }
    }

    /** Of every sub-account of a roster, in its order. */
    public static List<Standing> of(Roster roster, Allocation allocation, List<Feasibility> feasibility) {
        Map<String, Served> served = new HashMap<>();
        for (RosterMachine machine : roster.machines()) {
            if (!machine.isAway() && !machine.outOfService()) {
                Explanation why = allocation.explanations().get(machine.name());
                why.subAccount().ifPresent(name -> {
                    Served count = served.computeIfAbsent(name, key -> new Served());
                    count.machines++;
                    count.hashrate += machine.present();
                });
            }
        }
        Map<String, Shortfall> shortfalls = new HashMap<>();
        feasibility.forEach(
                group -> group.shortfalls().forEach(shortfall -> shortfalls.put(shortfall.subAccount(), shortfall)));
        return roster.subAccounts().stream()
                .map(subAccount -> of(
                        subAccount,
                        served.getOrDefault(subAccount.name(), new Served()),
                        Optional.ofNullable(shortfalls.get(subAccount.name()))))
                .toList();
    }

    private static Standing of(RosterSubAccount subAccount, Served served, Optional<Shortfall> shortfall) {
        String name = subAccount.name();
        State state = state(subAccount, served);
        String sentence =
                switch (state) {
                    case UP_TO_STANDARD ->
                        name + " is up to standard"
                                + subAccount
                                        .deadline()
                                        .filter(at -> subAccount.repeating())
                                        .map(at -> "; it is due again from " + Explanation.time(at))
                                        .orElse("")
                                + ".";
                    case UNSERVED ->
                        name + " cannot be served now, as its pool does not answer or refuses its login"
                                + remaining(subAccount) + ".";
                    case SERVED ->
                        capitalized(served.sentence()) + (served.machines == 1 ? " works for " : " work for ") + name
                                + remaining(subAccount) + ".";
                    case WAITING ->
                        "No machine works for " + name + " now, as others come first" + remaining(subAccount) + ".";
                    case LEFT_OVER -> name + " takes what is left over: " + served.sentence() + ".";
                };
        return new Standing(
                name,
                subAccount.group(),
                state,
                served.machines,
                served.hashrate,
                subAccount.deadline(),
                shortfall,
                sentence + prospect(subAccount, state, shortfall));
    }

    private static State state(RosterSubAccount subAccount, Served served) {
        if (subAccount.remaining().isPresent() && subAccount.hashesRemaining() == 0) {
            return State.UP_TO_STANDARD;
        }
        if (!subAccount.servable()) {
            return State.UNSERVED;
        }
        if (subAccount.isSurplus()) {
            return State.LEFT_OVER;
        }
        return served.machines > 0 ? State.SERVED : State.WAITING;
    }

    private static String remaining(RosterSubAccount subAccount) {
        return subAccount.remaining().isEmpty()
                ? ""
                : "; " + Explanation.work(subAccount.hashesRemaining()) + " remain"
                        + subAccount
                                .deadline()
                                .map(at -> " until " + Explanation.time(at))
                                .orElse("");
    }

    private static String prospect(RosterSubAccount subAccount, State state, Optional<Shortfall> shortfall) {
        if (shortfall.isPresent()) {
            return " By the hashrates of now " + shortfall.get().sentence();
        }
        return state != State.UP_TO_STANDARD
                        && subAccount.remaining().isPresent()
                        && subAccount.deadline().isPresent()
                ? " By the hashrates of now it will be up to standard in time."
                : "";
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
