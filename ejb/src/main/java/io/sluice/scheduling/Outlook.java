package io.sluice.scheduling;

import io.sluice.allocation.Allocation;
import io.sluice.allocation.Precedent;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.allocation.Shortage;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /** An allocation and what it was made of. */
    public record Made(Roster roster, Allocation allocation) {}

    private volatile Optional<Made> made = Optional.empty();

    /** The last allocation; empty before the first. */
    public Optional<Made> made() {
        return made;
    }

    /** Takes note of an allocation. */
    public void made(Roster roster, Allocation allocation) {
        made = Optional.of(new Made(roster, allocation));
    }

    /**
     * What the next allocation should know of the last one.
     *
     * @param standIns as they are stored, which may be more than this knows
     */
    public Precedent precedent(Map<String, String> standIns) {
        return made.map(last -> last.allocation().precedent())
                .filter(precedent -> precedent.standIns().equals(standIns))
                .orElseGet(() -> Precedent.ofStandIns(standIns));
    }

    /**
     * Which machines nobody stands in for, and what hashrate is missing, a sentence; none where there are no standby
     * machines at all, as nobody expects any then.
     *
     * @param names whether machines may be named
     */
    public List<String> complaints(boolean names) {
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
