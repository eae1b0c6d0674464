package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Numbers of rows: ids, or the numbers that a sub-account's lines have. Empty when the last is less than the first.
 *
 * @param first the least
 * @param last the greatest, included
 */
record RowRange(long first, long last) {
    /** Rows among which the newest are looked for at first. */
    private static final long FIRST_LENGTH = 1_000;

    static final RowRange NONE = new RowRange(Long.MAX_VALUE, 0);

    /**
     * Of all rows of an entity.
     *
     * @param number its numeric attribute, which an index has first
     */
    static RowRange all(EntityManager em, Class<?> entity, String number) {
        String attribute = "e." + number;
        Object[] ends = em.createQuery(
                        "select min(" + attribute + "), max(" + attribute + ") from " + entity.getSimpleName() + " e",
                        Object[].class)
                .getSingleResult();
        return ends[0] == null ? NONE : new RowRange((Long) ends[0], (Long) ends[1]);
    }

    static RowRange of(long one) {
        return new RowRange(one, one);
    }

    boolean isEmpty() {
        return last < first;
    }

    /** Those of them that are less than a number, whichever it is. */
    RowRange below(long number) {
        return new RowRange(first, Math.min(last, Math.max(first, number) - 1));
    }

    /** From the least of both to the greatest. */
    RowRange and(RowRange other) {
        return new RowRange(Math.min(first, other.first), Math.max(last, other.last));
    }

    /**
     * The newest of them, the newest first. H2 reads an index in its own order only, and would sort all rows for them: so they are
     * looked for in ranges, from the last row down, each four times as long as the one before.
     *
     * @param most how many at most
     * @param query the newest of a range, so many at most
     */
    <T> List<T> newest(int most, BiFunction<RowRange, Integer, List<T>> query) {
        List<T> found = new ArrayList<>();
        long to = last;
        for (long length = FIRST_LENGTH; to >= first && found.size() < most; length *= 4) {
            var range = new RowRange(Math.max(first, to - length + 1), to);
            found.addAll(query.apply(range, most - found.size()));
            to = range.first() - 1;
        }
        return found;
    }
}
