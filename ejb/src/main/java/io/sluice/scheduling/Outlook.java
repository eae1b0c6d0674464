package io.sluice.scheduling;

import io.sluice.allocation.Allocation;
import io.sluice.allocation.Feasibility;
import io.sluice.allocation.Feasibility.Shortfall;
import io.sluice.allocation.Precedent;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.allocation.Shortage;
import io.sluice.allocation.Standing;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What was allocated last, of what, and what it leaves to be desired. In memory: whoever asks waits for nobody. Nothing is
 * known before the first plan after a start.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Outlook {
    private static final int NAMED = 5;

    /**
     * An allocation and what it was made of.
     *
     * @param feasibility whether each group's standards can be met
     * @param standings how each sub-account fares
     * @param atRisk names of the sub-accounts whose standard was found to be at risk for a while, not only now
     */
    public record Made(
            Roster roster,
            Allocation allocation,
            List<Feasibility> feasibility,
            List<Standing> standings,
            Set<String> atRisk) {
        public Made {
            feasibility = List.copyOf(feasibility);
            standings = List.copyOf(standings);
            atRisk = Set.copyOf(atRisk);
        }
    }

    private volatile Optional<Made> made = Optional.empty();

    /** The last allocation; empty before the first. */
    public Optional<Made> made() {
        return made;
    }

    /** Takes note of an allocation, with what follows from it. */
    public void made(Made last) {
        made = Optional.of(last);
    }

    /** Takes note of an allocation by which no standard is at risk. */
    public void made(Roster roster, Allocation allocation) {
        List<Feasibility> feasibility = Feasibility.of(roster);
        made(new Made(roster, allocation, feasibility, Standing.of(roster, allocation, feasibility), Set.of()));
    }

    /**
     * What the next allocation should know of the last one.
     *
     * @param standIns as they are stored; what is known otherwise of the last allocation stays
     * @param places machine, the sub-account that it belonged to or works for: asked when no allocation is known, after a
     *     start
     */
    public Precedent precedent(Instant now, Map<String, String> standIns, Supplier<Map<String, String>> places) {
        return made.map(last -> last.allocation().precedent())
                .map(last -> last.standIns().equals(standIns)
                        ? last
                        : new Precedent(last.at(), standIns, last.places(), last.accounts()))
                .orElseGet(() -> Precedent.ofPlaces(now, standIns, places.get()));
    }

    /**
     * What is to be done about standby machines and standards, a sentence each.
     *
     * @param names whether machines and sub-accounts may be named
     */
    public List<String> complaints(boolean names) {
        List<String> complaints = new ArrayList<>(standby(names));
        complaints.addAll(standards(names));
        return complaints;
    }

    /** Hashes a second that each group lacks for its standards that are at risk; 0 where none is. By name of the group. */
    public Map<String, Double> missingHashrates() {
        return made.stream()
                .flatMap(last -> last.feasibility().stream()
                        .map(group -> Map.entry(group.group(), isAtRisk(group, last) ? group.missingHashrate() : 0.0)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isAtRisk(Feasibility group, Made last) {
        return group.shortfalls().stream().anyMatch(shortfall -> last.atRisk().contains(shortfall.subAccount()));
    }

    private List<String> standards(boolean names) {
        Made last = made.filter(any -> !any.atRisk().isEmpty()).orElse(null);
        if (last == null) {
            return List.of();
        }
        List<Shortfall> shortfalls = last.feasibility().stream()
                .flatMap(group -> group.shortfalls().stream())
                .filter(shortfall -> last.atRisk().contains(shortfall.subAccount()))
                .toList();
        double missing = missingHashrates().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        List<String> sentences = new ArrayList<>();
        if (names) {
            shortfalls.stream().limit(NAMED).map(Shortfall::sentence).forEach(sentences::add);
        }
        int count = last.atRisk().size();
        sentences.add((count == 1 ? "A standard" : count + " standards") + " will not be met with what is connected"
                + (missing > 0 ? String.format(Locale.ROOT, ": %.4g TH/s are missing.", missing / 1e12) : "."));
        return sentences;
    }

    /**
     * Which machines nobody stands in for, and what hashrate is missing, a sentence; none where there are no standby
     * machines at all, as nobody expects any then.
     *
     * @param names whether machines may be named
     */
    private List<String> standby(boolean names) {
        List<Shortage> shortages = made.filter(
                        last -> last.roster().machines().stream().anyMatch(RosterMachine::standby))
                .map(last -> last.allocation().shortages())
                .orElse(List.of());
        if (shortages.isEmpty()) {
            return List.of();
        }
        double missing = shortages.stream().mapToDouble(Shortage::missing).sum();
        String machines = shortages.size() == 1 ? "a machine" : shortages.size() + " machines";
        String which = names
                ? " ("
                        + shortages.stream().limit(NAMED).map(Shortage::machine).collect(Collectors.joining(", "))
                        + (shortages.size() > NAMED ? ", …" : "")
                        + ")"
                : "";
        return List.of("No standby machine is left for " + machines + which + " that "
                + (shortages.size() == 1 ? "does" : "do") + " not work as "
                + (shortages.size() == 1 ? "it" : "they") + " should: "
                + (missing > 0
                        ? String.format(Locale.ROOT, "%.4g TH/s are missing.", missing / 1e12)
                        : "how much hashrate is missing is not known."));
    }
}
