package io.sluice.connector.journal;

import java.io.Serial;

/** The journal cannot be read or written now. Nothing is lost by it; what failed is tried again. */
final class JournalException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
