package io.sluice.connector.journal;

/**
 * How large a report may become.
 *
 * @param bytes as a message, by a cautious estimate
 */
record ReportSize(int bytes) {
    private static final int MOST_RESULTS = 8_000;

    /** What one entry may add at most. */
    private static final int ENTRY_BYTES = 3_000;

    /** What one result without rejected shares has at most. */
    private static final int RESULT_BYTES = 1_000;

    /** Whether nothing more should be folded into it. */
    boolean isReached(Fold fold) {
        return fold.size() >= MOST_RESULTS || fold.bytes() > bytes - ENTRY_BYTES;
    }

    /** The same for those who have a part of the room, the first so many of all parts together. */
    boolean isReached(Fold fold, int parts, int of) {
        return fold.size() >= MOST_RESULTS * parts / of || fold.bytes() > (long) (bytes - ENTRY_BYTES) * parts / of;
    }

    /** So many results without rejected shares find room. */
    int leastResults() {
        return Math.max(1, Math.min(MOST_RESULTS, bytes / RESULT_BYTES));
    }
}
