package io.sluice.connector.journal;

import static io.sluice.connector.journal.TestField.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.JournalStatus.Retained;
import io.sluice.api.ReportId;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, in whatever order: each share is booked once and as it was. */
class JournalPropertyTest {
    private static final int LOOPS = 2;
    private static final long TIGHT = 3L * (256 << 10) + 14L * TestField.SMALL;
    private static final List<Verdict> JUDGEMENTS =
            List.of(Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REJECTED, Verdict.UNANSWERED);
    private static final Duration RETENTION = Duration.ofMinutes(10);

    private enum Kind {
        SHARES,
        JUDGE,
        KEEP,
        DELIVER,
        DELIVER_AND_LOSE,
        ACKNOWLEDGE,
        REDELIVER,
        DISK_FULL,
        DISK_FREE,
        TIME,
        STOP,
        KILL,
        POWER_LOSS
    }

    /** Something that happens, with a number that makes up the rest. */
    private record Op(Kind kind, int seed) {}

    private static Arbitrary<List<Op>> ops(List<Tuple.Tuple2<Integer, Kind>> frequencies) {
        return Combinators.combine(Arbitraries.frequency(frequencies), Arbitraries.integers())
                .as(Op::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Op>> withKills() {
        return ops(List.of(
                Tuple.of(12, Kind.SHARES),
                Tuple.of(5, Kind.JUDGE),
                Tuple.of(8, Kind.KEEP),
                Tuple.of(5, Kind.DELIVER),
                Tuple.of(2, Kind.DELIVER_AND_LOSE),
                Tuple.of(3, Kind.ACKNOWLEDGE),
                Tuple.of(2, Kind.REDELIVER),
                Tuple.of(2, Kind.DISK_FULL),
                Tuple.of(2, Kind.DISK_FREE),
                Tuple.of(2, Kind.TIME),
                Tuple.of(1, Kind.STOP),
                Tuple.of(3, Kind.KILL)));
    }

    @Provide
    Arbitrary<List<Op>> withPowerLosses() {
        return ops(List.of(
                Tuple.of(12, Kind.SHARES),
                Tuple.of(5, Kind.JUDGE),
                Tuple.of(6, Kind.KEEP),
                Tuple.of(5, Kind.DELIVER),
                Tuple.of(2, Kind.DELIVER_AND_LOSE),
                Tuple.of(3, Kind.ACKNOWLEDGE),
                Tuple.of(2, Kind.REDELIVER),
                Tuple.of(2, Kind.TIME),
                Tuple.of(1, Kind.KILL),
                Tuple.of(3, Kind.POWER_LOSS)));
    }

    @Property(tries = 40)
    void killsAndFullDisksLoseAndDoubleNothing(@ForAll("withKills") List<Op> ops) throws Exception {
        try (Run run = new Run(TIGHT)) {
            for (Op op : ops) {
                run.happens(op);
            }
            run.end();
            run.checkExactly();
        }
    }

    @Property(tries = 40)
    void powerLossesTakeOnlyWhatWasNotForced(@ForAll("withPowerLosses") List<Op> ops) throws Exception {
        try (Run run = new Run(TestField.ROOMY)) {
            for (Op op : ops) {
                run.happens(op);
            }
            run.end();
            run.checkAllowed();
        }
    }

    /** A share, and what is known of it. */
    private static final class Share {
        private final int life;
        private final ShareJournal loop;
        private final Origin sent;
        private final long serial;
        private Verdict verdict;
        private Origin counted;
        private String reason;
        private boolean sentForced;
        private boolean verdictForced;
        private boolean lossy;

        Share(int life, ShareJournal loop, Origin sent, Instant at) {
            this.life = life;
            this.loop = loop;
            this.sent = sent;
            this.serial = loop.sent(sent, at);
        }
    }

    private static final class Run implements AutoCloseable {
        private final Path temp;
        private final TestField field;
        private final List<Share> shares = new ArrayList<>();
        private final List<Path> blockers = new ArrayList<>();
        private final Map<Path, Integer> forced = new HashMap<>();
        private final Map<ReportId, Long> bookedNanos = new HashMap<>();
        private int life = 1;
        private int period;
        private Random random = new Random(0);

        Run(long limit) throws IOException {
            temp = Files.createTempDirectory("journal");
            field = new TestField(temp.resolve("1"), LOOPS, TestField.settings(limit)).begin("life-1");
        }

        void happens(Op op) throws IOException, InterruptedException {
            random = new Random(op.seed());
            switch (op.kind()) {
                case SHARES -> shares(1 + random.nextInt(random.nextInt(4) == 0 ? 1_500 : 60));
                case JUDGE -> judgeSome();
                case KEEP -> keep();
                case DELIVER -> deliver(true);
                case DELIVER_AND_LOSE -> deliver(false);
                case ACKNOWLEDGE -> acknowledge();
                case REDELIVER -> redeliver();
                case DISK_FULL -> fillDisk();
                case DISK_FREE -> freeDisk();
                case TIME -> {
                    period += random.nextInt(2);
                    field.pass(Duration.ofMinutes(random.nextInt(20)));
                }
                case STOP -> stop();
                case KILL -> kill();
                case POWER_LOSS -> losePower();
            }
        }

        private Instant now() {
            return NOW.plus(Duration.ofHours(period)).plusMillis(field.nanos / 1_000_000);
        }

        private void shares(int count) {
            for (int i = 0; i < count; i++) {
                Origin origin = new Origin(
                        field.settings.limitBytes() == TIGHT ? "m" + random.nextInt(8) : "m" + shares.size(),
                        "s" + random.nextInt(3),
                        NOW.plus(Duration.ofHours(period)),
                        Work.ofShare(new BigDecimal(1 + random.nextInt(3)).movePointLeft(random.nextInt(3))));
                Share share = new Share(life, field.loop(random.nextInt(LOOPS)), origin, now());
                shares.add(share);
                if (random.nextInt(10) != 0) {
                    judge(share);
                }
            }
        }

        private List<Share> underWay() {
            return shares.stream()
                    .filter(share -> share.life == life && share.verdict == null)
                    .toList();
        }

        private void judgeSome() {
            for (Share share : underWay()) {
                if (random.nextBoolean()) {
                    judge(share);
                }
            }
        }

        private void judge(Share share) {
            Instant current = NOW.plus(Duration.ofHours(period));
            share.counted = share.sent;
            if (share.sent.periodStart().isBefore(current)) {
                share.counted = new Origin(share.sent.machine(), share.sent.subAccount(), current, share.sent.work());
                share.loop.moved(share.sent, share.counted);
            }
            share.verdict = JUDGEMENTS.get(random.nextInt(JUDGEMENTS.size()));
            share.reason = "no " + random.nextInt(4);
            switch (share.verdict) {
                case ACCEPTED -> share.loop.accepted(share.serial, share.counted, now());
                case REJECTED -> share.loop.rejected(share.serial, share.counted, now(), share.reason);
                case UNANSWERED -> share.loop.unanswered(share.serial, share.counted, now());
            }
        }

        private void keep() throws IOException {
            Map<Path, Integer> written = written();
            field.keep();
            // What the keeping itself writes into the cuts is not forced by it; what it drains is.
            written().forEach((file, end) -> forced.put(file, isCuts(file) ? written.getOrDefault(file, 0) : end));
            boolean all = !field.journal.isAnythingInMemory();
            for (Share share : shares) {
                if (share.life == life && all) {
                    share.sentForced |= share.serial != 0;
                    share.verdictForced |= share.verdict != null;
                }
            }
        }

        /** Up to where there are records in each file of the present life. */
        private Map<Path, Integer> written() throws IOException {
            Map<Path, Integer> written = new HashMap<>();
            if (!Files.exists(field.folder) || field.settings.limitBytes() == TIGHT) {
                return written;
            }
            for (NavigableMap<Integer, Path> stream : field.life().segments().values()) {
                for (Path file : stream.values()) {
                    SegmentReader reader = new SegmentReader(Segment.read(file), 0);
                    while (reader.next(Integer.MAX_VALUE) != null) {
                        assertThat(reader.position()).isPositive();
                    }
                    written.put(file, reader.position());
                }
            }
            return written;
        }

        private void deliver(boolean books) throws IOException, InterruptedException {
            field.deliver(books);
            field.ledger.booked.keySet().forEach(id -> bookedNanos.putIfAbsent(id, field.nanos));
            written().forEach((file, end) -> {
                if (isCuts(file)) {
                    forced.put(file, end);
                }
            });
        }

        private static boolean isCuts(Path file) {
            return file.getFileName().toString().startsWith(LifeFolder.CUTS);
        }

        private void acknowledge() {
            for (Retained retained : field.journal.status().retained()) {
                field.journal.booked(
                        retained.incarnation(),
                        Math.min(
                                retained.last(), field.ledger.bookedThrough(retained.incarnation(), retained.first())));
            }
        }

        private void redeliver() {
            for (Retained retained : field.journal.status().retained()) {
                field.journal.redeliver(LongStream.rangeClosed(retained.first(), retained.last())
                        .mapToObj(number -> new ReportId(retained.incarnation(), number))
                        .filter(id -> !field.ledger.booked.containsKey(id))
                        .toList());
            }
        }

        /** Where the next segments would be there is something else: they cannot be made, as on a full disk. */
        private void fillDisk() throws IOException {
            LifeFolder folder = field.life();
            Map<String, NavigableMap<Integer, Path>> streams = folder.segments();
            for (String stream : List.of("0", "1", "2", LifeFolder.CUTS)) {
                NavigableMap<Integer, Path> segments = streams.getOrDefault(stream, new TreeMap<>());
                Path next = folder.file(stream, segments.isEmpty() ? 1 : segments.lastKey() + 1);
                if (blockers.stream().noneMatch(segments.values()::contains)) {
                    blockers.add(Files.createFile(next));
                }
            }
        }

        private void freeDisk() throws IOException {
            for (Path blocker : blockers) {
                Files.delete(blocker);
            }
            blockers.clear();
        }

        private void stop() throws IOException {
            freeDisk();
            field.endTurns();
            field.journal.close();
            begin();
        }

        private void kill() throws IOException {
            boolean inMemory =
                    field.journal.isAnythingInMemory() || underWay().stream().anyMatch(share -> share.serial == 0);
            if (inMemory && field.settings.limitBytes() == TIGHT) {
                stop();
                return;
            }
            if (inMemory) {
                shares.stream()
                        .filter(share -> share.life == life && !share.verdictForced)
                        .forEach(share -> share.lossy = !share.sentForced);
            }
            field.kill(temp.resolve(Integer.toString(life + 1)));
            blockers.clear();
            begin();
        }

        private void losePower() throws IOException {
            Path copy = temp.resolve(Integer.toString(life + 1));
            Path original = field.folder;
            TestField.copy(original, copy);
            for (NavigableMap<Integer, Path> stream : field.life().segments().values()) {
                for (Path file : stream.values()) {
                    tear(
                            copy.resolve(original.relativize(file)),
                            Math.max(Segment.HEADER_BYTES, forced.getOrDefault(file, 0)));
                }
            }
            field.journal.close();
            field.folder = copy;
            shares.stream()
                    .filter(share -> share.life == life && !share.verdictForced)
                    .forEach(share -> share.lossy = true);
            // The database loses its last commits, and what the broker had is gone too.
            field.ledger
                    .booked
                    .keySet()
                    .removeIf(id -> field.nanos - bookedNanos.get(id) < RETENTION.toNanos() && random.nextBoolean());
            bookedNanos.keySet().retainAll(field.ledger.booked.keySet());
            begin();
        }

        /** Sectors that were not forced are there or not, in any order. */
        private void tear(Path file, int from) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            int likely = random.nextInt(4);
            for (int sector = from / 512 * 512; sector < bytes.length; sector += 512) {
                if (random.nextInt(4) < likely) {
                    Arrays.fill(bytes, Math.max(sector, from), Math.min(bytes.length, sector + 512), (byte) 0);
                }
            }
            Files.write(file, bytes);
        }

        private void begin() throws IOException {
            life++;
            field.begin("life-" + life);
        }

        /** Everything is repaired, delivered and booked; twice, as the last life may end too. */
        void end() throws IOException, InterruptedException {
            for (int lives = 0; lives < 2; lives++) {
                freeDisk();
                if (lives == 1) {
                    stop();
                }
                for (int i = 0; i < 40; i++) {
                    keep();
                    deliver(true);
                    redeliver();
                    deliver(true);
                    acknowledge();
                    field.pass(RETENTION);
                }
                assertThat(field.journal.status().inMemory())
                        .isEqualTo(underWay().stream()
                                .filter(share -> share.serial == 0)
                                .count());
                assertThat(field.journal.status().undelivered()).isZero();
                assertThat(field.journal.awaitDelivered(0, TimeUnit.SECONDS)).isTrue();
                assertThat(field.journal.status().trouble()).isEmpty();
                assertThat(LifeFolder.in(field.folder)).hasSize(1);
            }
        }

        private static Ledger.Line line(Origin origin) {
            return new Ledger.Line(origin.machine(), origin.subAccount(), origin.periodStart());
        }

        private static Ledger.Sum plus(Ledger.Sum sum, Share share, Verdict verdict) {
            Map<String, Long> rejected = new TreeMap<>(sum.rejected());
            if (verdict == Verdict.REJECTED) {
                rejected.merge(share.reason, 1L, Long::sum);
            }
            boolean accepted = verdict == Verdict.ACCEPTED;
            return new Ledger.Sum(
                    sum.accepted() + (accepted ? 1 : 0),
                    accepted ? sum.work().plus(share.sent.work()) : sum.work(),
                    rejected,
                    sum.unanswered() + (verdict == Verdict.UNANSWERED ? 1 : 0));
        }

        void checkExactly() {
            Map<Ledger.Line, Ledger.Sum> expected = new HashMap<>();
            for (Share share : shares) {
                boolean answered = share.verdict != null;
                expected.merge(
                        line(answered ? share.counted : share.sent),
                        plus(Ledger.Sum.NONE, share, answered ? share.verdict : Verdict.UNANSWERED),
                        (sum, one) -> plus(sum, share, answered ? share.verdict : Verdict.UNANSWERED));
            }
            assertThat(field.ledger.sums()).isEqualTo(expected);
            field.ledger.checkCounts(field.incarnation, field.journal.status().counts());
        }

        /** Each share by itself, as each has a machine of its own. */
        void checkAllowed() {
            Map<String, Map<Ledger.Line, Ledger.Sum>> byMachine = new HashMap<>();
            field.ledger.sums().forEach((line, sum) -> byMachine
                    .computeIfAbsent(line.machine(), machine -> new HashMap<>())
                    .put(line, sum));
            for (Share share : shares) {
                List<Map<Ledger.Line, Ledger.Sum>> allowed = new ArrayList<>();
                if (share.verdict != null) {
                    allowed.add(Map.of(line(share.counted), plus(Ledger.Sum.NONE, share, share.verdict)));
                }
                if (share.verdict == null || share.lossy) {
                    allowed.add(Map.of(line(share.sent), plus(Ledger.Sum.NONE, share, Verdict.UNANSWERED)));
                }
                if (share.lossy && !share.sentForced) {
                    allowed.add(Map.of());
                }
                assertThat(byMachine.getOrDefault(share.sent.machine(), Map.of()))
                        .isIn(allowed);
            }
        }

        @Override
        public void close() throws IOException {
            field.journal.close();
            try (Stream<Path> files = Files.walk(temp)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
