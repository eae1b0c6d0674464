package io.sluice.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was decided last, and why.
 *
 * @param asOf when the figures were true; empty before the first plan after a start, when what is stored is shown
 */
public record ExplanationsView(
        Optional<Instant> asOf, List<SubAccountExplanation> subAccounts, List<MachineExplanation> machines) {
    public ExplanationsView {
        subAccounts = List.copyOf(subAccounts);
        machines = List.copyOf(machines);
    }
}
