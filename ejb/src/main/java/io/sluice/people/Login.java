package io.sluice.people;

import io.sluice.admin.Role;
import java.io.Serializable;

/**
 * Somebody who is known.
 *
 * @param name of the user, or {@code token:} and the name of a token
 * @param revision of the user; a session with another one has ended
 */
public record Login(String name, Role role, long revision) implements Serializable {
    /** What no user's name begins with. */
    public static final String TOKEN = "token:";
}
