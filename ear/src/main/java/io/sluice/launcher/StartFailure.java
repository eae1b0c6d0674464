package io.sluice.launcher;

/** Sluice cannot start. The message is one sentence for the person who started it and says what to change. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
