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
        String text = form.text(field);
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
        errors.add(new FieldError(field, "must be a number, such as 1500 or 1.5e15."));
        return null;
    }
}
