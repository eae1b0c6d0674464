package io.sluice.web.console;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How long something is to hold, as people type it. */
final class Days {
    private static final int MOST = 3_650;

    private Days() {}

    /**
     * So many days from now.
     *
     * @param typed null: for ever, which is null too
     * @throws InvalidInputException when it is no such number
     */
    static Instant fromNow(String typed) {
        if (typed == null) {
            return null;
        }
        try {
            int days = Integer.parseInt(typed);
            if (days >= 1 && days <= MOST) {
                return Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(days));
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as for a number out of range.
        }
        throw new InvalidInputException(List.of(new FieldError("expiresAt", PeopleWords.say("daysWrong", MOST))));
    }
}
