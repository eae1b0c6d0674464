package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * A time in which a sub-account was served without a pause.
 *
 * @param until empty while it is
 * @param machines most that worked for it at once
 */
public record ServiceView(String subAccount, Instant from, Optional<Instant> until, int machines) {}
