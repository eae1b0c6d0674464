package io.sluice.connector.journal;

import io.sluice.api.ShareCount;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Shares counted by sub-account, period and difficulty, since the beginning of a life. One thread counts, any reads. */
final class Counts {
    /** Of what a count is. */
    record Key(String subAccount, Instant periodStart, Work work) {
        static Key of(Origin origin) {
            return new Key(origin.subAccount(), origin.periodStart(), origin.work());
        }
    }

    /** The counts of one key. Written by one thread, so that no instruction has to be atomic. */
    static final class Count {
        private final AtomicLong sent = new AtomicLong();
        private final AtomicLong accepted = new AtomicLong();
        private final AtomicLong rejected = new AtomicLong();
        private final AtomicLong unanswered = new AtomicLong();

        private static void add(AtomicLong counter, long shares) {
            counter.lazySet(counter.get() + shares);
        }

        void sent(long shares) {
            add(sent, shares);
        }

        void judged(Verdict verdict, long shares) {
            switch (verdict) {
                case ACCEPTED -> add(accepted, shares);
                case REJECTED -> add(rejected, shares);
                case UNANSWERED -> add(unanswered, shares);
            }
        }

        Total total(Key key) {
            // Verdicts first: a share must not be seen judged and not sent.
            long a = accepted.get();
            long r = rejected.get();
            long u = unanswered.get();
            return new Total(key, sent.get(), a, r, u);
        }
    }

    /** The counts of one key at one moment. */
    record Total(Key key, long sent, long accepted, long rejected, long unanswered) {}

    private final Map<Key, Count> counts = new ConcurrentHashMap<>();

    Count of(Key key) {
        return counts.computeIfAbsent(key, k -> new Count());
    }

    /** Takes totals for what was counted so far. */
    void become(Collection<Total> totals) {
        counts.clear();
        for (Total total : totals) {
            Count count = of(total.key());
            count.sent(total.sent());
            count.judged(Verdict.ACCEPTED, total.accepted());
            count.judged(Verdict.REJECTED, total.rejected());
            count.judged(Verdict.UNANSWERED, total.unanswered());
        }
    }

    List<Total> totals() {
        return counts.entrySet().stream()
                .map(entry -> entry.getValue().total(entry.getKey()))
                .toList();
    }

    /** A period is over and its counts are in other hands. */
    void forget(ShareCount over) {
        counts.keySet()
                .removeIf(key -> key.subAccount().equals(over.subAccount())
                        && key.periodStart().equals(over.periodStart()));
    }

    /** Counts what a record says. */
    void add(Entry entry) {
        if (entry instanceof Entry.Sent sent) {
            sent.origins().forEach(origin -> of(Key.of(origin)).sent(1));
        } else if (entry instanceof Entry.Accepted accepted) {
            accepted.origins().forEach(origin -> of(Key.of(origin)).judged(Verdict.ACCEPTED, 1));
        } else if (entry instanceof Entry.Judged judged) {
            if (judged.serial() == 0) {
                of(Key.of(judged.origin())).sent(1);
            } else if (judged.hasMoved()) {
                of(Key.of(judged.sent())).sent(-1);
                of(Key.of(judged.origin())).sent(1);
            }
            of(Key.of(judged.origin())).judged(judged.verdict(), 1);
        } else if (entry instanceof Entry.Sum sum) {
            Count count = of(Key.of(sum.origin()));
            count.sent(sum.judgedShares());
            count.judged(Verdict.ACCEPTED, sum.accepted());
            count.judged(Verdict.REJECTED, sum.rejectedShares());
            count.judged(Verdict.UNANSWERED, sum.unanswered());
        }
    }

    /** Several streams' counts together, by sub-account and period. */
    static List<ShareCount> sum(List<Counts> parts) {
        Map<Where, Sum> sums = new LinkedHashMap<>();
        for (Counts part : parts) {
            for (Total total : part.totals()) {
                sums.computeIfAbsent(
                                new Where(total.key().subAccount(), total.key().periodStart()), where -> new Sum())
                        .add(total);
            }
        }
        return sums.entrySet().stream()
                .map(entry -> entry.getValue().count(entry.getKey()))
                .toList();
    }

    private record Where(String subAccount, Instant periodStart) {}

    private static final class Sum {
        private long sent;
        private long accepted;
        private long rejected;
        private long unanswered;
        private Work work = Work.ZERO;

        void add(Total total) {
            sent += total.sent();
            accepted += total.accepted();
            rejected += total.rejected();
            unanswered += total.unanswered();
            work = work.plus(total.key().work().times(total.accepted()));
        }

        ShareCount count(Where where) {
            // Read one after the other while others count: never fewer sent than judged.
            return new ShareCount(
                    where.subAccount(),
                    where.periodStart(),
                    Math.max(sent, accepted + rejected + unanswered),
                    accepted,
                    rejected,
                    unanswered,
                    work);
        }
    }
}
