package io.sluice.bench;

import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.time.Instant;

/** One loop's journal, or its tally, as it is switched: both go through the same code of the relay. */
final class SwitchedJournal implements ShareJournal {
    private final ShareJournal journal;
    private final Tally tally;
    private volatile ShareJournal current;

    SwitchedJournal(ShareJournal journal, Tally tally) {
        this.journal = journal;
        this.tally = tally;
        this.current = tally;
    }

    /** To be called while no share is under way. */
    void on(boolean wanted) {
        current = wanted ? journal : tally;
    }

    @Override
    public long sent(Origin origin, Instant at) {
        return current.sent(origin, at);
    }

    @Override
    public void moved(Origin sent, Origin counted) {
        current.moved(sent, counted);
    }

    @Override
    public void accepted(long serial, Origin origin, Instant at) {
        current.accepted(serial, origin, at);
    }

    @Override
    public void rejected(long serial, Origin origin, Instant at, String reason) {
        current.rejected(serial, origin, at, reason);
    }

    @Override
    public void unanswered(long serial, Origin origin, Instant at) {
        current.unanswered(serial, origin, at);
    }

    @Override
    public void commit() {
        current.commit();
    }
}
