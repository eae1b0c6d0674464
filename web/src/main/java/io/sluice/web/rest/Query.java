package io.sluice.web.rest;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The parameters behind the question mark. Collects what is wrong, as {@link Fields} does; {@link #finish} comes last. */
final class Query {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final MultivaluedMap<String, String> parameters;
    private final Set<String> known = new TreeSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    Query(MultivaluedMap<String, String> parameters) {
        this.parameters = parameters;
    }

    Optional<String> text(String name) {
        known.add(name);
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            errors.add(new FieldError(name, "is given " + values.size() + " times; give it once."));
        }
        if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
            // PostgreSQL takes none, not even to look for it.
            errors.add(new FieldError(name, "has a NUL character in it; leave it out."));
            return Optional.empty();
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }

    Optional<Instant> instant(String name) {
        // In a query an unescaped plus sign arrives as a space.
        return parsed(
                name,
                text -> inOurTimes(OffsetDateTime.parse(text.replace(' ', '+')).toInstant()),
                "must be a time such as 2026-11-01T00:00:00Z");
    }

    /** What a database can hold, and then some. */
    private static Instant inOurTimes(Instant time) {
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new DateTimeException("not between " + EARLIEST + " and " + LATEST);
        }
        return time;
    }

    int limit() {
        return parsed("limit", Integer::valueOf, "must be a whole number from 1 to 1000")
                .filter(limit -> {
                    boolean fits = limit >= 1 && limit <= 1000;
                    if (!fits) {
                        errors.add(
                                new FieldError("limit", "must be a whole number from 1 to 1000, not " + limit + "."));
                    }
                    return fits;
                })
                .orElse(100);
    }

    Optional<Long> cursor() {
        return parsed("cursor", Long::valueOf, "must be taken from a list's next");
    }

    void reject(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser, String must) {
        return text(name).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (DateTimeException | NumberFormatException e) {
                errors.add(new FieldError(name, must + ", not '" + text + "'."));
                return Optional.empty();
            }
        });
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidInputException when there is any mistake, an unknown parameter included
     */
    void finish() {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                errors.add(new FieldError(
                        name,
                        known.isEmpty()
                                ? "is not known; nothing can be given here."
                                : "is not known; what can be given here is " + String.join(", ", known) + "."));
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }
}
