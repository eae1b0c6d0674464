package io.sluice.connector.journal;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.JournalStatus;
import io.sluice.api.JournalStatus.Retained;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The journal of all lives of the adapter: of the present one, which is being written, and of those before, as far as the
 * ledger does not have them for certain.
 *
 * <p>Four sorts of threads meet here. Loops write to {@link #loops}, and wait for nobody. One thread keeps the journal
 * ({@link #keep}) and one delivers ({@link #unasked}, {@link #next}, {@link #delivered}); these wait for the disk, outside
 * the lock. Any thread may ask for the {@link #status} and say what is {@link #booked}.
 */
public final class Journal implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private static final int CUT_SEGMENT_BYTES = 256 << 10;
    private static final int MOST_ASKED = 1_000;

    /** Records of one stream that are read for one report: nobody waits for the lock while an hour's are read. */
    private static final int MOST_READ = 10_000;

    /** Verdicts are gathered so long for one report. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * The same while many machines have shares at once: what each result costs the ledger is the same for one share as for
     * many, and a machine that sends two a second has one in most reports of a fifth of a second.
     */
    private static final long GATHER_MANY_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

    /** So many results in a report are many. */
    private static final int MANY_RESULTS = 500;

    /** So many sub-accounts in a report are many: what the ledger changes for each costs several times what a result does. */
    private static final int MANY_SUB_ACCOUNTS = 100;

    /** What waits for longer counts as waiting. */
    private static final long WAITS_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** After a failure to make room it is tried again so much later. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A report of the present life. */
    private static final class Kept {
        private final Entry.Cut cut;
        private final int cutSegment;
        private long bookedNanos;
        private boolean booked;

        private Kept(Entry.Cut cut, int cutSegment) {
            this.cut = cut;
            this.cutSegment = cutSegment;
        }

        private boolean isPast(long retentionNanos, long nowNanos) {
            return booked && nowNanos - bookedNanos >= retentionNanos;
        }
    }

    /** A past life, and how far the ledger has it. */
    private static final class Shelved {
        private final PastLife life;
        private final List<ReportId> reports;
        private int asked;
        private boolean ended;
        private boolean booked;
        private long bookedNanos;

        private Shelved(PastLife life) {
            this.life = life;
            this.reports = life.reports();
        }

        private long last() {
            return reports.isEmpty() ? 0 : reports.get(reports.size() - 1).number();
        }
    }

    /** Something to deliver besides what is new. */
    private sealed interface Waiting {
        record Report(ReportId id) implements Waiting {}

        record End(Shelved life) implements Waiting {}

        record Over(List<ShareCount> counts) implements Waiting {}

        record Start() implements Waiting {}
    }

    private final LongSupplier nanos;
    private final Path folder;
    private final String incarnation;
    private final Instant startedAt;
    private final JournalSettings settings;
    private final ReportSize size;
    private final FileChannel lock;
    private final LifeFolder life;
    private final Overflow overflow = new Overflow();
    private final FinishedPeriods finished = new FinishedPeriods();
    private final List<LoopJournal> loops = new ArrayList<>();
    private final List<LiveStream> streams = new ArrayList<>();
    private final List<Counts> counts = new ArrayList<>();
    private final List<SegmentWriter> writers = new ArrayList<>();
    private final int segmentBytes;
    private final SegmentWriter sums;
    private final LiveStream cuts = new LiveStream(LifeFolder.CUTS, CUT_SEGMENT_BYTES);
    private long roomAgainNanos;
    private boolean noRoom;
    private boolean notForced;
    private boolean notRemoved;

    // Guarded by this.
    private final CutWriter cutWriter = new CutWriter(cuts::take);
    private final List<StreamCursor> cursors = new ArrayList<>();
    private final OpenShares open;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final List<Shelved> shelf = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<Entry> draining = new ArrayDeque<>();
    private boolean recovered;
    private boolean asked;
    private FieldReport current;
    private TaskResults uncut;
    private Entry.Cut uncutCut;
    private long lastNumber;
    private long lastDelivered;
    private long released;
    private long releaseWritten;
    private long lastCutNanos;
    private long gatherNanos = GATHER_NANOS;
    private long caughtUpNanos;
    private long writtenNanos;
    private long bytes;
    private boolean closed;

    /** Of segments of sums: for each stream, the last segment with a share on which there is a verdict there. */
    private final NavigableMap<Integer, int[]> lateOn = new TreeMap<>();

    /** What was read and is in no report yet. */
    private Fold fresh = new Fold();

    private final Map<ReportId, String> damaged = new LinkedHashMap<>();
    private String roomTrouble = "";
    private String diskTrouble = "";
    private String pastTrouble = "";

    private Journal(
            Path folder,
            String incarnation,
            int loops,
            JournalSettings settings,
            Instant startedAt,
            FileChannel lock,
            LifeFolder life,
            LongSupplier nanos) {
        this.folder = folder;
        this.nanos = nanos;
        this.roomAgainNanos = nanos.getAsLong();
        this.lastCutNanos = nanos.getAsLong() - GATHER_NANOS;
        this.caughtUpNanos = nanos.getAsLong();
        this.writtenNanos = nanos.getAsLong();
        this.incarnation = incarnation;
        this.startedAt = startedAt;
        this.settings = settings;
        this.size = new ReportSize(settings.reportBytes());
        this.lock = lock;
        this.life = life;
        // Two for each stream must find room, or those that wait for their first would take it from one another.
        long part = Math.max(JournalSettings.LEAST_SEGMENT_BYTES, settings.limitBytes() / (3L * (loops + 1)));
        this.segmentBytes = (int) Math.min(settings.segmentBytes(), part & -Segment.WORD);
        this.open = new OpenShares(loops);
        for (int i = 0; i < loops; i++) {
            this.loops.add(new LoopJournal(i, addStream(i), overflow));
        }
        this.sums = addStream(loops);
    }

    private SegmentWriter addStream(int number) {
        LiveStream stream = new LiveStream(Integer.toString(number), segmentBytes);
        SegmentWriter writer = new SegmentWriter(number, stream::take);
        streams.add(stream);
        cursors.add(new StreamCursor(stream, number));
        counts.add(writer.counts());
        writers.add(writer);
        return writer;
    }

    /**
     * Opens the journal for a new life of the adapter. Earlier lives are read later, by the thread that delivers.
     *
     * @param folder of all lives; made where it is missing
     * @param incarnation the new life's name
     * @param loops how many write to it
     * @param startedAt the new life's beginning
     * @throws IOException when the folder cannot be used, or is in use by another adapter
     */
    public static Journal open(Path folder, String incarnation, int loops, JournalSettings settings, Instant startedAt)
            throws IOException {
        return open(folder, incarnation, loops, settings, startedAt, System::nanoTime);
    }

    /** With another clock for what takes its time. */
    static Journal open(
            Path folder, String incarnation, int loops, JournalSettings settings, Instant startedAt, LongSupplier nanos)
            throws IOException {
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isLocked(lock)) {
                throw new IOException("The journal in " + folder
                        + " is in use by another Sluice; stop that one or set SLUICE_HOME to another folder.");
            }
            LifeFolder.deleteRemains(folder);
            List<LifeFolder> past = LifeFolder.in(folder);
            int number = past.isEmpty() ? 1 : past.get(past.size() - 1).number() + 1;
            Journal journal = new Journal(
                    folder,
                    incarnation,
                    loops,
                    settings,
                    startedAt,
                    lock,
                    LifeFolder.of(folder, number, incarnation),
                    nanos);
            journal.makeRoom();
            return journal;
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this very process
        }
    }

    /** One for each loop. */
    public List<ShareJournal> loops() {
        return List.copyOf(loops);
    }

    // ---- Keeping

    /**
     * Makes room ahead of the loops, brings to the disk what they wrote, takes back from memory what had no room, and
     * removes what need not be kept. To be called again and again, by one thread; what was written before it was called is
     * on the disk when it returns, unless it says that there is trouble.
     */
    public void keep() {
        if (isClosed()) {
            return;
        }
        try {
            makeRoom();
            long begun = nanos.getAsLong();
            drain();
            force();
            sayWritten(begun);
            if (notForced) {
                notForced = false;
                sayOfDisk("");
                LOG.log(Level.INFO, "The disk takes the journal again");
            }
            release();
            retire();
        } catch (JournalException e) {
            String what = "The disk does not take the journal (" + reason(e)
                    + "): shares go on, and are not booked until it does. Look after the disk of " + folder + ".";
            sayOfDisk(what);
            if (!notForced) {
                notForced = true;
                LOG.log(Level.ERROR, what, e);
            }
        }
        synchronized (this) {
            notifyAll();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** What was written before this time is on the disk, unless it is in memory. */
    private synchronized void sayWritten(long nanos) {
        if (draining.isEmpty()) {
            writtenNanos = nanos;
        }
    }

    private synchronized void sayOfDisk(String what) {
        diskTrouble = what;
    }

    private void makeRoom() {
        if (nanos.getAsLong() - roomAgainNanos < 0) {
            return;
        }
        try {
            if (!Files.isDirectory(life.path())) {
                Files.createDirectories(life.path());
                LifeFolder.force(folder);
            }
            makeRoom(cuts);
            boolean inMemory = isAnythingInMemory();
            if (inMemory) {
                // First: a kill would lose these.
                makeRoom(sumsStream());
            }
            for (LiveStream stream : streams.subList(0, loops.size())) {
                makeRoom(stream);
            }
            if (noRoom && !inMemory) {
                noRoom = false;
                sayOfRoom("");
                LOG.log(Level.INFO, "The journal has room again");
            }
        } catch (IOException e) {
            roomAgainNanos = nanos.getAsLong() + AGAIN_NANOS;
            hasNoRoom(
                    "The journal has no room on the disk (" + reason(e)
                            + "): shares go on and are counted in memory, and a kill would lose these. Free disk space under "
                            + folder + ".",
                    e);
        }
    }

    private LiveStream sumsStream() {
        return streams.get(loops.size());
    }

    /** Whether a kill now would lose something. */
    synchronized boolean isAnythingInMemory() {
        return !overflow.isEmpty() || !draining.isEmpty();
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void makeRoom(LiveStream stream) throws IOException {
        if (!stream.needsSpare()) {
            return;
        }
        // Not the cuts: without them nothing could ever be released.
        if (stream != cuts && isOverLimit(stream)) {
            releaseBooked(0);
            if (isOverLimit(stream)) {
                throw new IOException("it takes the " + (settings.limitBytes() >> 20)
                        + " MiB of SLUICE_JOURNAL_LIMIT, and the ledger does not have what is in it");
            }
        }
        makeSegment(stream);
    }

    private void makeSegment(LiveStream stream) throws IOException {
        int number = stream.nextNumber();
        Segment segment = Segment.create(
                life.file(stream.name(), number), Math.max(0, streams.indexOf(stream)), number, stream.segmentBytes());
        synchronized (this) {
            bytes += segment.size();
            stream.add(segment);
        }
    }

    private synchronized boolean isOverLimit(LiveStream stream) {
        return bytes + stream.segmentBytes() > settings.limitBytes();
    }

    private void hasNoRoom(String what, IOException e) {
        if (!noRoom) {
            noRoom = true;
            LOG.log(Level.ERROR, what, e);
        }
        sayOfRoom(what);
        releaseBooked(0);
    }

    private synchronized void sayOfRoom(String what) {
        roomTrouble = what;
    }

    /** Writes what was counted in memory, as soon as there is room. */
    private void drain() {
        if (draining.isEmpty() && overflow.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (draining.isEmpty()) {
                draining.addAll(overflow.take());
            }
            while (!draining.isEmpty() && write(draining.peekFirst())) {
                draining.removeFirst();
            }
        }
    }

    private boolean write(Entry entry) {
        if (entry instanceof Entry.Judged late) {
            return sums.late(late);
        }
        return sums.sum((Entry.Sum) entry);
    }

    private void force() {
        List<Segment> dirty = new ArrayList<>();
        synchronized (this) {
            for (LiveStream stream : streams) {
                stream.segments().stream().filter(Segment::isMapped).forEach(dirty::add);
            }
            cuts.segments().stream().filter(Segment::isMapped).forEach(dirty::add);
        }
        try {
            dirty.forEach(Segment::force);
        } catch (RuntimeException e) {
            // java.io.UncheckedIOException: of what is not on the disk nothing is reported.
            throw new JournalException("the disk does not take the journal", e);
        }
    }

    // ---- Releasing

    private void release() {
        releaseBooked(settings.retention().toNanos());
        synchronized (this) {
            for (int i = 0; i < streams.size(); i++) {
                int read = cursors.get(i).segment();
                for (Segment segment : streams.get(i).segments()) {
                    if (segment.number() < read && segment.isMapped() && segment.onDisk() == segment.written()) {
                        segment.unmap();
                    }
                }
            }
        }
    }

    /** Removes what the ledger has for so long. */
    private void releaseBooked(long retentionNanos) {
        List<Segment> unneeded = new ArrayList<>();
        List<Shelved> gone = new ArrayList<>();
        synchronized (this) {
            while (!kept.isEmpty() && kept.peekFirst().isPast(retentionNanos, nanos.getAsLong())) {
                released = kept.removeFirst().cut.number();
            }
            if (released > releaseWritten && cutWriter.released(released)) {
                releaseWritten = released;
            }
            if (released == releaseWritten) {
                for (int i = 0; i < streams.size(); i++) {
                    findUnneeded(i, unneeded);
                }
                int firstCut = kept.isEmpty() ? cutSegment() : kept.peekFirst().cutSegment;
                cuts.segments().stream()
                        .filter(segment -> segment.number() < Math.min(firstCut, cutSegment()))
                        .forEach(unneeded::add);
            }
            for (Shelved past : shelf) {
                if (past.booked && past.ended && nanos.getAsLong() - past.bookedNanos >= retentionNanos) {
                    gone.add(past);
                }
            }
        }
        if (!unneeded.isEmpty()) {
            // That they are released is on the disk before they are gone.
            force();
            delete(unneeded);
        }
        gone.forEach(this::delete);
    }

    private int cutSegment() {
        return cutWriter.segment() == null ? 0 : cutWriter.segment().number();
    }

    private void findUnneeded(int stream, List<Segment> unneeded) {
        StreamCursor cursor = cursors.get(stream);
        // A later one must say what was counted before it.
        int first = Math.min(cursor.cutSegment(), cursor.countedSegment());
        if (!kept.isEmpty()) {
            Entry.Range range = kept.peekFirst().cut.ranges().get(stream);
            first = Math.min(first, range.fromSegment());
        }
        if (uncutCut != null) {
            first = Math.min(first, uncutCut.ranges().get(stream).fromSegment());
        }
        Segment oldest = streams.get(stream).segments().peekFirst();
        if (oldest == null || oldest.number() >= first) {
            return;
        }
        first = stream < loops.size() ? Math.min(first, open.firstSegment(stream)) : first;
        for (Segment segment : streams.get(stream).segments()) {
            if (segment.number() >= first) {
                return;
            }
            if (stream < loops.size() || !isNeededAsLate(segment.number())) {
                unneeded.add(segment);
            }
        }
    }

    /** Whether a segment of sums has verdicts on shares whose sending may still be read: they would seem unanswered. */
    private boolean isNeededAsLate(int segment) {
        int[] judgedHere = lateOn.get(segment);
        if (judgedHere == null) {
            return false;
        }
        for (int stream = 0; stream < judgedHere.length; stream++) {
            Segment oldest = streams.get(stream).segments().peekFirst();
            if (oldest != null && oldest.number() <= judgedHere[stream]) {
                return true;
            }
        }
        return false;
    }

    /** Those of each stream oldest first, so that what is left of a loop's stream begins later and has no hole. */
    private void delete(List<Segment> unneeded) {
        for (Segment segment : unneeded) {
            try {
                Files.deleteIfExists(segment.file());
                notRemoved = false;
            } catch (IOException e) {
                if (!notRemoved) {
                    notRemoved = true;
                    LOG.log(Level.WARNING, "A file of the journal that is not needed cannot be removed", e);
                }
                return;
            }
            synchronized (this) {
                streams.forEach(stream -> stream.segments().remove(segment));
                cuts.segments().remove(segment);
                lateOn.headMap(firstSums()).clear();
                bytes -= segment.size();
            }
            segment.unmap();
        }
    }

    private int firstSums() {
        Segment first = sumsStream().segments().peekFirst();
        return first == null ? 0 : first.number();
    }

    private void delete(Shelved past) {
        try {
            long size = past.life.folder().bytes();
            past.life.folder().delete();
            synchronized (this) {
                shelf.remove(past);
                bytes -= size;
            }
            notRemoved = false;
        } catch (IOException e) {
            if (!notRemoved) {
                notRemoved = true;
                LOG.log(Level.WARNING, "A life that the ledger has cannot be removed from the journal", e);
            }
        }
    }

    /** Hands over the counts of periods that are over, which would be too many one day. */
    private void retire() {
        List<ShareCount> over = finished.of(this::counted, nanos.getAsLong());
        if (!over.isEmpty()) {
            synchronized (this) {
                waiting.addLast(new Waiting.Over(over));
            }
        }
    }

    // ---- Delivering

    /**
     * Reports of earlier lives of which it is not known whether the ledger has them. To be asked, and {@link #answered},
     * until there are none.
     *
     * @throws IOException when an earlier life cannot be read now; nothing is lost, and it is read again at the next call
     */
    public List<ReportId> unasked() throws IOException {
        try {
            recover();
        } catch (IOException | RuntimeException e) {
            sayOfPast("Earlier lives of the adapter cannot be read from the journal (" + reason(e)
                    + "): nothing is booked until they can. Look after the disk of " + folder + ".");
            throw e;
        }
        synchronized (this) {
            for (Shelved past : shelf) {
                if (past.asked < past.reports.size()) {
                    return past.reports.subList(past.asked, Math.min(past.reports.size(), past.asked + MOST_ASKED));
                }
            }
            if (!asked) {
                asked = true;
                waiting.addLast(new Waiting.Start());
            }
            return List.of();
        }
    }

    private synchronized void sayOfPast(String what) {
        pastTrouble = what;
    }

    private void recover() throws IOException {
        if (recovered || isClosed()) {
            return;
        }
        List<Shelved> lives = new ArrayList<>();
        long size = 0;
        for (LifeFolder past : LifeFolder.in(folder)) {
            if (past.number() < life.number()) {
                lives.add(new Shelved(PastLife.open(past, this.size)));
                size += past.bytes();
            }
        }
        synchronized (this) {
            for (Shelved past : lives) {
                shelf.add(past);
                if (past.reports.isEmpty()) {
                    queueEnd(past);
                }
            }
            bytes += size;
            recovered = true;
            pastTrouble = lives.stream().anyMatch(past -> past.life.isDamaged())
                    ? "Files of earlier lives of the adapter in " + folder
                            + " are damaged: not all that they counted can be booked. See the log."
                    : "";
        }
    }

    private void queueEnd(Shelved past) {
        waiting.addLast(new Waiting.End(past));
        past.booked = past.reports.isEmpty();
        past.bookedNanos = nanos.getAsLong();
    }

    /** The ledger said which of the reports it was asked for it does not have. */
    public synchronized void answered(List<ReportId> reports, List<ReportId> unbooked) {
        Shelved past = shelf.stream()
                .filter(each -> each.life.incarnation().equals(reports.get(0).incarnation()))
                .findFirst()
                .orElseThrow();
        past.asked += reports.size();
        unbooked.forEach(id -> waiting.addLast(new Waiting.Report(id)));
        if (past.asked == past.reports.size()) {
            queueEnd(past);
        }
    }

    /**
     * The report to deliver next, the same one until it is {@link #delivered}; null when none comes in time.
     *
     * @throws IOException when a report cannot be made again now; to be tried again
     */
    public FieldReport next(long wait, TimeUnit unit) throws InterruptedException, IOException {
        synchronized (this) {
            long until = nanos.getAsLong() + unit.toNanos(wait);
            while (current == null && !isAnyWaiting()) {
                if (asked && isTimeToCut() && fold()) {
                    break;
                }
                long left = until - nanos.getAsLong();
                if (left <= 0) {
                    return null;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            if (current != null) {
                return current;
            }
        }
        return make();
    }

    /** Makes the report that is first; null when none is left that is still wanted and can be made. */
    private FieldReport make() throws IOException {
        while (true) {
            Waiting first;
            synchronized (this) {
                if (uncut == null && !isAnyWaiting()) {
                    return null;
                }
                first = uncut != null ? null : waiting.peekFirst();
            }
            if (first == null) {
                return cut();
            }
            try {
                FieldReport made = make(first);
                synchronized (this) {
                    current = made;
                    return made;
                }
            } catch (DamagedException e) {
                setAside(((Waiting.Report) first).id(), e);
            }
        }
    }

    private FieldReport make(Waiting first) throws IOException {
        if (first instanceof Waiting.Report again) {
            return again(again.id());
        } else if (first instanceof Waiting.End end) {
            return new Ended(end.life().life.incarnation(), end.life().life.counts());
        } else if (first instanceof Waiting.Over over) {
            return new Ended(incarnation, over.counts());
        }
        return new Started(incarnation, startedAt);
    }

    private boolean isAnyWaiting() {
        while (!waiting.isEmpty() && isGone(waiting.peekFirst())) {
            waiting.removeFirst();
        }
        return !waiting.isEmpty();
    }

    /** Whether it is a report that the ledger got in the meantime, and that is not kept any more. */
    private boolean isGone(Waiting first) {
        return first instanceof Waiting.Report report
                && (report.id().incarnation().equals(incarnation)
                        ? kept.stream()
                                .noneMatch(
                                        each -> each.cut.number() == report.id().number())
                        : shelf.stream().noneMatch(past -> past.life
                                .incarnation()
                                .equals(report.id().incarnation())));
    }

    /** All others must not wait for a report that can never be made again. */
    private synchronized void setAside(ReportId id, DamagedException e) {
        if (isGone(waiting.removeFirst())) {
            return; // its files were removed meanwhile, as they should be
        }
        if (damaged.put(id, e.getMessage() + ". It is not booked; all others are.") == null) {
            LOG.log(Level.ERROR, damaged.get(id), e);
        }
        notifyAll();
    }

    private boolean isTimeToCut() {
        return uncut != null || nanos.getAsLong() - lastCutNanos >= gatherNanos;
    }

    /** Folds what is new; returns whether there is a report. */
    private boolean fold() {
        if (uncut != null) {
            return true;
        }
        boolean all = true;
        for (int i = 0; i < cursors.size(); i++) {
            StreamCursor cursor = cursors.get(i);
            boolean atEnd = false;
            // Each stream has its part of the room, so that none waits for another for long.
            for (int read = 0; !atEnd && read < MOST_READ && !size.isReached(fresh, i + 1, cursors.size()); read++) {
                Entry entry = cursor.next();
                if (entry != null) {
                    read(i, cursor.segment(), entry);
                }
                atEnd = entry == null;
            }
            all &= atEnd;
        }
        if (all) {
            lastCutNanos = nanos.getAsLong();
            caughtUpNanos = lastCutNanos;
        }
        if (fresh.isEmpty()) {
            if (all) {
                // It is quiet: the next share waits for no others.
                gatherNanos = GATHER_NANOS;
            }
            return false;
        }
        TaskResults report = new TaskResults(new ReportId(incarnation, lastNumber + 1), fresh.results());
        uncutCut = new Entry.Cut(
                lastNumber + 1, cursors.stream().map(StreamCursor::cut).toList());
        uncut = report;
        gatherNanos = isMuch(report.results()) ? GATHER_MANY_NANOS : GATHER_NANOS;
        fresh = new Fold();
        return true;
    }

    private static boolean isMuch(List<TaskResult> results) {
        return results.size() >= MANY_RESULTS
                || (results.size() >= MANY_SUB_ACCOUNTS
                        && results.stream()
                                        .map(TaskResult::subAccount)
                                        .distinct()
                                        .count()
                                >= MANY_SUB_ACCOUNTS);
    }

    private void read(int stream, int segment, Entry entry) {
        if (entry instanceof Entry.Sent sent) {
            open.sent(stream, segment, sent);
        } else if (entry instanceof Entry.Accepted accepted) {
            for (int serial : accepted.serials().array()) {
                open.judged(stream, serial);
            }
        } else if (entry instanceof Entry.Judged judged) {
            int said = open.judged(judged.stream(), judged.serial());
            if (judged.stream() != stream) {
                int sentIn = said == 0 ? streams.get(judged.stream()).nextNumber() - 1 : said;
                int[] judgedHere = lateOn.computeIfAbsent(segment, number -> new int[loops.size()]);
                judgedHere[judged.stream()] = Math.max(judgedHere[judged.stream()], sentIn);
            }
        }
        fresh.add(entry);
    }

    /** Writes down what is in the new report, and waits until that is on the disk: only then does it exist. */
    private TaskResults cut() throws IOException {
        Segment segment;
        synchronized (this) {
            if (closed) {
                throw new IOException("the journal is closed");
            }
            if (lastNumber < uncutCut.number()) {
                if (!cutWriter.cut(uncutCut)) {
                    throw new IOException("no room to write down what is in report " + uncutCut.number());
                }
                lastNumber = uncutCut.number();
                kept.addLast(new Kept(uncutCut, cutWriter.segment().number()));
            }
            segment = cutWriter.segment();
        }
        segment.force();
        synchronized (this) {
            TaskResults report = uncut;
            current = report;
            uncut = null;
            uncutCut = null;
            return report;
        }
    }

    private TaskResults again(ReportId id) throws IOException {
        Entry.Cut cut = null;
        PastLife past = null;
        synchronized (this) {
            if (id.incarnation().equals(incarnation)) {
                cut = kept.stream()
                        .map(each -> each.cut)
                        .filter(each -> each.number() == id.number())
                        .findFirst()
                        .orElseThrow();
            } else {
                past = shelf.stream()
                        .map(each -> each.life)
                        .filter(each -> each.incarnation().equals(id.incarnation()))
                        .findFirst()
                        .orElseThrow();
            }
        }
        if (past != null) {
            return past.report(id.number());
        }
        List<TaskResult> results = LifeReader.results(life, cut);
        return new TaskResults(id, results);
    }

    /** The report that {@link #next} gave is in the application's hands. */
    public synchronized void delivered() {
        boolean fromQueue = !waiting.isEmpty() && isFirstWaiting(current);
        if (fromQueue) {
            Waiting done = waiting.removeFirst();
            if (done instanceof Waiting.End end) {
                end.life().ended = true;
            } else if (done instanceof Waiting.Over over) {
                counts.forEach(each -> over.counts().forEach(each::forget));
            }
        } else if (current instanceof TaskResults results) {
            lastDelivered = results.id().number();
        }
        current = null;
        notifyAll();
    }

    private boolean isFirstWaiting(FieldReport report) {
        Waiting first = waiting.peekFirst();
        if (report instanceof TaskResults results) {
            return first instanceof Waiting.Report again && again.id().equals(results.id());
        }
        return true;
    }

    // ---- What the ledger has

    /** The ledger has every report of a life up to this number. */
    public synchronized void booked(String of, long through) {
        long now = nanos.getAsLong();
        damaged.keySet().removeIf(id -> id.incarnation().equals(of) && id.number() <= through);
        if (of.equals(incarnation)) {
            for (Kept each : kept) {
                if (each.cut.number() > through) {
                    break;
                }
                if (!each.booked) {
                    each.booked = true;
                    each.bookedNanos = now;
                }
            }
            return;
        }
        for (Shelved past : shelf) {
            if (past.life.incarnation().equals(of) && !past.booked && through >= past.last()) {
                past.booked = true;
                past.bookedNanos = now;
            }
        }
    }

    /** Reports that were taken over and got lost: they are delivered once more. */
    public synchronized void redeliver(List<ReportId> lost) {
        Set<ReportId> queued = new HashSet<>();
        waiting.forEach(each -> {
            if (each instanceof Waiting.Report report) {
                queued.add(report.id());
            }
        });
        for (ReportId id : lost) {
            boolean known = id.incarnation().equals(incarnation)
                    ? id.number() <= lastDelivered
                            && kept.stream().anyMatch(each -> each.cut.number() == id.number() && !each.booked)
                    : shelf.stream().anyMatch(past -> past.reports.contains(id));
            if (known && queued.add(id)) {
                waiting.addLast(new Waiting.Report(id));
            }
        }
        notifyAll();
    }

    // ---- How it stands

    /** How it stands now. */
    public JournalStatus status() {
        synchronized (this) {
            List<Retained> retained = new ArrayList<>();
            for (Shelved past : shelf) {
                if (past.asked == past.reports.size() && !past.reports.isEmpty()) {
                    retained.add(new Retained(
                            past.life.incarnation(), past.reports.get(0).number(), deliveredOf(past)));
                }
            }
            if (!kept.isEmpty()) {
                retained.add(new Retained(incarnation, kept.peekFirst().cut.number(), deliveredOfThis()));
            }
            return new JournalStatus(
                    retained, counted(), undelivered(), bytes, settings.limitBytes(), inMemory(), trouble());
        }
    }

    /** Under the lock, as what is counted in memory goes from one hand to the next under it. */
    private synchronized List<ShareCount> counted() {
        Counts inMemory = new Counts();
        draining.forEach(inMemory::add);
        overflow.addTo(inMemory);
        List<Counts> parts = new ArrayList<>(counts);
        parts.add(inMemory);
        return Counts.sum(parts);
    }

    private long inMemory() {
        return overflow.shares()
                + draining.stream()
                        .mapToLong(each -> each instanceof Entry.Sum sum ? sum.judgedShares() : 1)
                        .sum();
    }

    private String trouble() {
        List<String> all = new ArrayList<>(List.of(roomTrouble, diskTrouble, pastTrouble));
        damaged.values().stream().limit(1).forEach(all::add);
        return all.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(" "));
    }

    private long deliveredOf(Shelved past) {
        return firstWaiting(past.life.incarnation(), past.last() + 1) - 1;
    }

    private long deliveredOfThis() {
        return firstWaiting(incarnation, lastDelivered + 1) - 1;
    }

    private long firstWaiting(String of, long otherwise) {
        long first = otherwise;
        for (Waiting each : waiting) {
            if (each instanceof Waiting.Report report
                    && report.id().incarnation().equals(of)) {
                first = Math.min(first, report.id().number());
            }
        }
        return first;
    }

    private long undelivered() {
        long reports = waiting.size()
                + shelf.stream()
                        .mapToLong(past -> past.reports.size() - past.asked)
                        .sum();
        long now = nanos.getAsLong();
        boolean late = Math.max(now - caughtUpNanos, now - writtenNanos) > WAITS_NANOS && !isEmpty();
        return reports > 0 ? reports : late ? 1 : 0;
    }

    /** Whether the application has taken over everything that was ever written. */
    private boolean isEmpty() {
        return recovered
                && asked
                && current == null
                && uncut == null
                && waiting.isEmpty()
                && fresh.isEmpty()
                && draining.isEmpty()
                && overflow.isEmpty()
                && writers.stream().noneMatch(SegmentWriter::isGathering)
                && cursors.stream().allMatch(StreamCursor::isAtEnd);
    }

    /** Waits until the application has taken over everything; returns whether it has. */
    public synchronized boolean awaitDelivered(long wait, TimeUnit unit) {
        long until = nanos.getAsLong() + unit.toNanos(wait);
        try {
            while (!isEmpty()) {
                long left = until - nanos.getAsLong();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Brings everything to the disk and lets go of the files. No loop writes any more, and nobody keeps or delivers. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        writers.subList(0, loops.size()).forEach(SegmentWriter::end);
        try {
            overflow.giveUp(startedAt);
            drainAll();
            force();
        } finally {
            // Mappings go with the objects: somebody may still be about to look at one.
            try {
                lock.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The journal's lock could not be given back", e);
            }
        }
    }

    /** Whatever the limit is: what is in memory now is in the journal afterwards, or lost. */
    private void drainAll() {
        try {
            while (isAnythingInMemory()) {
                if (sumsStream().needsSpare()) {
                    Files.createDirectories(life.path());
                    makeSegment(sumsStream());
                }
                drain();
            }
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    inMemory() + " shares found no room in the journal and are lost: " + draining + " "
                            + overflow.take(),
                    e);
        }
    }
}
