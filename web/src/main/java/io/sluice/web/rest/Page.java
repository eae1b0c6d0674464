package io.sluice.web.rest;

import io.sluice.admin.Slice;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/**
 * A list as REST shows it.
 *
 * @param next the address of the next part; null when this was the last
 */
public record Page<T>(List<T> items, String next) {
    static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }

    static <T> Page<T> part(Slice<T> slice, UriInfo uri) {
        String next = slice.next()
                .map(cursor -> uri.getRequestUriBuilder()
                        .replaceQueryParam("cursor", cursor)
                        .build())
                .map(address -> address.getRawPath() + "?" + address.getRawQuery())
                .orElse(null);
        return new Page<>(slice.items(), next);
    }
}
