package io.sluice.admin;

import io.sluice.api.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Collects what is wrong with an input, so that all of it is reported at once. */
final class Errors {
    private final List<FieldError> errors = new ArrayList<>();

    void add(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    List<FieldError> list() {
        return List.copyOf(errors);
    }

    /** @throws InvalidInputException when anything was added */
    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }

    /** What the parser makes of a field, or null when it throws an {@link IllegalArgumentException}, which is added. */
    <T> T parsed(String field, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            add(field, sentence(e.getMessage()));
            return null;
        }
    }

    /** A name of ours. */
    void name(String what, String name) {
        String checked = parsed("name", () -> Names.checked(what, name));
        if (checked != null && checked.length() > Names.LONGEST) {
            add("name", what + " has at most " + Names.LONGEST + " characters.");
        }
    }

    /** One of an enum's constants, or null when it is none of them. */
    <E extends Enum<E>> E choice(String field, String text, E[] choices, Function<E, String> written) {
        for (E choice : choices) {
            if (written.apply(choice).equalsIgnoreCase(text.strip())) {
                return choice;
            }
        }
        add(
                field,
                "'" + shortened(text) + "' is not possible; choose one of: "
                        + Stream.of(choices).map(written).collect(Collectors.joining(", ")) + ".");
        return null;
    }

    /** Text that is stored as it is and sent to a pool. */
    void plain(String field, String text, int longest) {
        if (text.length() > longest) {
            add(field, "has " + text.length() + " characters; at most " + longest + " are possible.");
        } else if (text.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            add(field, "has a control character or half a character in it; leave it out.");
        }
    }

    /** A list is asked for of a sub-account that is not there, and was not. */
    static InvalidInputException noSubAccount(String name) {
        return new InvalidInputException(List.of(
                new FieldError("subAccount", "There is no sub-account '" + shortened(name) + "', nor was there one.")));
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }
}
