package io.sluice.people;

import java.time.Instant;
import java.util.Optional;

/** A customer's link, without its token. */
public record LinkView(
        long id,
        String subAccount,
        String note,
        String createdBy,
        Instant createdAt,
        Optional<Instant> expiresAt,
        boolean expired) {}
