package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.nio.IntBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a record says. */
sealed interface Entry {
    /**
     * Shares are about to be sent.
     *
     * @param firstSerial of the first; those of the others follow one another
     * @param origins one for each
     */
    record Sent(int firstSerial, List<Origin> origins, Instant at) implements Entry {}

    /**
     * Shares of this stream were accepted, in the period they were sent in.
     *
     * @param serials one for each; none is 0
     * @param origins one for each
     */
    record Accepted(IntBuffer serials, List<Origin> origins, Instant at) implements Entry {}

    /**
     * What became of a share, of any stream.
     *
     * @param stream whose share it is
     * @param serial 0 when it was sent without a record, so that this one says both
     * @param sent as it was sent
     * @param origin in the period in which it counts
     */
    record Judged(Verdict verdict, int stream, int serial, Origin sent, Origin origin, Instant at, String reason)
            implements Entry {
        /** Whether it counts in another period than it was sent in. */
        boolean hasMoved() {
            return !sent.equals(origin);
        }
    }

    /**
     * Shares of one origin that were sent and judged without a record, as there was no room.
     *
     * @param from time of the first of these verdicts
     * @param to time of the last
     * @param rejected in the order of the reasons, as a fold keeps the first of too many
     */
    record Sum(Origin origin, Instant from, Instant to, long accepted, Map<String, Long> rejected, long unanswered)
            implements Entry {
        public Sum {
            rejected = Collections.unmodifiableMap(new TreeMap<>(rejected));
        }

        long rejectedShares() {
            return rejected.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Verdicts in it. */
        long judgedShares() {
            return accepted + rejectedShares() + unanswered;
        }
    }

    /**
     * What a stream counted before this segment, in several parts where it is much.
     *
     * @param last whether this is the last part
     */
    record Totals(int part, boolean last, List<Counts.Total> totals) implements Entry {}

    /**
     * Which records make up a report.
     *
     * @param ranges one for each stream, from where to where
     */
    record Cut(long number, List<Range> ranges) implements Entry {
        public Cut {
            ranges = List.copyOf(ranges);
        }
    }

    /** The report of a life that is over, of shares whose answer was never read: these of them, in their order. */
    record GivenUp(long number, int from, int to) implements Entry {}

    /** The reports up to this number are booked, and what they were made of may be gone. */
    record Released(long number) implements Entry {}

    /** A life is over and nothing is added to its reports. */
    record Closed() implements Entry {}

    /** A piece of a stream: positions in two segments, or in one. */
    record Range(int fromSegment, int fromOffset, int toSegment, int toOffset) {
        boolean isEmpty() {
            return fromSegment == toSegment && fromOffset == toOffset;
        }
    }
}
