package io.sluice.stratum.protocol;

import java.util.Objects;

/**
 * A JSON-RPC id as its sender wrote it, so that the reply carries it back unchanged: a number, a string with its quotes,
 * or {@code null}.
 *
 * @param json JSON text of the id, at most 64 characters
 */
public record RequestId(String json) {
    public static final RequestId NONE = new RequestId("null");

    public RequestId {
        Objects.requireNonNull(json, "json");
    }

    public static RequestId of(long number) {
        return new RequestId(Long.toString(number));
    }
}
