package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.time.Instant;

/** One loop's part of the journal. Where there is no room in its stream, shares go to the memory that all loops share. */
final class LoopJournal implements ShareJournal {
    private final int stream;
    private final SegmentWriter writer;
    private final Overflow overflow;
    private int lastSerial;

    /** The share that is judged next, as it was sent, when it has moved. */
    private Origin moved;

    LoopJournal(int stream, SegmentWriter writer, Overflow overflow) {
        this.stream = stream;
        this.writer = writer;
        this.overflow = overflow;
    }

    @Override
    public long sent(Origin origin, Instant at) {
        // Of those under way no two are four billion shares apart.
        int serial = lastSerial + 1 == 0 ? 1 : lastSerial + 1;
        if (writer.sent(serial, origin, at)) {
            lastSerial = serial;
            return serial;
        }
        overflow.sent(origin);
        return 0;
    }

    @Override
    public void commit() {
        writer.commit();
    }

    @Override
    public void moved(Origin sent, Origin counted) {
        moved = sent;
    }

    @Override
    public void accepted(long serial, Origin origin, Instant at) {
        judged(Verdict.ACCEPTED, serial, origin, at, "");
    }

    @Override
    public void rejected(long serial, Origin origin, Instant at, String reason) {
        judged(Verdict.REJECTED, serial, origin, at, Fold.cut(reason));
    }

    @Override
    public void unanswered(long serial, Origin origin, Instant at) {
        judged(Verdict.UNANSWERED, serial, origin, at, "");
    }

    private void judged(Verdict verdict, long serial, Origin origin, Instant at, String reason) {
        Origin sent = moved;
        if (sent == null) {
            if (writer.judged(verdict, (int) serial, origin, at, reason)) {
                written(serial, origin);
            } else {
                overflow.judged(new Entry.Judged(verdict, stream, (int) serial, origin, origin, at, reason));
            }
            return;
        }
        moved = null;
        Entry.Judged judged = new Entry.Judged(verdict, stream, (int) serial, sent, origin, at, reason);
        if (writer.late(judged)) {
            written(serial, sent);
        } else {
            overflow.judged(judged);
        }
    }

    private void written(long serial, Origin sent) {
        if (serial == 0) {
            overflow.written(sent);
        }
    }
}
