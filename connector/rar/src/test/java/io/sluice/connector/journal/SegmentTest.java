package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NEXT;
import static io.sluice.connector.journal.TestField.NOW;
import static io.sluice.connector.journal.TestField.SMALL;
import static io.sluice.connector.journal.TestField.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.stratum.relay.Origin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a file is read as it was written, or known not to be. */
class SegmentTest {
    private static final Origin ALICE = origin("m1", "alice", NOW);

    @TempDir
    private Path temp;

    private Path file;
    private Segment segment;
    private byte[] bytes;
    private List<Entry> entries;

    @BeforeEach
    void write() throws IOException {
        file = temp.resolve("0-00000001.log");
        segment = Segment.create(file, 0, 1, SMALL);
        SegmentWriter writer = new SegmentWriter(0, () -> segment);
        Origin moved = origin("m1", "alice", NEXT);
        writer.sent(1, ALICE, NOW);
        writer.judged(Verdict.ACCEPTED, 1, ALICE, NOW, "");
        writer.sent(-7, ALICE, NOW);
        writer.judged(Verdict.REJECTED, -7, ALICE, NOW, "stale");
        writer.judged(Verdict.UNANSWERED, 3, ALICE, NOW.plusSeconds(86_400L * 60), "");
        writer.late(new Entry.Judged(Verdict.ACCEPTED, 4, 9, ALICE, moved, NEXT, ""));
        writer.sum(new Entry.Sum(ALICE, NOW, NEXT, 2, Map.of("b", 1L, "a", 2L), 3));
        writer.commit();
        segment.force();
        bytes = Files.readAllBytes(file);
        entries = read(bytes);
    }

    private List<Entry> read(byte[] changed) throws IOException {
        Files.write(file, changed);
        SegmentReader reader = new SegmentReader(Segment.read(file), 0);
        List<Entry> read = new ArrayList<>();
        for (Entry entry = reader.next(Integer.MAX_VALUE); entry != null; entry = reader.next(Integer.MAX_VALUE)) {
            read.add(entry);
        }
        return read;
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(entries)
                .containsExactly(
                        new Entry.Totals(0, true, List.of()),
                        new Entry.Sent(1, List.of(ALICE), NOW),
                        // Not near the serial before, and not the next one: what is gathered is in two records then.
                        new Entry.Judged(Verdict.REJECTED, 0, -7, ALICE, ALICE, NOW, "stale"),
                        new Entry.Accepted(IntBuffer.wrap(new int[] {1}), List.of(ALICE), NOW),
                        new Entry.Sent(-7, List.of(ALICE), NOW),
                        new Entry.Judged(Verdict.UNANSWERED, 0, 3, ALICE, ALICE, NOW.plusSeconds(86_400L * 60), ""),
                        new Entry.Judged(Verdict.ACCEPTED, 4, 9, ALICE, origin("m1", "alice", NEXT), NEXT, ""),
                        new Entry.Sum(ALICE, NOW, NEXT, 2, Map.of("a", 2L, "b", 1L), 3));
        assertThat(segment.onDisk()).isEqualTo(segment.written());
    }

    /** A share and what is said of it, as runs say the same of several. */
    private record Said(boolean accepted, int serial, Origin origin, Instant at) {}

    private static List<Said> said(Entry entry) {
        List<Said> said = new ArrayList<>();
        if (entry instanceof Entry.Sent sent) {
            for (int i = 0; i < sent.origins().size(); i++) {
                said.add(new Said(false, sent.firstSerial() + i, sent.origins().get(i), sent.at()));
            }
        } else if (entry instanceof Entry.Accepted accepted) {
            for (int i = 0; i < accepted.origins().size(); i++) {
                said.add(new Said(
                        true, accepted.serials().get(i), accepted.origins().get(i), accepted.at()));
            }
        } else if (entry instanceof Entry.Judged judged && judged.verdict() == Verdict.ACCEPTED) {
            said.add(new Said(true, judged.serial(), judged.origin(), judged.at()));
        }
        return said;
    }

    /** What a segment has of shares, and how many records say it. */
    private List<Said> readShares(Path of, List<Integer> records) throws IOException {
        SegmentReader reader = new SegmentReader(Segment.read(of), 0);
        List<Said> read = new ArrayList<>();
        for (Entry entry = reader.next(Integer.MAX_VALUE); entry != null; entry = reader.next(Integer.MAX_VALUE)) {
            List<Said> said = said(entry);
            if (!said.isEmpty()) {
                records.add(said.size());
            }
            read.addAll(said);
        }
        return read;
    }

    @Test
    void sharesOfMoreKeysAndTimesThanARunHoldsAreReadAsWritten() throws IOException {
        Path large = temp.resolve("0-00000002.log");
        Segment room = Segment.create(large, 0, 2, 16 << 20);
        SegmentWriter writer = new SegmentWriter(0, () -> room);
        List<Said> written = new ArrayList<>();
        for (int key = 0; key < 0x10002; key++) {
            Origin origin = origin("m" + key, "alice", NOW);
            writer.sent(key + 1, origin, NOW);
            writer.judged(Verdict.ACCEPTED, key + 1, origin, NOW, "");
            written.add(new Said(false, key + 1, origin, NOW));
            written.add(new Said(true, key + 1, origin, NOW));
        }
        int serial = 0x20000;
        for (long millis : new long[] {0xffff, 0x10000, 0x1ffff, 0x20000, -1, 0, 1L << 40, 1}) {
            Instant at = NOW.plusMillis(millis);
            writer.sent(++serial, origin("m0", "alice", NOW), at);
            written.add(new Said(false, serial, origin("m0", "alice", NOW), at));
        }
        writer.commit();
        room.force();

        assertThat(readShares(large, new ArrayList<>())).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void sharesOfOneTurnAreInOneRecordAsFarAsTheyCanBe() throws IOException {
        Path other = temp.resolve("0-00000002.log");
        Segment room = Segment.create(other, 0, 2, SMALL);
        SegmentWriter writer = new SegmentWriter(0, () -> room);
        List<Said> written = new ArrayList<>();
        // Five machines in turn, then one: four origins find room in a record, and 64 shares.
        for (int serial = 1; serial <= 5; serial++) {
            sendTo(writer, serial, "m" + serial, written);
        }
        for (int serial = 6; serial <= 100; serial++) {
            sendTo(writer, serial, "m5", written);
        }
        assertThat(writer.isGathering()).isTrue();
        writer.commit();
        assertThat(writer.isGathering()).isFalse();
        // Answers come in any order; one from long ago has a record of its own.
        for (int serial : new int[] {2, 1, 4, 40_000, 3}) {
            Origin origin = origin("m" + serial % 5, "alice", NOW);
            writer.judged(Verdict.ACCEPTED, serial, origin, NOW, "");
            written.add(new Said(true, serial, origin, NOW));
        }
        writer.commit();
        writer.commit();
        room.force();

        List<Integer> records = new ArrayList<>();
        assertThat(readShares(other, records)).containsExactlyElementsOf(written);
        assertThat(records).containsExactly(4, 64, 32, 3, 1, 1);
    }

    private static void sendTo(SegmentWriter writer, int serial, String machine, List<Said> written) {
        Origin origin = origin(machine, "alice", NOW);
        writer.sent(serial, origin, NOW);
        written.add(new Said(false, serial, origin, NOW));
    }

    @Test
    void whatIsNotCommittedIsNotThere() throws IOException {
        Path other = temp.resolve("0-00000002.log");
        Segment room = Segment.create(other, 0, 2, SMALL);
        SegmentWriter writer = new SegmentWriter(0, () -> room);
        writer.sent(1, ALICE, NOW);
        room.force();
        assertThat(readShares(other, new ArrayList<>())).isEmpty();

        writer.commit();
        room.force();
        assertThat(readShares(other, new ArrayList<>())).containsExactly(new Said(false, 1, ALICE, NOW));
    }

    @Test
    void aFlippedBitEndsWhatIsReadAndChangesNothingOfIt() throws IOException {
        for (int bit = 0; bit < 8 * segment.written(); bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            List<Entry> read;
            try {
                read = read(flipped);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("format");
                continue;
            }
            assertThat(read).isEqualTo(entries.subList(0, read.size()));
        }
    }

    @Test
    void aFileThatEndsTooEarlyIsReadUpToItsLastWholeRecord() throws IOException {
        for (int length = 0; length < segment.written(); length++) {
            List<Entry> read = read(Arrays.copyOf(bytes, length));
            assertThat(read).isEqualTo(entries.subList(0, read.size()));
            assertThat(read.size()).isLessThan(entries.size());
        }
    }

    @Test
    void nothingOfWhatMayBeBehindTheLastRecordIsRead() throws IOException {
        byte[] garbage = bytes.clone();
        Arrays.fill(garbage, segment.written(), garbage.length, (byte) 0xff);
        assertThat(read(garbage)).isEqualTo(entries);
    }

    @Test
    void aNewerFormatIsRefusedWithAWordOnWhatToDo() throws IOException {
        ByteBuffer header = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(8, Segment.FORMAT + 1);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 24);
        header.putInt(24, (int) crc.getValue());
        assertThatThrownBy(() -> read(header.array()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("start the version that wrote it");
    }

    @Test
    void aRecordThatFillsASegmentToItsLastByteIsReadAndTheNextSegmentGoesOn() throws IOException {
        List<Segment> segments = new ArrayList<>();
        CutWriter writer = new CutWriter(() -> {
            try {
                Segment next = Segment.create(
                        temp.resolve("cuts-" + segments.size()), 0, segments.size() + 1, Segment.HEADER_BYTES + 1_024);
                segments.add(next);
                return next;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (long number = 1; number <= 100; number++) {
            assertThat(writer.cut(new Entry.Cut(
                            number, List.of(new Entry.Range(1, 64, 1, 128), new Entry.Range(0, 64, 0, 64)))))
                    .isTrue();
        }
        assertThat(writer.released(70)).isTrue();
        List<Long> numbers = new ArrayList<>();
        for (Segment each : segments) {
            SegmentReader reader = new SegmentReader(each.contents(), 0);
            for (Entry entry = reader.next(each.written()); entry != null; entry = reader.next(each.written())) {
                if (entry instanceof Entry.Cut cut && !numbers.contains(cut.number())) {
                    numbers.add(cut.number());
                }
            }
            assertThat(reader.position()).isEqualTo(each.written());
        }
        assertThat(numbers).hasSize(100).isSorted();
    }
}
