package io.sluice.people;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of a name and a password.
 *
 * @param login who it is; empty unless accepted
 * @param rest how long to wait; nothing unless locked
 */
public record LoginAnswer(Kind kind, Optional<Login> login, Duration rest) {
    /** In a word. */
    public enum Kind {
        /** They are right. */
        ACCEPTED,
        /** One of them is wrong, or the user is disabled; which of it is not told. */
        REFUSED,
        /** Too many were wrong; whether these are right was not even looked at. */
        LOCKED,
        /** Too many others are logging in at the same moment. */
        BUSY
    }

    static final LoginAnswer REFUSED = new LoginAnswer(Kind.REFUSED, Optional.empty(), Duration.ZERO);
    static final LoginAnswer BUSY = new LoginAnswer(Kind.BUSY, Optional.empty(), Duration.ZERO);

    public LoginAnswer {
        if (login.isPresent() != (kind == Kind.ACCEPTED)) {
            throw new IllegalArgumentException("who is accepted is somebody");
        }
    }

    static LoginAnswer accepted(Login login) {
        return new LoginAnswer(Kind.ACCEPTED, Optional.of(login), Duration.ZERO);
    }

    static LoginAnswer locked(Duration rest) {
        return new LoginAnswer(Kind.LOCKED, Optional.empty(), rest);
    }

    /** Whole seconds to wait, at least one. */
    public long seconds() {
        return Math.max(1, rest.plusMillis(999).toSeconds());
    }
}
