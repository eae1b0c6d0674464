package io.sluice.connector.journal;

import io.sluice.settings.Settings;
import java.time.Duration;
import java.util.Objects;

/**
 * How a journal is kept.
 *
 * @param limitBytes of disk that it may take, all lives of the adapter together
 * @param reportBytes that one report may have as a message, by a cautious estimate
 * @param retention how long a report is kept after the ledger has it, as a power cut may take the database's last commits
 * @param segmentBytes size of a loop's segment
 */
public record JournalSettings(long limitBytes, int reportBytes, Duration retention, int segmentBytes) {
    private static final Duration RETENTION = Duration.ofMinutes(10);
    private static final int SEGMENT_BYTES = 4 << 20;
    static final int LEAST_SEGMENT_BYTES = 64 << 10;

    public JournalSettings {
        Objects.requireNonNull(retention, "retention");
        if (segmentBytes < LEAST_SEGMENT_BYTES || segmentBytes % Segment.WORD != 0) {
            throw new IllegalArgumentException("a segment has at least " + LEAST_SEGMENT_BYTES + " bytes, not "
                    + segmentBytes + ", and whole words");
        }
    }

    /** As this process was told. */
    public static JournalSettings of(Settings settings) {
        return new JournalSettings(
                (long) settings.journalLimit() << 20, settings.reportBytes(), RETENTION, SEGMENT_BYTES);
    }
}
