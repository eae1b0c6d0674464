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
                        new Entry.Sent(1, ALICE, NOW),
                        new Entry.Judged(Verdict.ACCEPTED, 0, 1, ALICE, ALICE, NOW, ""),
                        new Entry.Sent(-7, ALICE, NOW),
                        new Entry.Judged(Verdict.REJECTED, 0, -7, ALICE, ALICE, NOW, "stale"),
                        new Entry.Judged(Verdict.UNANSWERED, 0, 3, ALICE, ALICE, NOW.plusSeconds(86_400L * 60), ""),
                        new Entry.Judged(Verdict.ACCEPTED, 4, 9, ALICE, origin("m1", "alice", NEXT), NEXT, ""),
                        new Entry.Sum(ALICE, NOW, NEXT, 2, Map.of("a", 2L, "b", 1L), 3));
        assertThat(segment.onDisk()).isEqualTo(segment.written());
    }

    @Test
    void sharesOfMoreKeysAndTimesThanTheShortFormHoldsAreReadAsWritten() throws IOException {
        Path large = temp.resolve("0-00000002.log");
        Segment room = Segment.create(large, 0, 2, 16 << 20);
        SegmentWriter writer = new SegmentWriter(0, () -> room);
        List<Entry> written = new ArrayList<>();
        for (int key = 0; key < 0x10002; key++) {
            Origin origin = origin("m" + key, "alice", NOW);
            writer.sent(key, origin, NOW);
            writer.judged(Verdict.ACCEPTED, key, origin, NOW, "");
            written.add(new Entry.Sent(key, origin, NOW));
            written.add(new Entry.Judged(Verdict.ACCEPTED, 0, key, origin, origin, NOW, ""));
        }
        for (long millis : new long[] {0xffff, 0x10000, 0x1ffff, 0x20000, -1, 0, 1L << 40, 1}) {
            Instant at = NOW.plusMillis(millis);
            writer.sent(-1, origin("m0", "alice", NOW), at);
            written.add(new Entry.Sent(-1, origin("m0", "alice", NOW), at));
        }
        room.force();

        SegmentReader reader = new SegmentReader(Segment.read(large), 0);
        List<Entry> read = new ArrayList<>();
        for (Entry entry = reader.next(Integer.MAX_VALUE); entry != null; entry = reader.next(Integer.MAX_VALUE)) {
            read.add(entry);
        }
        assertThat(read.subList(1, read.size())).isEqualTo(written);
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
