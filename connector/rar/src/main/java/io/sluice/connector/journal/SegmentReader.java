package io.sluice.connector.journal;

import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads the records of one segment from its beginning on. A record that is not whole ends it: the process, or the power,
 * went away while it was being written. Single-threaded.
 */
final class SegmentReader {
    private final ByteBuffer buffer;
    private final int stream;
    private final CRC32C crc = new CRC32C();
    private final List<Origin> keys = new ArrayList<>();
    private byte[] scratch = new byte[1 << 10];
    private long base;
    private int position = Segment.HEADER_BYTES;
    private int entryStart;

    /** @param buffer the whole segment, little-endian */
    SegmentReader(ByteBuffer buffer, int stream) {
        this.buffer = buffer;
        this.stream = stream;
    }

    /** Where the next record begins. */
    int position() {
        return position;
    }

    /** Where the record began that was returned last. */
    int entryStart() {
        return entryStart;
    }

    /**
     * The next record that says something by itself, or null when there is none before the limit.
     *
     * @param limit nothing that begins here or later is read
     * @throws IllegalStateException when a record is whole, and of a type that is not known here
     */
    Entry next(int limit) {
        while (position < limit) {
            int length = readRecord();
            if (length < 0) {
                return null;
            }
            ByteBuffer body =
                    ByteBuffer.wrap(scratch, Segment.CHECKED_HEAD, length).order(buffer.order());
            Entry entry = entry(buffer.get(position), body);
            entryStart = position;
            position += Segment.recordBytes(length);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Copies the body of the record at the position; returns its length, or -1 when there is no whole one. */
    private int readRecord() {
        if (position + Segment.WORD > buffer.limit()) {
            return -1;
        }
        long head = buffer.getLong(position);
        int typeAndLength = (int) head;
        int length = typeAndLength >>> 8;
        if ((typeAndLength & 0xff) == 0 || position + Segment.recordBytes(length) > buffer.limit()) {
            return -1;
        }
        if (scratch.length < Segment.CHECKED_HEAD + length) {
            scratch = new byte[Segment.CHECKED_HEAD + length];
        }
        buffer.get(position + Segment.WORD, scratch, Segment.CHECKED_HEAD, length);
        return Segment.checksum(crc, typeAndLength, scratch, length) == (int) (head >>> 32) ? length : -1;
    }

    private Entry entry(byte type, ByteBuffer body) {
        return switch (type) {
            case RecordType.BASE -> {
                base = body.getLong();
                yield null;
            }
            case RecordType.KEY -> {
                keys.add(origin(body));
                yield null;
            }
            case RecordType.SENT -> {
                Origin origin = keys.get(body.getInt());
                yield new Entry.Sent(body.getInt(), List.of(origin), at(body));
            }
            case RecordType.ACCEPTED -> judged(Verdict.ACCEPTED, body);
            case RecordType.SENT_RUN -> sent(body);
            case RecordType.ACCEPTED_RUN -> accepted(body);
            case RecordType.REJECTED -> judged(Verdict.REJECTED, body);
            case RecordType.UNANSWERED -> judged(Verdict.UNANSWERED, body);
            case RecordType.LATE -> {
                Origin sent = keys.get(body.getInt());
                Origin origin = keys.get(body.getInt());
                int of = body.getInt();
                int serial = body.getInt();
                Instant at = at(body);
                yield new Entry.Judged(Verdict.of(body.get()), of, serial, sent, origin, at, text(body));
            }
            case RecordType.SUM -> sum(body);
            case RecordType.TOTALS -> totals(body);
            case RecordType.CUT -> cut(body);
            case RecordType.GIVEN_UP -> new Entry.GivenUp(body.getLong(), body.getInt(), body.getInt());
            case RecordType.RELEASED -> new Entry.Released(body.getLong());
            case RecordType.CLOSED -> new Entry.Closed();
            default ->
                throw new IllegalStateException("the journal has a record of type " + type
                        + ", which this version does not know; start the version that wrote it, and let it finish");
        };
    }

    private Entry sent(ByteBuffer body) {
        Origin first = key(body.getShort());
        Instant at = atShort(body);
        int serial = body.getInt();
        Origin[] origins = new Origin[1 + body.remaining() / Short.BYTES];
        origins[0] = first;
        for (int i = 1; i < origins.length; i++) {
            origins[i] = key(body.getShort());
        }
        return new Entry.Sent(serial, Arrays.asList(origins), at);
    }

    private Entry accepted(ByteBuffer body) {
        Origin first = key(body.getShort());
        Instant at = atShort(body);
        int serial = body.getInt();
        int[] serials = new int[1 + body.remaining() / (2 * Short.BYTES)];
        Origin[] origins = new Origin[serials.length];
        serials[0] = serial;
        origins[0] = first;
        for (int i = 1; i < origins.length; i++) {
            origins[i] = key(body.getShort());
            serials[i] = serials[i - 1] + body.getShort();
        }
        return new Entry.Accepted(IntBuffer.wrap(serials), Arrays.asList(origins), at);
    }

    private Origin key(short number) {
        return keys.get(Short.toUnsignedInt(number));
    }

    private Entry judged(Verdict verdict, ByteBuffer body) {
        Origin origin = keys.get(body.getInt());
        int serial = body.getInt();
        return new Entry.Judged(
                verdict, stream, serial, origin, origin, at(body), verdict == Verdict.REJECTED ? text(body) : "");
    }

    private Entry sum(ByteBuffer body) {
        Origin origin = keys.get(body.getInt());
        Instant from = Instant.ofEpochMilli(body.getLong());
        Instant to = Instant.ofEpochMilli(body.getLong());
        long accepted = body.getLong();
        long unanswered = body.getLong();
        Map<String, Long> rejected = new HashMap<>();
        for (int reasons = body.getShort(); reasons > 0; reasons--) {
            rejected.put(text(body), body.getLong());
        }
        return new Entry.Sum(origin, from, to, accepted, rejected, unanswered);
    }

    private static Entry totals(ByteBuffer body) {
        int part = body.getShort();
        boolean last = body.get() != 0;
        List<Counts.Total> totals = new ArrayList<>();
        for (int count = body.getShort(); count > 0; count--) {
            String subAccount = text(body);
            Work work = work(body);
            Counts.Key key = new Counts.Key(subAccount, instant(body), work);
            totals.add(new Counts.Total(key, body.getLong(), body.getLong(), body.getLong(), body.getLong()));
        }
        return new Entry.Totals(part, last, totals);
    }

    private static Entry cut(ByteBuffer body) {
        long number = body.getLong();
        List<Entry.Range> ranges = new ArrayList<>();
        for (int streams = body.getShort(); streams > 0; streams--) {
            ranges.add(new Entry.Range(body.getInt(), body.getInt(), body.getInt(), body.getInt()));
        }
        return new Entry.Cut(number, ranges);
    }

    private static Origin origin(ByteBuffer body) {
        String machine = text(body);
        String subAccount = text(body);
        Work work = work(body);
        return new Origin(machine, subAccount, instant(body), work);
    }

    private Instant at(ByteBuffer body) {
        return Instant.ofEpochMilli(base + body.getInt());
    }

    private Instant atShort(ByteBuffer body) {
        return Instant.ofEpochMilli(base + Short.toUnsignedInt(body.getShort()));
    }

    private static Instant instant(ByteBuffer body) {
        return Instant.ofEpochSecond(body.getLong(), body.getInt());
    }

    private static Work work(ByteBuffer body) {
        return new Work(new BigDecimal(text(body)));
    }

    private static String text(ByteBuffer body) {
        byte[] bytes = new byte[body.getShort()];
        body.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
