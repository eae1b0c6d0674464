package io.sluice.scheduling;

import jakarta.ejb.ApplicationException;

/**
 * The database or the broker is not there, and will be again. The container rolls back and says nothing of it: who finds
 * out says so once, not each who asks.
 */
@ApplicationException(rollback = true)
public class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AwayException(String message) {
        super(message);
    }

    AwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
