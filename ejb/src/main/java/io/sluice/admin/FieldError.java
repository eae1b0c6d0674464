package io.sluice.admin;

import java.util.Objects;

/**
 * What is wrong with one field of what an operator sent.
 *
 * @param field its name, such as {@code urls[1]} or {@code standard.hashes}
 * @param message a sentence that says what to change
 */
public record FieldError(String field, String message) {
    public FieldError {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(message, "message");
    }
}
