package io.sluice.admin;

import java.util.List;
import java.util.Optional;

/**
 * A part of a long list.
 *
 * @param next where the next part begins, to be given back as it is; empty when this was the last
 */
public record Slice<T>(List<T> items, Optional<Long> next) {
    public Slice {
        items = List.copyOf(items);
    }
}
