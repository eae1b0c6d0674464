package io.sluice.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * How the application commands the adapter: an outbound JCA connection. Commands return at once and are carried out by
 * the event loops. They are not part of a transaction: give them after commit.
 */
public interface Switchboard extends AutoCloseable {
    /** Makes this the plan, unless a newer one was given already. */
    void apply(Plan plan);

    /**
     * Says when every event loop has carried out what it was commanded until now: what makes work for the processors and can
     * wait is better begun then.
     *
     * @return completes on a thread of the adapter; never, when the adapter stops meanwhile
     */
    CompletionStage<Void> carriedOut();

    /** How the field stands; no older than a second. */
    FieldStatus status();

    /** What the adapter's journal holds: a part of the status that costs little, however many machines there are. */
    JournalStatus journal();

    /** Tells that the ledger has every report of a life of the adapter up to this number; they need not be kept for it. */
    void booked(String incarnation, long through);

    /** Has reports delivered once more which were taken over and got lost on their way to the ledger. */
    void redeliver(List<ReportId> lost);

    /**
     * Really logs in to a pool, to hear what it says, and hangs up again. Nothing else is touched by it: no machine works on
     * that session, and no sub-account needs to have this login.
     *
     * @return completes on a thread of the adapter, within 10 s, and never exceptionally: do nothing long there
     */
    CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password);

    /**
     * Stops taking work, in order: no more shares from machines, the pools' answers to those under way are awaited for a
     * few seconds, and all that is known is reported before this returns. For the application's own end.
     */
    void quiesce();

    /** Gives the connection back. */
    @Override
    void close();
}
