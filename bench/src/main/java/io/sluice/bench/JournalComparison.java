package io.sluice.bench;

import io.sluice.api.Work;
import io.sluice.bench.application.Application;
import io.sluice.bench.load.EasyPool;
import io.sluice.connector.net.Door;
import io.sluice.connector.net.EventLoops;
import io.sluice.connector.net.PoolPlaces;
import io.sluice.settings.Settings;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * Throughput with the journal and without, when shares are counted in memory only: one field, one set of connections, and
 * rounds of either kind in turn. Nothing is under way when the journal is switched, so each round's shares are either all
 * in it or none.
 */
final class JournalComparison {
    /** A job takes a million shares on each loop; at any rate that a loop reaches, this is soon enough. */
    private static final Duration JOBS = Duration.ofSeconds(2);

    private static final Work NO_RUN_FILLS = Work.ofShare(EasyPool.DIFFICULTY).times(1_000_000_000_000L);
    private static final long STOP_LIMIT_SECONDS = 15;

    /**
     * What came out.
     *
     * @param rounds those that count, in pairs, in the order they ran
     * @param loops event loops
     * @param roundTripsOn of the rounds with the journal, in nanoseconds
     * @param roundTripsOff of those without
     * @param written shares of all rounds with the journal that machines were told are accepted, warm-up included
     * @param acceptedByPool the same as the pool counted them
     * @param booked the same as the journal's reports say
     * @param bookedOtherwise shares that the reports call rejected or unanswered
     * @param reports in which they were
     * @param journalBytes that the journal took on the disk at the end
     */
    record Outcome(
            List<Round> rounds,
            int loops,
            Histogram roundTripsOn,
            Histogram roundTripsOff,
            long written,
            long acceptedByPool,
            long booked,
            long bookedOtherwise,
            long reports,
            long journalBytes) {
        /** Whether every share was journalled once and as what it was. */
        boolean isExact() {
            return written == acceptedByPool && written == booked && bookedOtherwise == 0;
        }
    }

    private final Scale scale;
    private final EasyPool pool;
    private final Fleet fleet;
    private final Bookkeeping bookkeeping;
    private final List<SwitchedJournal> journals;
    private long written;
    private long tallied;
    private long acceptedByPool;

    private JournalComparison(
            Scale scale, EasyPool pool, Fleet fleet, Bookkeeping bookkeeping, List<SwitchedJournal> journals) {
        this.scale = scale;
        this.pool = pool;
        this.fleet = fleet;
        this.bookkeeping = bookkeeping;
        this.journals = journals;
    }

    /**
     * Runs it.
     *
     * @param folder for the journal; new, on the kind of disk that is of interest
     * @param settings of the journal
     */
    static Outcome run(Scale scale, Path folder, Settings settings) throws IOException, InterruptedException {
        int count = Runtime.getRuntime().availableProcessors();
        try (EasyPool pool = new EasyPool(JOBS);
                EventLoops loops = new EventLoops(count, PoolPlaces.anywhere(), Door.open(), InstantSource.system());
                Bookkeeping bookkeeping = new Bookkeeping(folder, count, settings)) {
            List<SwitchedJournal> journals = bookkeeping.loops();
            Field field = new Field(new FieldSettings(0), loops.loops(), new Application(), List.copyOf(journals));
            field.apply(Application.plan(pool.url(), Optional.of(NO_RUN_FILLS)));
            int port = loops.listen("127.0.0.1", 0, Optional.empty(), field);
            try (Fleet fleet = new Fleet(port, scale.machines(), scale.window())) {
                return new JournalComparison(scale, pool, fleet, bookkeeping, journals).outcome(count);
            } finally {
                stop(field);
            }
        }
    }

    private static void stop(Field field) throws InterruptedException {
        try {
            field.quiesce().get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the field did not come to rest", e);
        }
    }

    private Outcome outcome(int loops) throws InterruptedException {
        Histogram warming = Fleet.newHistogram();
        for (int i = 0; i < scale.warmUp(); i++) {
            round(true, warming);
            round(false, warming);
        }
        Histogram roundTripsOn = Fleet.newHistogram();
        Histogram roundTripsOff = Fleet.newHistogram();
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < scale.pairs(); i++) {
            // Each kind is first as often as second: what drifts hits both alike.
            boolean onFirst = i % 2 == 0;
            rounds.add(round(onFirst, onFirst ? roundTripsOn : roundTripsOff));
            rounds.add(round(!onFirst, onFirst ? roundTripsOff : roundTripsOn));
        }
        return new Outcome(
                List.copyOf(rounds),
                loops,
                roundTripsOn,
                roundTripsOff,
                written,
                acceptedByPool,
                bookkeeping.accepted(),
                bookkeeping.otherwise(),
                bookkeeping.reports(),
                bookkeeping.bytes());
    }

    private Round round(boolean on, Histogram roundTrips) throws InterruptedException {
        journals.forEach(journal -> journal.on(on));
        long poolBefore = pool.accepted();
        long before = fleet.accepted();
        ProcessorTime processorBefore = ProcessorTime.now();
        fleet.begin(roundTrips);
        TimeUnit.NANOSECONDS.sleep(scale.rampUp().toNanos());
        long begin = System.nanoTime();
        long atBegin = fleet.accepted();
        TimeUnit.NANOSECONDS.sleep(scale.measured().toNanos());
        long end = System.nanoTime();
        long atEnd = fleet.accepted();
        fleet.rest();
        long inAll = fleet.accepted() - before;
        if (!on) {
            tallied += inAll;
        }
        bookkeeping.awaitBooked();
        bookkeeping.awaitTallied(tallied);
        ProcessorTime processorTime = ProcessorTime.now().since(processorBefore);
        pool.check();
        bookkeeping.check();
        if (on) {
            written += inAll;
            acceptedByPool += pool.accepted() - poolBefore;
        }
        return new Round(on, atEnd - atBegin, end - begin, inAll, processorTime);
    }
}
