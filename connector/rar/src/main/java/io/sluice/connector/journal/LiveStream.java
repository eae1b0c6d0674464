package io.sluice.connector.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The segments of one stream of the present life. One thread writes to the newest in use, which it takes from here; the
 * list is guarded by the journal's lock.
 */
final class LiveStream {
    private final String name;
    private final int segmentBytes;
    private final AtomicReference<Segment> spare = new AtomicReference<>();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private int lastNumber;

    LiveStream(String name, int segmentBytes) {
        this.name = name;
        this.segmentBytes = segmentBytes;
    }

    String name() {
        return name;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    /** For the writer: the next segment, or null when there is none. */
    Segment take() {
        return spare.getAndSet(null);
    }

    boolean needsSpare() {
        return spare.get() == null;
    }

    int nextNumber() {
        return lastNumber + 1;
    }

    /** A segment with the next number is there. */
    void add(Segment segment) {
        lastNumber = segment.number();
        segments.addLast(segment);
        spare.set(segment);
    }

    /** Those that exist, the oldest first. */
    Deque<Segment> segments() {
        return segments;
    }

    /** The first that is not older than a number; null when there is none. */
    Segment from(int number) {
        for (Segment segment : segments) {
            if (segment.number() >= number) {
                return segment;
            }
        }
        return null;
    }
}
