package io.sluice.connector.journal;

import java.nio.ByteBuffer;

/**
 * One record of several shares while it is gathered: a loop hears of many at once, and what each record costs is mostly the
 * same for one share and for sixty. Single-threaded.
 */
final class Run {
    /** More would make a report larger than it may be, as a record is in one report as a whole. */
    static final int MOST_ORIGINS = 4;

    private static final int MOST_SHARES = 64;
    private static final int FIRST_BYTES = 2 * Short.BYTES + Integer.BYTES;
    private static final int MOST_BODY_BYTES = FIRST_BYTES + (MOST_SHARES - 1) * 2 * Short.BYTES;

    /** What the record takes in a segment at most. */
    static final int MOST_BYTES = Segment.recordBytes(MOST_BODY_BYTES);

    private final byte type;
    private final boolean consecutive;
    private final ByteBuffer body = Segment.newBody(MOST_BODY_BYTES);
    private final int[] origins = new int[MOST_ORIGINS];
    private int distinct;
    private int shares;
    private int millis;
    private int lastSerial;

    private Run(byte type, boolean consecutive) {
        this.type = type;
        this.consecutive = consecutive;
    }

    /** Of shares that are sent: each serial is the one before and one more. */
    static Run ofSent() {
        return new Run(RecordType.SENT_RUN, true);
    }

    /** Of shares that were accepted: each serial is near the one before. */
    static Run ofAccepted() {
        return new Run(RecordType.ACCEPTED_RUN, false);
    }

    /**
     * Adds a share, if it can be in one record with those that are there; the first can.
     *
     * @param key of its origin, 0 to 65,535
     * @param at milliseconds since the base, 0 to 65,535
     */
    boolean add(int key, int at, int serial) {
        if (shares == 0) {
            body.clear().putShort((short) key).putShort((short) at).putInt(serial);
            origins[0] = key;
            distinct = 1;
            millis = at;
        } else {
            int step = serial - lastSerial;
            if (shares == MOST_SHARES || at != millis || !isStep(step) || !isKnown(key)) {
                return false;
            }
            body.putShort((short) key);
            if (!consecutive) {
                body.putShort((short) step);
            }
        }
        lastSerial = serial;
        shares++;
        return true;
    }

    private boolean isStep(int step) {
        return consecutive ? step == 1 : step == (short) step;
    }

    /** Whether there is place for the origin among those of this record. */
    private boolean isKnown(int key) {
        for (int i = distinct - 1; i >= 0; i--) {
            if (origins[i] == key) {
                return true;
            }
        }
        if (distinct == MOST_ORIGINS) {
            return false;
        }
        origins[distinct++] = key;
        return true;
    }

    /** Writes what was gathered, if anything was, and begins anew. There must be room. */
    void appendTo(Segment segment) {
        if (shares > 0) {
            segment.append(type, body);
            shares = 0;
        }
    }
}
