package io.sluice.connector.journal;

/**
 * How large a report may become.
 *
 * @param bytes as a message, by a cautious estimate
 */
record ReportSize(int bytes) {
    private static final int MOST_RESULTS = 500;

    /** What one result may add at most, many reasons of rejection aside. */
    private static final int RESULT_BYTES = 1_000;

    /** Whether nothing more should be folded into it. */
    boolean isReached(Fold fold) {
        return fold.size() >= MOST_RESULTS || fold.bytes() > bytes - RESULT_BYTES;
    }

    /** The same for those who have a part of the room, the first so many of all parts together. */
    boolean isReached(Fold fold, int parts, int of) {
        return fold.size() >= MOST_RESULTS * parts / of || fold.bytes() > (long) (bytes - RESULT_BYTES) * parts / of;
    }

    /** So many results without rejected shares find room. */
    int leastResults() {
        return Math.max(1, Math.min(MOST_RESULTS, bytes / RESULT_BYTES));
    }
}
