package io.sluice.connector.journal;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * An earlier life of the adapter, as its files tell. What was not made into reports when it ended is made into reports
 * now: what the pools had answered, and what was sent without an answer, as unanswered. Then it is closed, and is the same
 * whenever it is read again.
 */
final class PastLife {
    private static final int CUT_SEGMENT_BYTES = 64 << 10;
    private static final System.Logger LOG = System.getLogger(PastLife.class.getName());
    private static final Entry.Range NOTHING = new Entry.Range(0, 0, 0, 0);
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final LifeFolder folder;
    private final ReportSize size;
    private final NavigableMap<Long, Entry.Cut> cuts = new TreeMap<>();
    private final NavigableMap<Long, Entry.GivenUp> givenUp = new TreeMap<>();
    private final Outstanding outstanding = new Outstanding();
    private final Map<Integer, Counts> counts = new HashMap<>();
    private long released;
    private boolean closed;
    private boolean damaged;
    private List<TaskResult> unanswered = List.of();

    private PastLife(LifeFolder folder, ReportSize size) {
        this.folder = folder;
        this.size = size;
    }

    /**
     * Reads a life and closes it if that was not done.
     *
     * @throws IOException when a file cannot be read, or the last reports cannot be written down; nothing is lost then,
     *     and it can be done again
     */
    static PastLife open(LifeFolder folder, ReportSize size) throws IOException {
        PastLife life = new PastLife(folder, size);
        NavigableMap<String, NavigableMap<Integer, Path>> streams = folder.segments();
        NavigableMap<Integer, Path> cutFiles = streams.getOrDefault(LifeFolder.CUTS, new TreeMap<>());
        streams.remove(LifeFolder.CUTS);
        for (Path file : cutFiles.values()) {
            SegmentReader reader = new SegmentReader(Segment.read(file), 0);
            for (Entry entry = reader.next(NO_LIMIT); entry != null; entry = reader.next(NO_LIMIT)) {
                life.learn(entry);
            }
        }
        Entry.Cut last = life.cuts.isEmpty() ? null : life.cuts.lastEntry().getValue();
        life.cuts.headMap(life.released, true).clear();
        life.givenUp.headMap(life.released, true).clear();
        if (!life.closed) {
            // What a kill left was never forced: a report must not be made of it before it is certain.
            for (NavigableMap<Integer, Path> segments : streams.values()) {
                for (Path file : segments.values()) {
                    force(file);
                }
            }
            LifeFolder.force(folder.path());
        }
        int lastCutFile = cutFiles.isEmpty() ? 0 : cutFiles.lastKey();
        try (Closing closing = life.new Closing(lastCutFile, last)) {
            life.read(streams, last, closing);
            life.giveUp();
            closing.close(life.unanswered.size());
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "the last reports of " + folder.incarnation() + " cannot be written down: "
                            + e.getCause().getMessage(),
                    e);
        }
        return life;
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void learn(Entry entry) {
        if (entry instanceof Entry.Cut cut) {
            cuts.put(cut.number(), cut);
        } else if (entry instanceof Entry.GivenUp some) {
            givenUp.put(some.number(), some);
        } else if (entry instanceof Entry.Released until) {
            released = Math.max(released, until.number());
        } else if (entry instanceof Entry.Closed) {
            closed = true;
        }
    }

    private void read(NavigableMap<String, NavigableMap<Integer, Path>> streams, Entry.Cut last, Closing closing)
            throws IOException {
        int count = streams.keySet().stream().mapToInt(Integer::parseInt).max().orElse(-1) + 1;
        closing.begin(Math.max(count, last == null ? 0 : last.ranges().size()));
        for (int stream = 0; stream < count; stream++) {
            NavigableMap<Integer, Path> segments = streams.getOrDefault(Integer.toString(stream), new TreeMap<>());
            Counts of = counts.computeIfAbsent(stream, s -> new Counts());
            int before = 0;
            for (Map.Entry<Integer, Path> segment : segments.entrySet()) {
                if (before != 0 && segment.getKey() != before + 1) {
                    // Those before were about to be removed, when nothing of them was needed any more.
                    outstanding.allJudged(stream);
                    closing.endOfReport();
                }
                before = segment.getKey();
                ByteBuffer contents = Segment.read(segment.getValue());
                SegmentReader reader = new SegmentReader(contents, stream);
                List<Counts.Total> totals = new ArrayList<>();
                for (Entry entry = reader.next(NO_LIMIT); entry != null; entry = reader.next(NO_LIMIT)) {
                    if (entry instanceof Entry.Totals part) {
                        totals.addAll(part.totals());
                        if (part.last()) {
                            of.become(totals);
                        }
                    }
                    match(stream, entry);
                    of.add(entry);
                    closing.read(stream, segment.getKey(), reader.entryStart(), reader.position(), entry);
                }
                closing.used(stream, segment.getKey(), segment.getValue(), contents.hasRemaining(), reader.position());
            }
        }
        closing.endOfReport();
    }

    private void match(int stream, Entry entry) {
        if (entry instanceof Entry.Sent sent) {
            outstanding.sent(stream, sent);
        } else if (entry instanceof Entry.Accepted accepted) {
            for (int serial : accepted.serials().array()) {
                outstanding.judged(stream, serial);
            }
        } else if (entry instanceof Entry.Judged judged) {
            outstanding.judged(judged.stream(), judged.serial());
        }
    }

    /** Shares sent without a verdict: nobody will ever read their answers. */
    private void giveUp() {
        Fold fold = new Fold();
        outstanding.open().forEach(share -> {
            Entry.Judged judged = new Entry.Judged(
                    Verdict.UNANSWERED, share.stream(), 0, share.origin(), share.origin(), share.at(), "");
            fold.add(judged);
            counts.get(share.stream()).of(Counts.Key.of(share.origin())).judged(Verdict.UNANSWERED, 1);
        });
        unanswered = fold.results();
    }

    /** Writes down the last reports of a life, and that there are no more. */
    private final class Closing implements AutoCloseable {
        private final List<Segment> written = new ArrayList<>();
        private final Entry.Cut last;
        private final CutWriter writer;
        private int lastFile;
        private Fold fold = new Fold();
        private int[][] positions;
        private int[][] cutFrom;

        Closing(int lastFile, Entry.Cut last) {
            this.lastFile = lastFile;
            this.last = last;
            this.writer = new CutWriter(this::take);
        }

        private Segment take() {
            try {
                lastFile++;
                Segment segment =
                        Segment.create(folder.file(LifeFolder.CUTS, lastFile), 0, lastFile, CUT_SEGMENT_BYTES);
                written.add(segment);
                return segment;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void begin(int streams) {
            positions = new int[streams][];
            cutFrom = new int[streams][];
            for (int stream = 0; stream < streams; stream++) {
                Entry.Range range = last == null || stream >= last.ranges().size()
                        ? null
                        : last.ranges().get(stream);
                cutFrom[stream] = range == null
                        ? new int[] {0, Segment.HEADER_BYTES}
                        : new int[] {range.toSegment(), range.toOffset()};
                positions[stream] = cutFrom[stream].clone();
            }
        }

        void read(int stream, int segment, int at, int next, Entry entry) {
            int[] from = cutFrom[stream];
            boolean reported = segment < from[0] || (segment == from[0] && at < from[1]);
            if (closed || reported) {
                return;
            }
            if (positions[stream][0] != segment && from[0] == positions[stream][0] && from[1] == positions[stream][1]) {
                // Nothing of this stream is in the report yet: it begins here.
                cutFrom[stream] = new int[] {segment, at};
            }
            fold.add(entry);
            positions[stream] = new int[] {segment, next};
            if (size.isReached(fold)) {
                cut();
            }
        }

        /** So much of a file is used; the rest is room that nobody needs any more, or torn. */
        void used(int stream, int segment, Path file, boolean isMade, int length) throws IOException {
            Entry.Range reported = last == null || stream >= last.ranges().size()
                    ? NOTHING
                    : last.ranges().get(stream);
            boolean lost = segment == reported.toSegment()
                    ? length < reported.toOffset()
                    // Finished, or its beginning is gone: then nothing is behind the last record.
                    : (segment < reported.toSegment() || !isMade) && !Segment.isBlank(file, length);
            if (lost) {
                damaged = true;
                LOG.log(
                        Level.ERROR,
                        "The journal''s file {0} is damaged at byte {1}; what is behind is left as it is, and not booked",
                        file,
                        String.valueOf(length));
                endOfReport();
                return;
            }
            if (!closed && Files.size(file) > length) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(length);
                    channel.force(true);
                }
            }
        }

        /** What follows is not in one report with what was before. */
        void endOfReport() {
            if (!fold.isEmpty()) {
                cut();
            }
        }

        private void cut() {
            List<Entry.Range> ranges = new ArrayList<>();
            for (int stream = 0; stream < positions.length; stream++) {
                ranges.add(new Entry.Range(
                        cutFrom[stream][0], cutFrom[stream][1], positions[stream][0], positions[stream][1]));
                cutFrom[stream] = positions[stream].clone();
            }
            Entry.Cut cut = new Entry.Cut(lastNumber() + 1, ranges);
            writer.cut(cut);
            cuts.put(cut.number(), cut);
            fold = new Fold();
        }

        /** @param results of unanswered shares */
        void close(int results) {
            if (closed) {
                return;
            }
            int from =
                    givenUp.values().stream().mapToInt(Entry.GivenUp::to).max().orElse(0);
            while (from < results) {
                int to = Math.min(results, from + size.leastResults());
                Entry.GivenUp some = new Entry.GivenUp(lastNumber() + 1, from, to);
                writer.givenUp(some);
                givenUp.put(some.number(), some);
                from = to;
            }
            // First what it is made of, then that it is complete.
            written.forEach(Segment::force);
            writer.closed();
            written.forEach(Segment::force);
            closed = true;
        }

        @Override
        public void close() {
            written.forEach(Segment::unmap);
        }
    }

    private long lastNumber() {
        return Math.max(
                released, Math.max(cuts.isEmpty() ? 0 : cuts.lastKey(), givenUp.isEmpty() ? 0 : givenUp.lastKey()));
    }

    LifeFolder folder() {
        return folder;
    }

    String incarnation() {
        return folder.incarnation();
    }

    /** The reports that are kept, in their order. */
    List<ReportId> reports() {
        List<Long> numbers = new ArrayList<>(cuts.keySet());
        numbers.addAll(givenUp.keySet());
        return numbers.stream()
                .sorted()
                .map(number -> new ReportId(folder.incarnation(), number))
                .toList();
    }

    /** Whether something of it was damaged, so that not all that it wrote can be read. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * A report, the same each time.
     *
     * @throws DamagedException when what it was made of is not there any more
     * @throws IOException when it cannot be read now
     */
    TaskResults report(long number) throws IOException {
        Entry.Cut cut = cuts.get(number);
        List<TaskResult> results;
        if (cut != null) {
            results = LifeReader.results(folder, cut);
        } else {
            Entry.GivenUp some = givenUp.get(number);
            results = unanswered.subList(some.from(), some.to());
        }
        return new TaskResults(new ReportId(folder.incarnation(), number), results);
    }

    /** All that it counted. */
    List<ShareCount> counts() {
        return Counts.sum(List.copyOf(counts.values()));
    }
}
