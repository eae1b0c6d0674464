package io.sluice.people;

import java.time.Instant;

/**
 * A token as an administrator wants one, unchecked.
 *
 * @param role name of a {@link io.sluice.admin.Role}: what who has the token may do at most
 * @param expiresAt null: never
 */
public record TokenInput(String name, String role, Instant expiresAt) {}
