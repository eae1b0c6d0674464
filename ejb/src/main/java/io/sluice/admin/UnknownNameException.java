package io.sluice.admin;

import jakarta.ejb.ApplicationException;

/** Nothing has the name that was asked for. */
@ApplicationException(rollback = true)
public class UnknownNameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownNameException(String message) {
        super(message);
    }
}
