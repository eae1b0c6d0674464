package io.sluice.connector.journal;

/**
 * How far one stream of the present life is read. Reads what is on the disk already: what a power cut could take is not
 * reported yet. Guarded by the journal's lock.
 */
final class StreamCursor {
    private final LiveStream stream;
    private final int number;
    private Segment segment;
    private SegmentReader reader;
    private int cutSegment;
    private int cutOffset = Segment.HEADER_BYTES;
    private int countedSegment;

    StreamCursor(LiveStream stream, int number) {
        this.stream = stream;
        this.number = number;
    }

    /** The next entry, or null when there is none yet. */
    Entry next() {
        while (true) {
            if (segment == null && !open(0)) {
                return null;
            }
            // In this order: of a finished segment all is known.
            boolean finished = segment.isFinished();
            int end = segment.onDisk();
            Entry entry = reader.next(end);
            if (entry instanceof Entry.Totals totals && totals.last()) {
                countedSegment = segment.number();
            }
            if (entry != null) {
                return entry;
            }
            if (reader.position() < end) {
                throw new IllegalStateException(
                        "the journal's file " + segment.file() + " is damaged at byte " + reader.position());
            }
            if (!finished || end < segment.written() || !open(segment.number() + 1)) {
                return null;
            }
        }
    }

    private boolean open(int from) {
        Segment next = stream.from(from);
        if (next == null) {
            return false;
        }
        segment = next;
        reader = new SegmentReader(next.contents(), number);
        if (cutSegment == 0) {
            cutSegment = next.number();
        }
        return true;
    }

    /** Whether everything is read that is written. */
    boolean isAtEnd() {
        int read = segment();
        boolean more = stream.segments().stream()
                .anyMatch(each -> each.number() > read && each.written() > Segment.HEADER_BYTES);
        return !more && (segment == null || reader.position() >= segment.written());
    }

    /** The number of the segment that is read; 0 before the first. */
    int segment() {
        return segment == null ? 0 : segment.number();
    }

    /** The segment in which the last cut ended. */
    int cutSegment() {
        return cutSegment;
    }

    /** The last segment that says, as far as it is read, all that was counted before it; 0 when there is none. */
    int countedSegment() {
        return countedSegment;
    }

    /** What was read since the last cut, which is here from now on. */
    Entry.Range cut() {
        int toSegment = segment();
        int toOffset = segment == null ? Segment.HEADER_BYTES : reader.position();
        Entry.Range range = new Entry.Range(cutSegment, cutOffset, toSegment, toOffset);
        cutSegment = toSegment;
        cutOffset = toOffset;
        return range;
    }
}
