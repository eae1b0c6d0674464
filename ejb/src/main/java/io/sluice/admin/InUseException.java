package io.sluice.admin;

import jakarta.ejb.ApplicationException;

/** What was to be removed is still needed; the message says by whom. */
@ApplicationException(rollback = true)
public class InUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InUseException(String message) {
        super(message);
    }
}
