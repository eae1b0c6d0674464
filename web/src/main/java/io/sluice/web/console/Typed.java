package io.sluice.web.console;

import io.sluice.admin.FieldError;
import java.math.BigDecimal;
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
