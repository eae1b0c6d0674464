package io.sluice.stratum.relay;

import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A journal that remembers everything and holds its loop to the protocol: what is sent has one verdict, of the same origin
 * but perhaps in another period. What it is told is at once what the application knows.
 */
final class FakeJournal implements ShareJournal {
    /** A share as it was sent. */
    record Sent(long serial, Origin origin, Instant at) {}

    private final ShareWatch watch;
    private final List<TaskResult> results;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Long, Sent> open = new HashMap<>();
    private int uncommitted;
    private final Set<List<Origin>> moved = new HashSet<>();

    FakeJournal(ShareWatch watch, List<TaskResult> results) {
        this.watch = watch;
        this.results = results;
    }

    @Override
    public long sent(Origin origin, Instant at) {
        Sent share = new Sent(sent.size() + 1L, origin, at);
        sent.add(share);
        open.put(share.serial(), share);
        uncommitted++;
        watch.sent(origin);
        return share.serial();
    }

    @Override
    public void moved(Origin from, Origin to) {
        moved.add(List.of(from, to));
    }

    @Override
    public void accepted(long serial, Origin origin, Instant at) {
        judged(serial, origin, at, 1, origin.work(), Map.of(), 0);
    }

    @Override
    public void rejected(long serial, Origin origin, Instant at, String reason) {
        if (reason.isEmpty() || reason.length() > 100) {
            throw new AssertionError("a reason has 1 to 100 characters: " + reason);
        }
        judged(serial, origin, at, 0, Work.ZERO, Map.of(reason, 1L), 0);
    }

    @Override
    public void unanswered(long serial, Origin origin, Instant at) {
        judged(serial, origin, at, 0, Work.ZERO, Map.of(), 1);
    }

    private void judged(
            long serial, Origin origin, Instant at, long accepted, Work work, Map<String, Long> rejected, long lost) {
        Sent share = open.remove(serial);
        if (share == null) {
            throw new AssertionError("a verdict on " + serial + ", which was never sent or has one: " + origin);
        }
        Origin was = share.origin();
        if (!new Origin(origin.machine(), origin.subAccount(), was.periodStart(), origin.work()).equals(was)) {
            throw new AssertionError("sent was " + was + ", judged is " + origin);
        }
        if (origin.equals(was) == moved.remove(List.of(was, origin))) {
            throw new AssertionError("sent was " + was + ", judged is " + origin + ", and moved was said of: " + moved);
        }
        uncommitted++;
        watch.judged(origin);
        results.add(new TaskResult(
                origin.machine(), origin.subAccount(), origin.periodStart(), at, at, accepted, work, rejected, lost));
    }

    @Override
    public void commit() {
        uncommitted = 0;
    }

    /** What was said since it was last told to keep all. */
    int uncommitted() {
        return uncommitted;
    }

    /** Every share that was sent. */
    List<Sent> sent() {
        return sent;
    }

    /** Shares without a verdict. */
    int open() {
        return open.size();
    }
}
