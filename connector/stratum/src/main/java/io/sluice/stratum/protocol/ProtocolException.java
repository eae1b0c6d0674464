package io.sluice.stratum.protocol;

/**
 * A line that is not a message we can take. The message says what is wrong with it, in words for whoever runs the other
 * side. {@link #id} is the line's id where it had one that could be read, so that the reply can name it.
 */
public class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RequestId id;

    public ProtocolException(RequestId id, String message) {
        super(message);
        this.id = id;
    }

    public RequestId id() {
        return id == null ? RequestId.NONE : id;
    }
}
