package io.sluice.admin;

import jakarta.ejb.ApplicationException;

/** Something cannot be done as things stand. The message says what to change. */
@ApplicationException(rollback = true)
public class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotNowException(String message) {
        super(message);
    }
}
