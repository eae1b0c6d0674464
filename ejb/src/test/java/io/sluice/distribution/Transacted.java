package io.sluice.distribution;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.distribution.TestDatabase.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Beans as the container has them: a transaction for each call. */
public final class Transacted {
    private Transacted() {}

    public static CapabilityLedger ledger(Store store) {
        return new CapabilityLedger() {
            @Override
            public List<String> book(TaskResults report) {
                return store.get(em -> Store.ledger(em).book(report));
            }

            @Override
            public void started(Started report) {
                store.run(em -> Store.ledger(em).started(report));
            }

            @Override
            public void ended(Ended report) {
                store.run(em -> Store.ledger(em).ended(report));
            }

            @Override
            public void expect(String incarnation, List<ShareCount> counts) {
                store.run(em -> Store.ledger(em).expect(incarnation, counts));
            }

            @Override
            public List<ReportId> unbooked(List<ReportId> reports) {
                return store.get(em -> Store.ledger(em).unbooked(reports));
            }

            @Override
            public List<Long> missing(String incarnation, long first, long last, int most) {
                return store.get(em -> Store.ledger(em).missing(incarnation, first, last, most));
            }

            @Override
            public Optional<Incarnation> latestIncarnation() {
                return store.get(em -> Store.ledger(em).latestIncarnation());
            }
        };
    }

    public static LedgerQueries queries(Store store) {
        return new LedgerQueries() {
            @Override
            public boolean isKnown(String subAccount) {
                return store.get(em -> Store.queries(em).isKnown(subAccount));
            }

            @Override
            public List<LifeCount> lifeCounts(Instant since) {
                return store.get(em -> Store.queries(em).lifeCounts(since));
            }

            @Override
            public List<LifeCount> lifeCounts(Optional<String> subAccount, Optional<Long> after, int limit) {
                return store.get(em -> Store.queries(em).lifeCounts(subAccount, after, limit));
            }
        };
    }

    public static EventLog events(Store store) {
        return new EventLog() {
            @Override
            public void add(Event event) {
                store.run(em -> Store.events(em).add(event));
            }
        };
    }

    public static DeadLetterBox deadLetters(Store store) {
        return new DeadLetterBox() {
            @Override
            public void keep(String queue, String reason, String body, Optional<ReportId> report) {
                store.run(em -> Store.deadLetters(em).keep(queue, reason, body, report));
            }

            @Override
            public List<DeadLetter> open(Optional<Long> before, int limit) {
                return store.get(em -> Store.deadLetters(em).open(before, limit));
            }

            @Override
            public Optional<DeadLetter> find(long id) {
                return store.get(em -> Store.deadLetters(em).find(id));
            }

            @Override
            public long countOpen() {
                return store.get(em -> Store.deadLetters(em).countOpen());
            }

            @Override
            public void replayed(String who, long id) {
                store.run(em -> Store.deadLetters(em).replayed(who, id));
            }

            @Override
            public void discard(String who, long id) {
                store.run(em -> Store.deadLetters(em).discard(who, id));
            }
        };
    }
}
