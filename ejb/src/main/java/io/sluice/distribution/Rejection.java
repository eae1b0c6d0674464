package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** That a booking has rejected shares, and why. Mostly they are few, and they are found without going through the ledger. */
@Entity
@Table(name = "rejection")
public class Rejection {
    @Id
    @Column(name = "booking_id", updatable = false)
    private Long booking;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    @JoinColumn(name = "sub_account_id", nullable = false, updatable = false)
    @SuppressWarnings("UnusedVariable") // queries read it
    private SubAccount subAccount;

    @Column(name = "period_starts_at", nullable = false, updatable = false)
    private Instant periodStartsAt;

    @Column(nullable = false, updatable = false)
    private String machine;

    @Column(name = "to_at", nullable = false, updatable = false)
    private Instant toAt;

    @Column(name = "by_reason", nullable = false, updatable = false)
    private String byReason;

    protected Rejection() {}

    /** Sets the values of the row that says it of a booking. */
    static void bind(Booking booking, PreparedStatement row) throws SQLException {
        row.setLong(1, booking.getId());
        row.setLong(2, booking.getSubAccount().getId());
        row.setLong(3, InstantColumn.micros(booking.getPeriod().start()));
        row.setString(4, booking.getMachine());
        row.setLong(5, InstantColumn.micros(booking.getTo()));
        row.setString(6, booking.getRejectedByReason());
    }
}
