package io.sluice.web.console;

import io.sluice.admin.FieldError;
import jakarta.faces.context.FacesContext;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;

/** Numbers as people type them. */
final class Typed {
    static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private Typed() {}

    /** A number; null when nothing was typed, and when it is none, which is added to the errors. */
    static BigDecimal number(String field, Form form, List<FieldError> errors) {
        return number(field, field, form, errors);
    }

    /** The same of what is not shown under the name that it is typed as. */
    static BigDecimal number(String typed, String field, Form form, List<FieldError> errors) {
        String text = form.text(typed);
        if (text == null) {
            return null;
        }
        try {
            if (text.length() <= 100) {
                BigDecimal number = new BigDecimal(text.replace("_", "").replace(" ", ""));
                if (Math.abs((long) number.precision() - number.scale()) <= 300) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words as for a number that is far too large.
        }
        errors.add(new FieldError(field, Words.say("aNumber")));
        return null;
    }

    /** A time as a field for times holds it, in the zone of whoever looks. */
    static String written(Instant at) {
        return LocalDateTime.ofInstant(at, Preferences.zone(FacesContext.getCurrentInstance()))
                .toString();
    }

    /** Such a time as an instant is written; what is none as it is, so that what reads it says what is wrong. */
    static String instant(String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text)
                    .atZone(Preferences.zone(FacesContext.getCurrentInstance()))
                    .toInstant()
                    .toString();
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** A whole number that an int holds; null when nothing was typed, and when it is none, which is added to the errors. */
    static BigDecimal whole(String field, Form form, List<FieldError> errors) {
        BigDecimal number = number(field, form, errors);
        if (number != null
                && (number.stripTrailingZeros().scale() > 0 || number.abs().compareTo(LARGEST) > 0)) {
            errors.add(new FieldError(field, Words.say("wholeNumber")));
            return null;
        }
        return number;
    }
}
