package io.sluice.distribution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Lists too long for one statement, in parts. */
public final class Parts {
    /** How many values a statement asks for at once. */
    private static final int TOGETHER = 500;

    private Parts() {}

    /** What is found for each part of {@value #TOGETHER} at most, one after the other. */
    public static <T, R> List<R> find(Collection<T> values, Function<List<T>, List<R>> query) {
        List<T> all = List.copyOf(values);
        List<R> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            found.addAll(query.apply(all.subList(from, Math.min(all.size(), from + TOGETHER))));
        }
        return found;
    }
}
