package io.sluice.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that could not be read.
 *
 * @param queue where it arrived
 * @param reason why it could not be read
 * @param body its text; in a list no more than its beginning
 * @param report the adapter's report that it was, where that is known: the life's name, a slash, the number
 */
public record DeadLetterView(
        long id, Instant arrivedAt, String queue, String reason, String body, Optional<String> report) {}
