package io.sluice.connector.journal;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * Writes down which records make up which report. Each segment begins with the last cut of the one before: where the next
 * report begins must be known for ever, or shares would be booked twice. Guarded by its owner's lock.
 */
final class CutWriter {
    private static final int BODY_BYTES = 64 << 10;

    private final Supplier<Segment> next;
    private final ByteBuffer body = Segment.newBody(BODY_BYTES);
    private Segment segment;
    private Entry.Cut last;
    private long released;

    /** @param next the next segment to write to; null when there is none now */
    CutWriter(Supplier<Segment> next) {
        this.next = next;
    }

    /** The segment written to last; null before the first. */
    Segment segment() {
        return segment;
    }

    /** Whether there was room. */
    boolean cut(Entry.Cut cut) {
        if (!hasRoomFor(bytes(cut))) {
            return false;
        }
        append(cut);
        last = cut;
        return true;
    }

    /** Whether there was room. */
    boolean givenUp(Entry.GivenUp givenUp) {
        if (!hasRoomFor(16)) {
            return false;
        }
        body.clear().putLong(givenUp.number()).putInt(givenUp.from()).putInt(givenUp.to());
        append(RecordType.GIVEN_UP);
        return true;
    }

    /** Whether there was room. */
    boolean released(long number) {
        if (!hasRoomFor(Long.BYTES)) {
            return false;
        }
        released = number;
        appendReleased();
        return true;
    }

    /** Whether there was room. */
    boolean closed() {
        if (!hasRoomFor(0)) {
            return false;
        }
        body.clear();
        append(RecordType.CLOSED);
        return true;
    }

    private boolean hasRoomFor(int bodyBytes) {
        if (segment != null && segment.hasRoomFor(Segment.recordBytes(bodyBytes))) {
            return true;
        }
        Segment fresh = next.get();
        if (fresh == null) {
            return false;
        }
        if (segment != null) {
            segment.finish();
        }
        segment = fresh;
        if (last != null) {
            append(last);
            appendReleased();
        }
        return true;
    }

    private static int bytes(Entry.Cut cut) {
        return 10 + 16 * cut.ranges().size();
    }

    private void append(Entry.Cut cut) {
        body.clear().putLong(cut.number()).putShort((short) cut.ranges().size());
        for (Entry.Range range : cut.ranges()) {
            body.putInt(range.fromSegment())
                    .putInt(range.fromOffset())
                    .putInt(range.toSegment())
                    .putInt(range.toOffset());
        }
        append(RecordType.CUT);
    }

    private void appendReleased() {
        body.clear().putLong(released);
        append(RecordType.RELEASED);
    }

    private void append(byte type) {
        segment.append(type, body);
    }
}
