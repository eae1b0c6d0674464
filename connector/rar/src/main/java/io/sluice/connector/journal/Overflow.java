package io.sluice.connector.journal;

import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verdicts for which the journal has no room, in memory until there is: one sum for each origin, however many they are.
 * Several loops put in and one thread takes out. Only here do loops share a lock, and nobody holds it for long.
 */
final class Overflow {
    private static final String OTHER_REASONS = "other reasons";

    private static final class Sums {
        private Instant from;
        private Instant to;
        private long sent;
        private long accepted;
        private final Map<String, Long> rejected = new HashMap<>();
        private long unanswered;
    }

    private Map<Origin, Sums> sums = new LinkedHashMap<>();
    private List<Entry.Judged> late = new ArrayList<>();
    private volatile long shares;

    /** A share is sent without a record of it. */
    synchronized void sent(Origin origin, Instant at) {
        of(origin, at).sent++;
    }

    /** The verdict on a share, whether there is a record of its being sent or not. */
    synchronized void judged(Entry.Judged judged) {
        shares++;
        if (judged.serial() != 0) {
            // The record that it was sent needs this one, else it would count as unanswered one day.
            late.add(judged);
            return;
        }
        Sums s = of(judged.origin(), judged.at());
        switch (judged.verdict()) {
            case ACCEPTED -> s.accepted++;
            case REJECTED -> {
                boolean room = s.rejected.containsKey(judged.reason()) || s.rejected.size() < Fold.MOST_REASONS - 1;
                s.rejected.merge(room ? judged.reason() : OTHER_REASONS, 1L, Long::sum);
            }
            case UNANSWERED -> s.unanswered++;
        }
    }

    private Sums of(Origin origin, Instant at) {
        Sums s = sums.computeIfAbsent(origin, key -> new Sums());
        s.from = s.from == null || at.isBefore(s.from) ? at : s.from;
        s.to = s.to == null || at.isAfter(s.to) ? at : s.to;
        return s;
    }

    /** Verdicts that are here and nowhere else. */
    long shares() {
        return shares;
    }

    synchronized boolean isEmpty() {
        return sums.isEmpty() && late.isEmpty();
    }

    /** What was counted here and is not taken yet. */
    synchronized Counts counts() {
        Counts counts = new Counts();
        entries().forEach(counts::add);
        return counts;
    }

    /** Takes everything; it is the caller's now. */
    synchronized List<Entry> take() {
        List<Entry> taken = entries();
        sums = new LinkedHashMap<>();
        late = new ArrayList<>();
        shares = 0;
        return taken;
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(late);
        sums.forEach((origin, s) ->
                entries.add(new Entry.Sum(origin, s.from, s.to, s.sent, s.accepted, s.rejected, s.unanswered)));
        return entries;
    }
}
