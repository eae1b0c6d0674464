package io.sluice.people;

import io.sluice.admin.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * A token for scripts, without what it is.
 *
 * @param createdBy the user who made it, and whom it may do no more than
 */
public record TokenView(
        String name, Role role, String createdBy, Instant createdAt, Optional<Instant> expiresAt, boolean expired) {}
