package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes the records of one stream, segment after segment. Every segment can be read by itself: it defines its keys and
 * begins with what was counted before it. Shares that were sent, and those that were accepted, are gathered until
 * {@link #commit}. Single-threaded; what it counted can be read by any thread.
 */
final class SegmentWriter {
    private static final int BODY_BYTES = 64 << 10;
    private static final int INSTANT_BYTES = 12;
    private static final int COUNTS_BYTES = 4 * Long.BYTES;
    private static final int LONGEST_TEXT = 4 * 300;
    private static final int KEY_BYTES = Segment.recordBytes(3 * (Short.BYTES + LONGEST_TEXT) + INSTANT_BYTES);
    private static final int BASE_BYTES = Segment.recordBytes(Long.BYTES);
    private static final int LATE_BYTES = Segment.recordBytes(23 + LONGEST_TEXT) + BASE_BYTES;

    private static final int MOST_SHORT = 0xffff;

    /** Objects that are equal to others and known by identity, before these are forgotten. */
    private static final int MOST_STRAY_ORIGINS = 1_000;

    /** A key of the present segment. */
    private record Known(int number, Counts.Count count) {}

    private final int stream;
    private final Supplier<Segment> next;
    private final Counts counts = new Counts();
    private final Map<Origin, Known> keys = new HashMap<>();
    /** The same by the object: a machine's shares come with one and the same, and to compare its parts takes long. */
    private final IdentityHashMap<Origin, Known> keysByIdentity = new IdentityHashMap<>();

    private final Run sent = Run.ofSent();
    private final Run accepted = Run.ofAccepted();
    private final ByteBuffer body = Segment.newBody(BODY_BYTES);
    private Segment segment;
    private long base;
    private boolean baseKnown;
    private volatile boolean gathering;
    private volatile boolean ended;

    /** @param next the next segment to write to; null when there is none now */
    SegmentWriter(int stream, Supplier<Segment> next) {
        this.stream = stream;
        this.next = next;
    }

    Counts counts() {
        return counts;
    }

    /** Nothing is written any more: the files are in other hands. Any thread may say so. */
    void end() {
        ended = true;
    }

    // ---- Shares

    /** Writes what is gathered: it is in the journal from then on. */
    void commit() {
        if (gathering && !ended) {
            // Verdicts first: if this is the end, the fewer are unanswered.
            accepted.appendTo(segment);
            sent.appendTo(segment);
        }
        gathering = false;
    }

    /** Whether something is not in the segment yet; any thread may ask. */
    boolean isGathering() {
        return gathering;
    }

    private void gather(Run run, Known key, int serial, Instant at) {
        if (!run.add(key.number(), millis(at), serial)) {
            run.appendTo(segment);
            run.add(key.number(), millis(at), serial);
        }
        if (!gathering) {
            gathering = true;
        }
    }

    /** Whether there was room. */
    boolean sent(int serial, Origin origin, Instant at) {
        Known key = key(origin, at, 12);
        if (key == null) {
            return false;
        }
        // Counted first: what is booked must never be more than what is counted.
        key.count().sent(1);
        if (key.number() <= MOST_SHORT) {
            gather(sent, key, serial, at);
        } else {
            body.clear().putInt(key.number()).putInt(serial).putInt(millis(at));
            append(RecordType.SENT);
        }
        return true;
    }

    /** A verdict on a share of this stream that counts in the period it was sent in; whether there was room. */
    boolean judged(Verdict verdict, int serial, Origin origin, Instant at, String reason) {
        Known key = key(origin, at, 14 + LONGEST_TEXT);
        if (key == null) {
            return false;
        }
        if (serial == 0) {
            key.count().sent(1);
        }
        key.count().judged(verdict, 1);
        if (verdict == Verdict.ACCEPTED && serial != 0 && key.number() <= MOST_SHORT) {
            gather(accepted, key, serial, at);
            return true;
        }
        body.clear().putInt(key.number()).putInt(serial).putInt(millis(at));
        switch (verdict) {
            case ACCEPTED -> append(RecordType.ACCEPTED);
            case REJECTED -> {
                put(reason);
                append(RecordType.REJECTED);
            }
            case UNANSWERED -> append(RecordType.UNANSWERED);
        }
        return true;
    }

    /** A verdict on another stream's share, or on one that counts in another period now; whether there was room. */
    boolean late(Entry.Judged judged) {
        // With room for the second key: one record says it all, or a kill between two would leave half of it.
        Known sent = key(judged.sent(), judged.at(), KEY_BYTES + LATE_BYTES);
        if (sent == null) {
            return false;
        }
        Known key = key(judged.origin(), judged.at(), LATE_BYTES);
        counts.add(judged);
        body.clear()
                .putInt(sent.number())
                .putInt(key.number())
                .putInt(judged.stream())
                .putInt(judged.serial())
                .putInt(millis(judged.at()))
                .put(judged.verdict().code());
        put(judged.reason());
        append(RecordType.LATE);
        return true;
    }

    /** Whether there was room. */
    boolean sum(Entry.Sum sum) {
        Known key = key(sum.origin(), sum.from(), 38 + Fold.MOST_REASONS * (Short.BYTES + LONGEST_TEXT + Long.BYTES));
        if (key == null) {
            return false;
        }
        counts.add(sum);
        body.clear()
                .putInt(key.number())
                .putLong(sum.from().toEpochMilli())
                .putLong(sum.to().toEpochMilli())
                .putLong(sum.accepted())
                .putLong(sum.unanswered())
                .putShort((short) sum.rejected().size());
        sum.rejected().forEach((reason, shares) -> {
            put(reason);
            body.putLong(shares);
        });
        append(RecordType.SUM);
        return true;
    }

    /**
     * The key for an origin, with room behind it for a record with a body of so many bytes, and for what is gathered; null
     * when there is none.
     */
    private Known key(Origin origin, Instant at, int bodyBytes) {
        Known known = known(origin);
        int most = 2 * Run.MOST_BYTES + BASE_BYTES + Segment.recordBytes(bodyBytes) + (known == null ? KEY_BYTES : 0);
        if (ended) {
            return null;
        }
        if (segment == null || !segment.hasRoomFor(most)) {
            if (!turn()) {
                return null;
            }
            known = null;
        }
        long sinceBase = at.toEpochMilli() - base;
        if (!baseKnown || sinceBase < 0 || sinceBase > MOST_SHORT) {
            // What is gathered counts from the base before.
            commit();
            base = at.toEpochMilli();
            baseKnown = true;
            body.clear().putLong(base);
            append(RecordType.BASE);
        }
        return known == null ? define(origin) : known;
    }

    private Known known(Origin origin) {
        Known known = keysByIdentity.get(origin);
        if (known == null) {
            known = keys.get(origin);
            if (known != null) {
                remember(origin, known);
            }
        }
        return known;
    }

    private void remember(Origin origin, Known known) {
        if (keysByIdentity.size() > 2 * keys.size() + MOST_STRAY_ORIGINS) {
            keysByIdentity.clear();
        }
        keysByIdentity.put(origin, known);
    }

    private Known define(Origin origin) {
        body.clear();
        put(origin.machine());
        put(origin.subAccount());
        put(origin.work().hashes().toString());
        put(origin.periodStart());
        append(RecordType.KEY);
        Known known = new Known(keys.size(), counts.of(Counts.Key.of(origin)));
        keys.put(origin, known);
        remember(origin, known);
        return known;
    }

    private int millis(Instant at) {
        return (int) (at.toEpochMilli() - base);
    }

    /** Goes on in the next segment, if there is one. */
    private boolean turn() {
        if (segment != null) {
            commit();
            segment.finish();
            segment = null;
        }
        keys.clear();
        keysByIdentity.clear();
        baseKnown = false;
        segment = next.get();
        if (segment == null) {
            return false;
        }
        writeTotals();
        return true;
    }

    /**
     * What was counted before this segment; nothing where that is too much for it, so that those before it must be kept
     * until less is counted.
     */
    private void writeTotals() {
        List<Counts.Total> totals = counts.totals();
        if (totals.stream().mapToLong(SegmentWriter::bytes).sum() > segment.size() / 2) {
            return;
        }
        int part = 0;
        int at = 0;
        do {
            int from = at;
            body.clear().putShort((short) part).put((byte) 0).putShort((short) 0);
            while (at < totals.size() && body.remaining() > 2 * LONGEST_TEXT + INSTANT_BYTES + COUNTS_BYTES) {
                Counts.Total total = totals.get(at);
                put(total.key().subAccount());
                put(total.key().work().hashes().toString());
                put(total.key().periodStart());
                body.putLong(total.sent())
                        .putLong(total.accepted())
                        .putLong(total.rejected())
                        .putLong(total.unanswered());
                at++;
            }
            body.put(2, (byte) (at == totals.size() ? 1 : 0)).putShort(3, (short) (at - from));
            append(RecordType.TOTALS);
            part++;
        } while (at < totals.size());
    }

    private static int bytes(Counts.Total total) {
        int texts = total.key().subAccount().length() * 3
                + total.key().work().hashes().toString().length();
        return texts + 2 * Short.BYTES + INSTANT_BYTES + COUNTS_BYTES;
    }

    // ---- Bytes

    private void append(byte type) {
        segment.append(type, body);
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("stream " + stream + ": a text of " + bytes.length + " bytes");
        }
        body.putShort((short) bytes.length).put(bytes);
    }

    private void put(Instant instant) {
        body.putLong(instant.getEpochSecond()).putInt(instant.getNano());
    }
}
