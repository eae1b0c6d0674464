package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Shares of an earlier life that were sent and not judged, as the records say that were read so far. A verdict in another stream may be read
 * before the record that its share was sent. Single-threaded.
 */
final class Outstanding {
    /** A share. */
    record Open(int stream, Origin origin, Instant at) {}

    private final Map<Long, Open> open = new LinkedHashMap<>();
    private final Set<Long> early = new HashSet<>();

    void sent(int stream, Entry.Sent sent) {
        for (int i = 0; i < sent.origins().size(); i++) {
            long id = id(stream, sent.firstSerial() + i);
            if (!early.remove(id)) {
                open.put(id, new Open(stream, sent.origins().get(i), sent.at()));
            }
        }
    }

    /**
     * There is a verdict on a share.
     *
     * @param serial 0 for one that was sent without a record
     */
    void judged(int stream, int serial) {
        if (serial != 0) {
            long id = id(stream, serial);
            if (open.remove(id) == null) {
                early.add(id);
            }
        }
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
}
