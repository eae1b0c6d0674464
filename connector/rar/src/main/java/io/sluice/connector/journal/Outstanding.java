package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Shares that were sent and not judged, as the records say that were read so far. A verdict in another stream may be read
 * before the record that its share was sent. Single-threaded.
 */
final class Outstanding {
    /**
     * A share.
     *
     * @param segment where it says that it was sent
     */
    record Open(int stream, int segment, Origin origin, Instant at) {}

    private final Map<Long, Open> open = new LinkedHashMap<>();
    private final Set<Long> early = new HashSet<>();

    void sent(int stream, int segment, Entry.Sent sent) {
        long id = id(stream, sent.serial());
        if (!early.remove(id)) {
            open.put(id, new Open(stream, segment, sent.origin(), sent.at()));
        }
    }

    /** Returns the share, or null when no record of its being sent was read. */
    Open judged(Entry.Judged judged) {
        if (judged.serial() == 0) {
            return null;
        }
        long id = id(judged.stream(), judged.serial());
        Open was = open.remove(id);
        if (was == null) {
            early.add(id);
        }
        return was;
    }

    private static long id(int stream, int serial) {
        return (long) stream << 32 | (serial & 0xffff_ffffL);
    }

    /** All that was read so far of a stream was judged, whatever is missing of it. */
    void allJudged(int stream) {
        open.values().removeIf(share -> share.stream() == stream);
    }

    /** In the order in which they were read. */
    Collection<Open> open() {
        return open.values();
    }

    /** The first segment of a stream that says of an open share that it was sent; the greatest number if there is none. */
    int firstSegment(int stream) {
        return open.values().stream()
                .filter(share -> share.stream() == stream)
                .mapToInt(Open::segment)
                .min()
                .orElse(Integer.MAX_VALUE);
    }
}
