package io.sluice.people;

import io.sluice.admin.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * Someone who may use console and REST. Holds no password.
 *
 * @param createdAt empty for one of an earlier version, which did not keep it
 */
public record UserView(String name, Role role, boolean disabled, Optional<Instant> createdAt) {}
