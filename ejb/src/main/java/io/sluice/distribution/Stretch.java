package io.sluice.distribution;

import io.sluice.api.Work;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The bookings of a sub-account's period whose last verdict came in one stretch of time, added up. Changed only under the
 * sub-account's lock, and with the bookings.
 */
@Entity
@IdClass(Stretch.Key.class)
@Table(name = "stretch")
public class Stretch {
    /** What is written for each booking at first. */
    public static final Duration MINUTE = Duration.ofMinutes(1);

    /** What minutes become. */
    public static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    /** A UTC day; kept for good. */
    public static final Duration DAY = Duration.ofDays(1);

    @Id
    @ManyToOne(optional = false)
    @JoinColumn(name = "sub_account_id", nullable = false, updatable = false)
    private SubAccount subAccount;

    @Id
    @Column(name = "period_starts_at", nullable = false, updatable = false)
    private Instant periodStartsAt;

    @Id
    @Column(nullable = false, updatable = false)
    private int seconds;

    @Id
    @Column(name = "starts_at", nullable = false, updatable = false)
    private Instant startsAt;

    @Column(name = "accepted_shares", nullable = false)
    private long acceptedShares;

    @Column(name = "rejected_shares", nullable = false)
    private long rejectedShares;

    @Column(name = "unanswered_shares", nullable = false)
    private long unansweredShares;

    @Column(nullable = false)
    private BigDecimal hashes = BigDecimal.ZERO;

    @Column(name = "first_booking", nullable = false)
    private long firstBooking = Long.MAX_VALUE;

    @Column(name = "last_booking", nullable = false)
    private long lastBooking;

    protected Stretch() {}

    Stretch(SubAccount subAccount, Instant periodStartsAt, Duration length, Instant startsAt) {
        this.subAccount = Objects.requireNonNull(subAccount, "subAccount");
        this.periodStartsAt = Objects.requireNonNull(periodStartsAt, "periodStartsAt");
        this.seconds = Math.toIntExact(length.toSeconds());
        this.startsAt = startOf(startsAt, length);
    }

    /** The beginning of the stretch of that length that an instant falls into. */
    public static Instant startOf(Instant at, Duration length) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), length.toSeconds()) * length.toSeconds());
    }

    public SubAccount getSubAccount() {
        return subAccount;
    }

    /** Names the period. */
    public Instant getPeriodStartsAt() {
        return periodStartsAt;
    }

    public Instant getStartsAt() {
        return startsAt;
    }

    public Shares getShares() {
        return new Shares(acceptedShares, rejectedShares, unansweredShares, new Work(hashes));
    }

    /** Where in the ledger these bookings are, with others between them. */
    RowRange getBookings() {
        return new RowRange(firstBooking, lastBooking);
    }

    void add(Shares more, RowRange bookings) {
        RowRange all = getBookings().and(bookings);
        firstBooking = all.first();
        lastBooking = all.last();
        Shares sum = getShares().plus(more);
        acceptedShares = sum.accepted();
        rejectedShares = sum.rejected();
        unansweredShares = sum.unanswered();
        hashes = sum.work().hashes();
    }

    /** Whose, of which period, how long and when; in the shape that JPA wants. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private Long subAccount;
        private Instant periodStartsAt;
        private int seconds;
        private Instant startsAt;

        public Key() {}

        Key(SubAccount subAccount, Instant periodStartsAt, Duration length, Instant startsAt) {
            this.subAccount = subAccount.getId();
            this.periodStartsAt = periodStartsAt;
            this.seconds = Math.toIntExact(length.toSeconds());
            this.startsAt = startsAt;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && Objects.equals(key.subAccount, subAccount)
                    && Objects.equals(key.periodStartsAt, periodStartsAt)
                    && key.seconds == seconds
                    && Objects.equals(key.startsAt, startsAt);
        }

        @Override
        public int hashCode() {
            return Objects.hash(subAccount, periodStartsAt, seconds, startsAt);
        }
    }
}
