package io.sluice.api;

import java.util.Objects;

/**
 * Identifies a report for ever: the ledger books each id once.
 *
 * @param incarnation names one life of the adapter, from start to stop; at most 40 characters
 * @param number 1, 2, 3 … within that life
 */
public record ReportId(String incarnation, long number) {
    public ReportId {
        Objects.requireNonNull(incarnation, "incarnation");
        if (incarnation.isBlank() || incarnation.length() > 40) {
            throw new IllegalArgumentException("an incarnation has 1 to 40 characters");
        }
        if (number < 1) {
            throw new IllegalArgumentException("reports are numbered from 1, not " + number);
        }
    }
}
