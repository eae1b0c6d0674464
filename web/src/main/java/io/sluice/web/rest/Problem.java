package io.sluice.web.rest;

import io.sluice.admin.FieldError;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An error as the outside sees it, by RFC 9457.
 *
 * @param type a URN that a program can tell kinds of errors by
 * @param title what kind of error it is, always the same for one type
 * @param status the HTTP status
 * @param detail a sentence that says what to change
 * @param errors what is wrong with which field; empty where the error is not about fields
 */
public record Problem(String type, String title, int status, String detail, List<FieldError> errors) {
    static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(detail, "detail");
        errors = List.copyOf(errors);
    }

    static Problem of(int status, String kind, String title, String detail) {
        return new Problem("urn:sluice:problem:" + kind, title, status, detail, List.of());
    }

    static Problem invalid(List<FieldError> errors) {
        String detail = errors.size() == 1
                ? errors.get(0).field() + ": " + errors.get(0).message()
                : errors.size() + " fields are wrong: "
                        + errors.stream().map(FieldError::field).distinct().collect(Collectors.joining(", "))
                        + ". See errors.";
        return new Problem("urn:sluice:problem:invalid-input", "Invalid input", 400, detail, errors);
    }

    static Problem malformed(String detail) {
        return of(400, "malformed-json", "Malformed JSON", detail);
    }
}
