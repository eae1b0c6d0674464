package io.sluice.admin;

import jakarta.ejb.ApplicationException;
import java.util.List;
import java.util.stream.Collectors;

/** What an operator sent cannot be stored; nothing of it was. Holds every wrong field, not only the first. */
@ApplicationException(rollback = true)
public class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<FieldError> errors;

    public InvalidInputException(List<FieldError> errors) {
        super(errors.stream().map(e -> e.field() + ": " + e.message()).collect(Collectors.joining(" ")));
        this.errors = List.copyOf(errors);
    }

    /** At least one. */
    public List<FieldError> errors() {
        return errors;
    }
}
