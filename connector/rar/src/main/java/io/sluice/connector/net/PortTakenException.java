package io.sluice.connector.net;

/** A port for machines cannot be opened. */
public class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortTakenException(String bind, int port, Throwable cause) {
        super("Port " + port + " of " + bind + " cannot be opened: " + cause.getMessage(), cause);
    }
}
