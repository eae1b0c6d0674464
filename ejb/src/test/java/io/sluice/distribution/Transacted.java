package io.sluice.distribution;

import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.distribution.TestDatabase.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Beans as the container has them: a transaction for each call. */
public final class Transacted {
    private Transacted() {}

    public static CapabilityLedger ledger(Store store) {
        return new CapabilityLedger() {
            @Override
            public Booked book(TaskResults report) {
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

    public static AssignmentBook assignments(Store store) {
        return new AssignmentBook() {
            @Override
            public void note(List<MachineEvent> events) {
                store.run(em -> Store.assignments(em).note(events));
            }

            @Override
            public Set<Pairing> open() {
                return store.get(em -> Store.assignments(em).open());
            }

            @Override
            public void correct(Map<Pairing, Instant> begun, Map<Pairing, Instant> ended) {
                store.run(em -> Store.assignments(em).correct(begun, ended));
            }

            @Override
            public List<Assignment> betweenOfNamesWith(
                    String part, Optional<String> subAccount, Instant from, Instant to, int limit) {
                return store.get(em -> Store.assignments(em).betweenOfNamesWith(part, subAccount, from, to, limit));
            }

            @Override
            public Optional<Instant> lastLook() {
                return store.get(em -> Store.assignments(em).lastLook());
            }

            @Override
            public void looked(Instant now) {
                store.run(em -> Store.assignments(em).looked(now));
            }

            @Override
            public int endEarlier(Instant start, Instant lastSeen) {
                return store.get(em -> Store.assignments(em).endEarlier(start, lastSeen));
            }

            @Override
            public List<Assignment> between(
                    Optional<String> machine, Optional<String> subAccount, Instant from, Instant to, int limit) {
                return store.get(em -> Store.assignments(em).between(machine, subAccount, from, to, limit));
            }

            @Override
            public int forget(Instant before, long most, int limit) {
                return store.get(em -> Store.assignments(em).forget(before, most, limit));
            }
        };
    }

    public static History history(Store store) {
        return new History() {
            @Override
            public List<Piece> pieces(Optional<String> subAccount, Duration length, Instant from, Instant to) {
                return store.get(em -> Store.history(em).pieces(subAccount, length, from, to));
            }

            @Override
            public List<Piece> minutes(Optional<String> subAccount, Instant from, Duration step, Instant to) {
                return store.get(em -> Store.history(em).minutes(subAccount, from, step, to));
            }

            @Override
            public List<Stretch> days(StandardPeriod period) {
                return store.get(em -> Store.history(em).days(period));
            }

            @Override
            public int coarsen(Instant before, int limit) {
                return store.get(em -> Store.history(em).coarsen(before, limit));
            }

            @Override
            public int forget(Instant before) {
                return store.get(em -> Store.history(em).forget(before));
            }

            @Override
            public List<Cluster> clusters(Instant from, Instant to, Duration together) {
                return store.get(em -> Store.history(em).clusters(from, to, together));
            }

            @Override
            public List<Event> ofPools(Instant from, Instant to, int limit) {
                return store.get(em -> Store.history(em).ofPools(from, to, limit));
            }
        };
    }

    public static Books books(Store store) {
        return new Books() {
            @Override
            public int count(Selection selection, int most) {
                return store.get(em -> Store.books(em).count(selection, most));
            }

            @Override
            public List<Booking> page(Selection selection, int first, int limit) {
                return store.get(em -> Store.books(em).page(selection, first, limit));
            }

            @Override
            public List<Booking> part(Selection selection, long after, int limit) {
                return store.get(em -> Store.books(em).part(selection, after, limit));
            }

            @Override
            public List<StandardPeriod> periods(Optional<String> subAccount, int first, int limit) {
                return store.get(em -> Store.books(em).periods(subAccount, first, limit));
            }

            @Override
            public List<String> subAccounts() {
                return store.get(em -> Store.books(em).subAccounts());
            }

            @Override
            public Optional<StandardPeriod> period(String subAccount, Instant start) {
                return store.get(em -> Store.books(em).period(subAccount, start));
            }

            @Override
            public Optional<StandardPeriod> periodAt(String subAccount, Instant at) {
                return store.get(em -> Store.books(em).periodAt(subAccount, at));
            }

            @Override
            public Map<String, Long> rejections(Selection selection) {
                return store.get(em -> Store.books(em).rejections(selection));
            }

            @Override
            public Map<String, Map<String, Long>> rejectionsBySubAccount(Instant since, int most) {
                return store.get(em -> Store.books(em).rejectionsBySubAccount(since, most));
            }

            @Override
            public Map<String, Long> rejections(String machine, Instant since) {
                return store.get(em -> Store.books(em).rejections(machine, since));
            }

            @Override
            public Map<String, String> pools() {
                return store.get(em -> Store.books(em).pools());
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
