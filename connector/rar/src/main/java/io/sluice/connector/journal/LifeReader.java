package io.sluice.connector.journal;

import io.sluice.api.TaskResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes reports again of a life's files, exactly as they were. */
final class LifeReader {
    private LifeReader() {}

    /**
     * The results of a report.
     *
     * @throws DamagedException when a file is missing or is not what it was
     * @throws IOException when a file cannot be read now
     */
    static List<TaskResult> results(LifeFolder life, Entry.Cut cut) throws IOException {
        Fold fold = new Fold();
        for (int stream = 0; stream < cut.ranges().size(); stream++) {
            Entry.Range range = cut.ranges().get(stream);
            if (range.isEmpty()) {
                continue;
            }
            for (int number = range.fromSegment(); number <= range.toSegment(); number++) {
                Path file = life.file(Integer.toString(stream), number);
                if (!Files.exists(file)) {
                    throw new DamagedException(said(life, cut) + file + " is missing");
                }
                int from = number == range.fromSegment() ? range.fromOffset() : Segment.HEADER_BYTES;
                boolean last = number == range.toSegment();
                SegmentReader reader = fold(fold, Segment.read(file), stream, from, last ? range.toOffset() : 0);
                // What was finished has nothing behind its last record: else that is not the last.
                if (last ? reader.position() < range.toOffset() : !Segment.isBlank(file, reader.position())) {
                    throw new DamagedException(said(life, cut) + file + " is damaged at byte " + reader.position());
                }
            }
        }
        return fold.results();
    }

    private static String said(LifeFolder life, Entry.Cut cut) {
        return "Report " + cut.number() + " of " + life.incarnation() + " cannot be made again: ";
    }

    /** @param to 0: to the end */
    private static SegmentReader fold(Fold fold, ByteBuffer contents, int stream, int from, int to) {
        SegmentReader reader = new SegmentReader(contents, stream);
        int limit = to == 0 ? contents.limit() : to;
        for (Entry entry = reader.next(limit); entry != null; entry = reader.next(limit)) {
            // Those before are read for the keys that they define.
            if (reader.entryStart() >= from) {
                fold.add(entry);
            }
        }
        return reader;
    }
}
