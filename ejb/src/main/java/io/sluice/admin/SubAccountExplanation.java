package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * How a sub-account fares, and why.
 *
 * @param state {@code UP_TO_STANDARD}, {@code SERVED}, {@code WAITING}, {@code UNSERVED}, {@code LEFT_OVER} or {@code PAUSED}
 * @param atRisk whether its standard will not be met with what is connected, and was not for a while already
 * @param since since when all this is so; empty when it is not known
 * @param text the same in words
 */
public record SubAccountExplanation(
        String subAccount, String group, String state, boolean atRisk, Optional<Instant> since, String text) {}
