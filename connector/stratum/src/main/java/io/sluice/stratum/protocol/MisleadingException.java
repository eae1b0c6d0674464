package io.sluice.stratum.protocol;

/**
 * A pool's job, difficulty, extranonce or version mask that cannot be taken. What the pool goes by from now on is not known
 * then, and no share can be judged as the pool will.
 */
public final class MisleadingException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    MisleadingException(ProtocolException cause) {
        super(cause.id(), cause.getMessage());
        initCause(cause);
    }
}
