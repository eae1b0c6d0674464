package io.sluice.api;

import java.util.List;
import java.util.Objects;

/**
 * How the adapter's journal stands.
 *
 * @param retained reports that are kept until the ledger has them for certain, one line for each life of the adapter
 * @param counts what the present life counted; see {@link ShareCount}
 * @param undelivered whether something waits that the application did not take over yet: reports, or verdicts of which
 *     none was made; how many reports, where that is known, else 1
 * @param bytes of disk that the journal takes
 * @param limitBytes that it may take
 * @param inMemory shares that are counted in memory only, as the journal has no room: a kill would lose these
 * @param trouble what is wrong with it, in a sentence; empty when nothing is
 */
public record JournalStatus(
        List<Retained> retained,
        List<ShareCount> counts,
        long undelivered,
        long bytes,
        long limitBytes,
        long inMemory,
        String trouble) {
    /** Of a field that has no journal, or none yet. */
    public static final JournalStatus NONE = new JournalStatus(List.of(), List.of(), 0, 0, 0, 0, "");

    public JournalStatus {
        retained = List.copyOf(retained);
        counts = List.copyOf(counts);
        Objects.requireNonNull(trouble, "trouble");
    }

    /**
     * Reports of one life of the adapter that were taken over by the application and are still kept.
     *
     * @param first number of the first one
     * @param last number of the last one; less than {@code first} when there is none
     */
    public record Retained(String incarnation, long first, long last) {
        public Retained {
            Objects.requireNonNull(incarnation, "incarnation");
        }
    }
}
