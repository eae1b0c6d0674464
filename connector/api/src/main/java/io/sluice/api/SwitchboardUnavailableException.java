package io.sluice.api;

/** The adapter does not run, so nothing can be commanded; the same command may work later. */
public class SwitchboardUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SwitchboardUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
