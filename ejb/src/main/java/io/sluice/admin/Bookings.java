package io.sluice.admin;

import io.sluice.distribution.Booking;
import io.sluice.distribution.Books;
import io.sluice.distribution.LedgerQueries;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ledger, to be read. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Bookings {
    @EJB
    LedgerQueries ledger;

    @EJB
    Books books;

    /**
     * Bookings, oldest first.
     *
     * @param subAccount only of this one, which may be archived
     * @param from only what ended then or later
     * @param to only what ended before then
     * @param cursor {@link Slice#next} of the slice before
     * @param limit 1 to 1000
     * @throws InvalidInputException when there is no such sub-account
     */
    public Slice<BookingView> between(
            Optional<String> subAccount,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Long> cursor,
            int limit) {
        subAccount.ifPresent(this::mustExist);
        List<Booking> found =
                books.part(new Books.Selection(subAccount, Optional.empty(), from, to), cursor.orElse(0L), limit);
        return new Slice<>(
                found.stream().map(Bookings::view).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).getId()));
    }

    /** What is still under way behind the ledger. */
    @PermitAll // metrics ask, which are nobody
    public Backlog backlog() {
        return new Backlog(
                ledger.unpublished(),
                ledger.lastBooking().map(booking -> new LastBooking(booking.getTo(), booking.getBookedAt())),
                Instant.now());
    }

    /**
     * What is still under way.
     *
     * @param unpublished bookings that the accounting system is still to be told of
     * @param last the newest booking; empty before the first
     */
    public record Backlog(long unpublished, Optional<LastBooking> last, Instant at) {
        /**
         * How far the ledger is behind: how long the last booking took from the pool's answer, or, while reports wait, how
         * long there has been none.
         */
        public double lagSeconds(boolean reportsWait) {
            return last.map(booking -> Duration.between(
                            reportsWait ? booking.bookedAt() : booking.answeredAt(),
                            reportsWait ? at : booking.bookedAt()))
                    .map(lag -> Math.max(0, lag.toMillis() / 1000.0))
                    .orElse(0.0);
        }
    }

    /**
     * The newest booking.
     *
     * @param answeredAt when the pool gave the last answer in it
     * @param bookedAt when it was booked
     */
    public record LastBooking(Instant answeredAt, Instant bookedAt) {}

    private void mustExist(String subAccount) {
        if (!ledger.isKnown(subAccount)) {
            throw Errors.noSubAccount(subAccount);
        }
    }

    static BookingView view(Booking booking) {
        return new BookingView(
                booking.getSubAccount().getName(),
                booking.getSequence(),
                booking.getPeriod().start(),
                booking.getPeriod().end(),
                booking.getMachine(),
                booking.getFrom(),
                booking.getTo(),
                booking.getAcceptedShares(),
                booking.getWork().hashes(),
                booking.getAccumulated().hashes(),
                booking.getRejectedShares(),
                booking.getUnansweredShares(),
                booking.isUpToStandard());
    }
}
