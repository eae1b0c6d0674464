package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;

/** That a booking has rejected shares, and why. They are few, so they are found without going through the ledger. */
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

    Rejection(Booking booking) {
        this.booking = booking.getId();
        this.subAccount = booking.getSubAccount();
        this.periodStartsAt = booking.getPeriod().start();
        this.machine = booking.getMachine();
        this.toAt = booking.getTo();
        this.byReason = booking.getRejectedByReason();
    }
}
