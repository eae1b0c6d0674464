package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.Collections;
import java.util.List;

/**
 * Writes lines of the ledger within the caller's transaction, many in a statement. A report of a large farm has thousands,
 * which are never read again in that transaction: as entities each would cost as much again to be watched for changes.
 */
final class BookingLines {
    /** In the order of {@link Booking#bind}. */
    static final List<String> COLUMNS = List.of(
            "id",
            "sub_account_id",
            "sequence_number",
            "period_starts_at",
            "period_ends_at",
            "machine",
            "from_at",
            "to_at",
            "accepted_shares",
            "hashes",
            "accumulated_hashes",
            "rejected_shares",
            "rejected_by_reason",
            "unanswered_shares",
            "up_to_standard",
            "incarnation",
            "report_number",
            "report_index",
            "booked_at");

    private static final String INSERT = "insert into booking (" + String.join(", ", COLUMNS) + ") values ("
            + String.join(", ", Collections.nCopies(COLUMNS.size(), "?")) + ")";

    private static final String INSERT_REJECTION =
            "insert into rejection (booking_id, sub_account_id, period_starts_at,"
                    + " machine, to_at, by_reason) values (?, ?, ?, ?, ?, ?)";

    private BookingLines() {}

    /** @throws PersistenceException when the database refuses them */
    static void write(EntityManager em, List<Booking> bookings) {
        Rows.write(em, INSERT, bookings, Booking::bind, "Lines of the ledger could not be written.");
        // All of them, while a pool rejects everything.
        Rows.write(
                em,
                INSERT_REJECTION,
                bookings.stream()
                        .filter(booking -> booking.getRejectedShares() > 0)
                        .toList(),
                Rejection::bind,
                "Rejections could not be written.");
    }
}
