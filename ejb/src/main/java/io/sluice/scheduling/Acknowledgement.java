package io.sluice.scheduling;

import io.sluice.api.JournalStatus.Retained;
import io.sluice.api.ReportId;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.CapabilityLedger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells the adapter which of its reports the ledger has, so that it need not keep them, and asks again for those that were
 * lost between the two.
 *
 * <p>The order of what is read matters. First the adapter's journal: it names the reports that the broker took over. Then
 * whether the queue is empty: if it is, each of those has left it. Then the ledger: a message leaves the queue after its
 * report is booked, so one that is not booked now is not on its way any more. Were the ledger read first, or the queue before
 * the status, a report that arrived in between would seem lost.
 */
class Acknowledgement {
    private static final System.Logger LOG = System.getLogger(Acknowledgement.class.getName());

    /** In one go; if more are missing, the rest is asked for when these are there. */
    private static final int MOST_LOST = 1_000;

    /** A report that was asked for again is on its way for a while. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(30);

    private final SwitchboardFactory switchboards;
    private final Backlog backlog;
    private final CapabilityLedger ledger;
    private final LongSupplier clock;
    private final Trouble trouble = new Trouble(LOG);
    private final Map<String, Long> askedAt = new HashMap<>();

    /** @param clock nanoseconds; never steps */
    Acknowledgement(SwitchboardFactory switchboards, Backlog backlog, CapabilityLedger ledger, LongSupplier clock) {
        this.switchboards = switchboards;
        this.backlog = backlog;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Does it once. Whatever is away, it is tried again two seconds later; until then the adapter keeps what it has. */
    void run() {
        try (Switchboard switchboard = switchboards.getConnection()) {
            List<Retained> retained = switchboard.journal().retained();
            boolean nothingWaits = backlog.oldestReport().isEmpty();
            for (Retained life : retained) {
                if (life.first() <= life.last()) {
                    acknowledge(switchboard, life, nothingWaits);
                }
            }
            askedAt.keySet()
                    .retainAll(retained.stream().map(Retained::incarnation).toList());
            trouble.over();
        } catch (SwitchboardUnavailableException e) {
            LOG.log(Level.DEBUG, "Nothing is acknowledged, as the adapter does not run.", e);
        } catch (RuntimeException e) {
            trouble.with("The adapter cannot be told what is booked; its journal grows until it can.", e);
        }
    }

    private void acknowledge(Switchboard switchboard, Retained retained, boolean nothingWaits) {
        String life = retained.incarnation();
        List<Long> missing = ledger.missing(life, retained.first(), retained.last(), MOST_LOST);
        long through = missing.isEmpty() ? retained.last() : missing.get(0) - 1;
        if (through >= retained.first()) {
            switchboard.booked(life, through);
        }
        if (missing.isEmpty() || !nothingWaits) {
            return;
        }
        Long before = askedAt.get(life);
        if (before == null || clock.getAsLong() - before >= ON_ITS_WAY.toNanos()) {
            LOG.log(
                    Level.WARNING,
                    missing.size() + " reports of " + life + " from number " + missing.get(0)
                            + " were lost on their way to the ledger; the adapter delivers them again.");
            switchboard.redeliver(
                    missing.stream().map(number -> new ReportId(life, number)).toList());
            askedAt.put(life, clock.getAsLong());
        }
    }
}
