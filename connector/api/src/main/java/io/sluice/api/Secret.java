package io.sluice.api;

import java.util.Objects;

/**
 * A password on its way to where it is needed. It prints as dots, so that no log, exception or export shows it.
 *
 * @param value the password itself; may be empty, as some pools want it
 */
public record Secret(String value) {
    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return "•••";
    }
}
