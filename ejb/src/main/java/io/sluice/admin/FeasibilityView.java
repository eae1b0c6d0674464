package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a group's standards can be met with what is connected, if nothing changes.
 *
 * @param asOf when that was so: the last plan
 * @param feasible whether all standards of the present periods will be met
 * @param connectedHashrate hashes a second of the machines that work for it
 * @param neededHashrate hashes a second with which all would be met in time
 * @param sustainedHashrate hashes a second that the standards need that come again and again
 * @param missingHashrate hashes a second that are missing for all to be met in time; 0 when none are
 * @param missingTerahashes the same in TH/s
 * @param subAccounts one for each sub-account with a standard, those with the nearest deadline first
 * @param sentences the same for an operator
 */
public record FeasibilityView(
        String group,
        String policy,
        Instant asOf,
        boolean feasible,
        double connectedHashrate,
        double neededHashrate,
        double sustainedHashrate,
        double missingHashrate,
        double missingTerahashes,
        List<Line> subAccounts,
        List<String> sentences) {
    public FeasibilityView {
        subAccounts = List.copyOf(subAccounts);
        sentences = List.copyOf(sentences);
    }

    /**
     * Whether one standard will be met.
     *
     * @param dueAt by when; empty when there is no hurry
     * @param feasible whether it will be met by the figures of now
     * @param atRisk whether it will not be and was not for a while already, so that it was warned of
     * @param served whether it can be served now; what cannot be counts as if it could be again at once
     * @param remainingHashes work still due
     * @param missingHashes work that will be missing then; 0 when none will
     * @param missingPart the same as a part of what is due in the whole period, 0 to 1
     * @param missingHashrate hashes a second that it lacks from now until then; 0 when none
     * @param missingTerahashes the same in TH/s
     */
    public record Line(
            String subAccount,
            Optional<Instant> dueAt,
            boolean feasible,
            boolean atRisk,
            boolean served,
            BigDecimal remainingHashes,
            BigDecimal missingHashes,
            double missingPart,
            double missingHashrate,
            double missingTerahashes) {}
}
