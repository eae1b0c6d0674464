package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shares for which the journal has no room, in memory until there is: one sum of verdicts for each origin, however many they
 * are. A share that was sent without a record stays here until its verdict, and is written together with that: so what is on
 * the disk always has both. Several loops put in and one thread takes out. Only here do loops share a lock, and nobody holds
 * it for long.
 */
final class Overflow {
    private static final String OTHER_REASONS = "other reasons";

    private static final class Sums {
        private Instant from;
        private Instant to;
        private long accepted;
        private final Map<String, Long> rejected = new HashMap<>();
        private long unanswered;
    }

    private Map<Origin, Sums> sums = new LinkedHashMap<>();
    private List<Entry.Judged> late = new ArrayList<>();
    private final Map<Origin, Long> underWay = new LinkedHashMap<>();
    private long judged;

    /** A share is sent without a record of it. */
    synchronized void sent(Origin origin) {
        underWay.merge(origin, 1L, Long::sum);
    }

    /** The verdict on a share that was sent without a record of it is written, and says both. */
    synchronized void written(Origin sent) {
        underWay.computeIfPresent(sent, (origin, shares) -> shares == 1 ? null : shares - 1);
    }

    /** The verdict on a share, whether there is a record of its being sent or not. */
    synchronized void judged(Entry.Judged verdict) {
        judged++;
        if (verdict.serial() != 0) {
            // The record that it was sent needs this one, else it would count as unanswered one day.
            late.add(verdict);
            return;
        }
        written(verdict.sent());
        Sums s = of(verdict.origin(), verdict.at());
        switch (verdict.verdict()) {
            case ACCEPTED -> s.accepted++;
            case REJECTED -> {
                boolean room = s.rejected.containsKey(verdict.reason()) || s.rejected.size() < Fold.MOST_REASONS - 1;
                s.rejected.merge(room ? verdict.reason() : OTHER_REASONS, 1L, Long::sum);
            }
            case UNANSWERED -> s.unanswered++;
        }
    }

    /** Nobody will say any more what became of the shares under way. */
    synchronized void giveUp(Instant at) {
        underWay.forEach((origin, shares) -> {
            of(origin, at).unanswered += shares;
            judged += shares;
        });
        underWay.clear();
    }

    private Sums of(Origin origin, Instant at) {
        Sums s = sums.computeIfAbsent(origin, key -> new Sums());
        s.from = s.from == null || at.isBefore(s.from) ? at : s.from;
        s.to = s.to == null || at.isAfter(s.to) ? at : s.to;
        return s;
    }

    /** Shares that are counted here and nowhere else. */
    synchronized long shares() {
        return judged + underWay.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether there is nothing to take. */
    synchronized boolean isEmpty() {
        return sums.isEmpty() && late.isEmpty();
    }

    /** What was counted here and is not taken yet. */
    synchronized void addTo(Counts counts) {
        entries().forEach(counts::add);
        underWay.forEach((origin, shares) -> counts.of(Counts.Key.of(origin)).sent(shares));
    }

    /** Takes all verdicts; they are the caller's now. */
    synchronized List<Entry> take() {
        List<Entry> taken = entries();
        sums = new LinkedHashMap<>();
        late = new ArrayList<>();
        judged = 0;
        return taken;
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(late);
        sums.forEach(
                (origin, s) -> entries.add(new Entry.Sum(origin, s.from, s.to, s.accepted, s.rejected, s.unanswered)));
        return entries;
    }
}
