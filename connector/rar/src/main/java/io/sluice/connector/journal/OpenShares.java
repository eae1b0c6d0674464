package io.sluice.connector.journal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many shares of each segment of the present life are sent and not judged, as the records say that were read so far: the
 * segment is needed until they are. A verdict in another stream may be read before the record that its share was sent.
 * Single-threaded.
 */
final class OpenShares {
    /** A segment, and where its serials begin: they grow from one to the next. */
    private static final class Part {
        private final int segment;
        private final int firstSerial;
        private long open;

        private Part(int segment, int firstSerial) {
            this.segment = segment;
            this.firstSerial = firstSerial;
        }
    }

    private static final class OfStream {
        private final List<Part> parts = new ArrayList<>();
        private final Set<Integer> early = new HashSet<>();
        private int lastSerial;
    }

    private final List<OfStream> streams = new ArrayList<>();

    OpenShares(int streams) {
        for (int i = 0; i < streams; i++) {
            this.streams.add(new OfStream());
        }
    }

    void sent(int stream, int segment, Entry.Sent sent) {
        OfStream of = streams.get(stream);
        Part last = of.parts.isEmpty() ? null : of.parts.get(of.parts.size() - 1);
        if (last == null || last.segment != segment) {
            last = new Part(segment, sent.firstSerial());
            of.parts.add(last);
        }
        int shares = sent.origins().size();
        last.open += shares;
        of.lastSerial = sent.firstSerial() + shares - 1;
        for (int i = 0; i < shares && !of.early.isEmpty(); i++) {
            if (of.early.remove(sent.firstSerial() + i)) {
                last.open--;
            }
        }
    }

    /**
     * There is a verdict on a share.
     *
     * @param serial 0 for one that was sent without a record
     * @return the segment that says that it was sent; 0 when no such record was read
     */
    int judged(int stream, int serial) {
        if (serial == 0) {
            return 0;
        }
        OfStream of = streams.get(stream);
        // By difference: serials begin anew after four billion.
        if (of.parts.isEmpty() || serial - of.lastSerial > 0) {
            of.early.add(serial);
            return 0;
        }
        for (int i = of.parts.size() - 1; i >= 0; i--) {
            Part part = of.parts.get(i);
            if (serial - part.firstSerial >= 0) {
                part.open--;
                return part.segment;
            }
        }
        throw new IllegalStateException("stream " + stream + ": share " + Integer.toUnsignedString(serial)
                + " has a second verdict, or a segment was forgotten too early");
    }

    /** The first segment of a stream that says of an open share that it was sent; the greatest number if there is none. */
    int firstSegment(int stream) {
        List<Part> parts = streams.get(stream).parts;
        // Only the last one gets more.
        while (parts.size() > 1 && parts.get(0).open == 0) {
            parts.remove(0);
        }
        return parts.isEmpty() || parts.get(0).open == 0 ? Integer.MAX_VALUE : parts.get(0).segment;
    }
}
