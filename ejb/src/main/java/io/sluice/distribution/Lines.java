package io.sluice.distribution;

import io.sluice.distribution.Books.Selection;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which lines of the ledger are meant, and where they are. A line is in two indexes, by its id and by its sub-account's number; with its
 * time and its period alone it could be anywhere. But the {@link Stretch stretches} know between which ids their lines are. What is
 * read for nothing are the lines of some minutes, and, where a line came late, those that were booked before it came.
 */
final class Lines {
    /** Ten minutes are forgotten after a year ({@code Forgetting}); well before that it goes by days. */
    private static final Duration FINE = Duration.ofDays(360);

    private final EntityManager em;
    private final Selection selection;
    private final Optional<Long> subAccount;
    private final RowRange range;

    /**
     * @param subAccount its id; empty for all
     * @param lastSequence the number of its last line; 0 for all
     */
    private Lines(EntityManager em, Selection selection, Optional<Long> subAccount, long lastSequence) {
        this.em = em;
        this.selection = selection;
        this.subAccount = subAccount;
        boolean all = selection.period().isEmpty()
                && selection.from().isEmpty()
                && selection.to().isEmpty();
        if (all) {
            range = new RowRange(1, subAccount.isPresent() ? lastSequence : lastId());
        } else {
            RowRange ids = ids();
            range = ids.isEmpty() || subAccount.isEmpty()
                    ? ids
                    : new RowRange(
                            sequence(ids.first()).orElse(1L),
                            sequence(ids.last()).orElse(lastSequence));
        }
    }

    /** Empty when there is no such sub-account. */
    static Optional<Lines> of(EntityManager em, Selection selection) {
        if (selection.subAccount().isEmpty()) {
            return Optional.of(new Lines(em, selection, Optional.empty(), 0));
        }
        return em.createQuery("select s.id, s.lastSequence from SubAccount s where s.name = :name", Object[].class)
                .setParameter("name", selection.subAccount().get())
                .getResultStream()
                .findFirst()
                .map(row -> new Lines(em, selection, Optional.of((Long) row[0]), (Long) row[1]));
    }

    boolean areOfOneSubAccount() {
        return subAccount.isPresent();
    }

    /** Where they all are, with others between them: numbers of the one sub-account, or else ids. */
    RowRange range() {
        return range;
    }

    /** Of that what comes after a line. */
    RowRange rangeAfter(long id) {
        if (id == 0) {
            return range;
        }
        if (id == Long.MAX_VALUE) {
            return RowRange.NONE;
        }
        long first = subAccount.isPresent()
                ? sequence(id).map(sequence -> sequence + 1).orElseGet(() -> firstAfter(id))
                : id + 1;
        return new RowRange(Math.max(range.first(), first), range.last());
    }

    /** The number of the sub-account's first line after one that is not its own. */
    private long firstAfter(long id) {
        Long first = em.createQuery(
                        "select min(b.sequence) from Booking b where b.subAccount.id = :subAccount and b.id > :id",
                        Long.class)
                .setParameter("subAccount", subAccount.orElseThrow())
                .setParameter("id", id)
                .getSingleResult();
        return first == null ? Long.MAX_VALUE : first;
    }

    /**
     * A query for those of them that are in a range.
     *
     * @param what to select from lines {@code b}
     * @param order with a space before it, or empty
     */
    <T> TypedQuery<T> query(String what, String order, RowRange in, Class<T> of) {
        List<String> conditions = new ArrayList<>();
        subAccount.ifPresent(id -> conditions.add("b.subAccount.id = :subAccount"));
        String number = subAccount.isPresent() ? "b.sequence" : "b.id";
        conditions.add(number + " >= :first and " + number + " <= :last");
        conditions.addAll(selection.conditionsOfTime());
        TypedQuery<T> query = em.createQuery(what + " where " + String.join(" and ", conditions) + order, of);
        subAccount.ifPresent(id -> query.setParameter("subAccount", id));
        query.setParameter("first", in.first()).setParameter("last", in.last());
        return selection.applyTime(query);
    }

    private long lastId() {
        Long last =
                em.createQuery("select max(b.id) from Booking b", Long.class).getSingleResult();
        return last == null ? 0 : last;
    }

    /** The number that a line has among those of the sub-account. */
    private Optional<Long> sequence(long id) {
        return em.createQuery(
                        "select b.sequence from Booking b where b.id = :id and b.subAccount.id = :subAccount",
                        Long.class)
                .setParameter("id", id)
                .setParameter("subAccount", subAccount.orElseThrow())
                .getResultStream()
                .findFirst();
    }

    /** By whole days, and by what is finer where the first and the last day are not meant as a whole. */
    private RowRange ids() {
        Optional<Instant> from = selection.from();
        Optional<Instant> to = selection.to();
        Optional<Instant> days = from.map(f -> Stretch.startOf(f, Stretch.DAY))
                .map(day -> day.equals(from.get()) ? day : day.plus(Stretch.DAY));
        Optional<Instant> lastDay = to.map(t -> Stretch.startOf(t, Stretch.DAY));
        RowRange ids = ids(Stretch.DAY, days, lastDay);
        if (from.isPresent()) {
            ids = ids.and(fine(from.get(), to.filter(days.get()::isAfter).orElse(days.get())));
        }
        if (to.isPresent()) {
            ids = ids.and(fine(from.filter(lastDay.get()::isBefore).orElse(lastDay.get()), to.get()));
        }
        return ids;
    }

    /** Within a day. */
    private RowRange fine(Instant from, Instant to) {
        return (from.isBefore(Instant.now().minus(FINE))
                        ? Stream.of(Stretch.DAY)
                        // In this order: minutes become ten minutes, perhaps between the two.
                        : Stream.of(Stretch.MINUTE, Stretch.TEN_MINUTES))
                // What begins before may reach in.
                .map(length -> ids(length, Optional.of(Stretch.startOf(from, length)), Optional.of(to)))
                .reduce(RowRange.NONE, RowRange::and);
    }

    /** Of the stretches of a length that begin in a time. */
    private RowRange ids(Duration length, Optional<Instant> from, Optional<Instant> to) {
        List<String> conditions = new ArrayList<>(List.of("s.seconds = :seconds"));
        from.ifPresent(f -> conditions.add("s.startsAt >= :from"));
        to.ifPresent(t -> conditions.add("s.startsAt < :to"));
        subAccount.ifPresent(id -> conditions.add("s.subAccount.id = :subAccount"));
        selection.period().ifPresent(p -> conditions.add("s.periodStartsAt = :period"));
        TypedQuery<Object[]> query = em.createQuery(
                "select min(s.firstBooking), max(s.lastBooking) from Stretch s where "
                        + String.join(" and ", conditions),
                Object[].class);
        query.setParameter("seconds", Math.toIntExact(length.toSeconds()));
        from.ifPresent(f -> query.setParameter("from", f));
        to.ifPresent(t -> query.setParameter("to", t));
        subAccount.ifPresent(id -> query.setParameter("subAccount", id));
        selection.period().ifPresent(p -> query.setParameter("period", p));
        Object[] ends = query.getSingleResult();
        return ends[0] == null ? RowRange.NONE : new RowRange((Long) ends[0], (Long) ends[1]);
    }
}
