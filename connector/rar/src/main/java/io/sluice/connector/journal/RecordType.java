package io.sluice.connector.journal;

/**
 * The first byte of each record, and what its body is. A text is a short with its length and UTF-8; an instant is a long
 * of seconds and an int of nanoseconds since 1970; {@code ms} is milliseconds since the last {@link #BASE}.
 */
final class RecordType {
    /** long: milliseconds since 1970, from which the records that follow count. */
    static final byte BASE = 1;
    /** Texts machine, sub-account and work in hashes, instant of the period's start. Numbered 0, 1, 2 … in the segment. */
    static final byte KEY = 2;
    /** int key, int serial, int ms. */
    static final byte SENT = 3;
    /** int key, int serial, int ms. */
    static final byte ACCEPTED = 4;
    /** int key, int serial, int ms, text reason. */
    static final byte REJECTED = 5;
    /** int key, int serial, int ms. */
    static final byte UNANSWERED = 6;
    /**
     * A verdict in another stream than its share, or in another period: int key as sent, int key, int stream, int serial, int
     * ms, byte verdict, text reason.
     */
    static final byte LATE = 7;
    /** int key, long ms from, long ms to (of 1970), longs accepted, unanswered, short reasons, text and long each. */
    static final byte SUM = 8;
    /** short part, byte last, short totals, each texts sub-account and work, instant, longs sent … unanswered. */
    static final byte TOTALS = 9;
    /**
     * As {@link #SENT}, for one share or several: unsigned short key, unsigned short ms, int serial; for each further share
     * an unsigned short key. Their serials follow one another.
     */
    static final byte SENT_RUN = 10;
    /**
     * As {@link #ACCEPTED}, for one share or several: unsigned short key, unsigned short ms, int serial; for each further
     * share an unsigned short key and a short, by how much its serial is greater than the one before.
     */
    static final byte ACCEPTED_RUN = 11;
    /** long number, short streams, four ints each. */
    static final byte CUT = 16;
    /** long number, int from, int to. */
    static final byte GIVEN_UP = 17;
    /** long number: the reports up to it are booked, and what they were made of may be gone. */
    static final byte RELEASED = 19;
    /** Nothing. */
    static final byte CLOSED = 18;

    private RecordType() {}
}
