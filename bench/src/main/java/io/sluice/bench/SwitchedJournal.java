package io.sluice.bench;

import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.time.Instant;

/** One loop's journal, or none, as it is switched: both go through the same code of the relay. */
final class SwitchedJournal implements ShareJournal {
    private final ShareJournal journal;
    private volatile boolean on;

    SwitchedJournal(ShareJournal journal) {
        this.journal = journal;
    }

    /** To be called while no share is under way. */
    void on(boolean wanted) {
        on = wanted;
    }

    @Override
    public long sent(Origin origin, Instant at) {
        return on ? journal.sent(origin, at) : 0;
    }

    @Override
    public void moved(Origin sent, Origin counted) {
        if (on) {
            journal.moved(sent, counted);
        }
    }

    @Override
    public void accepted(long serial, Origin origin, Instant at) {
        if (on) {
            journal.accepted(serial, origin, at);
        }
    }

    @Override
    public void rejected(long serial, Origin origin, Instant at, String reason) {
        if (on) {
            journal.rejected(serial, origin, at, reason);
        }
    }

    @Override
    public void unanswered(long serial, Origin origin, Instant at) {
        if (on) {
            journal.unanswered(serial, origin, at);
        }
    }
}
