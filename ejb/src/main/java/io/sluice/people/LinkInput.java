package io.sluice.people;

import java.time.Instant;

/**
 * A customer's link as an operator wants one, unchecked.
 *
 * @param note whom it is for; null: nothing is noted
 * @param expiresAt null: never
 */
public record LinkInput(String subAccount, String note, Instant expiresAt) {}
