package io.sluice.people;

import io.sluice.admin.FieldError;
import java.util.List;

/** What a new password must be. */
final class Passwords {
    private static final int SHORTEST = 10;
    private static final int LONGEST = 200;

    private Passwords() {}

    /** Adds what is wrong with it. */
    static void check(String field, String name, String password, List<FieldError> errors) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            errors.add(new FieldError(field, "must have " + SHORTEST + " to " + LONGEST + " characters."));
        } else if (password.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError(field, "has a control character in it; leave it out."));
        } else if (password.equalsIgnoreCase(name)) {
            errors.add(new FieldError(field, "must not be the name of the user."));
        } else if (password.chars().distinct().count() < 4) {
            errors.add(new FieldError(field, "must have more than three different characters."));
        }
    }
}
