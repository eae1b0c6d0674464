package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * A time in which a machine worked for a sub-account.
 *
 * @param until empty while it does
 * @param why it began
 * @param endedWhy why it ended; empty while it did not
 */
public record AssignmentView(
        String machine, String subAccount, Instant from, Optional<Instant> until, String why, String endedWhy) {}
