package io.sluice.admin;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Which bookings are meant.
 *
 * @param subAccount only of this one, which may be archived
 * @param period only what counts for the period that begins then
 * @param from only what ended then or later
 * @param to only what ended before then
 */
public record BookingFilter(
        Optional<String> subAccount, Optional<Instant> period, Optional<Instant> from, Optional<Instant> to) {
    public BookingFilter {
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }
}
