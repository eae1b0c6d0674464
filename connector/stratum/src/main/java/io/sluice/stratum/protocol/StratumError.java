package io.sluice.stratum.protocol;

import java.util.Objects;

/**
 * The error of a reply: code and words, as in {@code [21,"Job not found",null]}. The codes are those of the first pools,
 * which all software knows.
 */
public record StratumError(int code, String message) {
    public static final int OTHER = 20;
    public static final int STALE = 21;
    public static final int DUPLICATE = 22;
    public static final int LOW_DIFFICULTY = 23;
    public static final int UNAUTHORIZED = 24;
    public static final int NOT_SUBSCRIBED = 25;

    public StratumError {
        Objects.requireNonNull(message, "message");
    }
}
