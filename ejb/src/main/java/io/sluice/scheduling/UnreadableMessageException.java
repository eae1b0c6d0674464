package io.sluice.scheduling;

/** A message is not what it should be, and will not become so by being delivered again. The message says why. */
class UnreadableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableMessageException(String reason) {
        super(reason);
    }

    UnreadableMessageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
