package io.sluice.distribution;

import io.sluice.api.ShareCount;
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
import java.util.Objects;
import java.util.Optional;

/**
 * What one life of the adapter counted in a period, and what of it is booked. Changed only under the sub-account's lock, and
 * with the bookings.
 */
@Entity
@IdClass(LifeCount.Key.class)
@Table(name = "life_count")
public class LifeCount {
    @Id
    private String incarnation;

    @Id
    @ManyToOne(optional = false)
    @JoinColumn(name = "period_id", nullable = false, updatable = false)
    private StandardPeriod period;

    @Column(name = "booked_accepted", nullable = false)
    private long bookedAccepted;

    @Column(name = "booked_rejected", nullable = false)
    private long bookedRejected;

    @Column(name = "booked_unanswered", nullable = false)
    private long bookedUnanswered;

    @Column(name = "booked_hashes", nullable = false)
    private BigDecimal bookedHashes = BigDecimal.ZERO;

    @Column(name = "counted_sent")
    private Long countedSent;

    @Column(name = "counted_accepted")
    private Long countedAccepted;

    @Column(name = "counted_rejected")
    private Long countedRejected;

    @Column(name = "counted_unanswered")
    private Long countedUnanswered;

    @Column(name = "counted_hashes")
    private BigDecimal countedHashes;

    protected LifeCount() {}

    LifeCount(String incarnation, StandardPeriod period) {
        this.incarnation = Objects.requireNonNull(incarnation, "incarnation");
        this.period = Objects.requireNonNull(period, "period");
    }

    /** Name of the adapter's life. */
    public String getIncarnation() {
        return incarnation;
    }

    public StandardPeriod getPeriod() {
        return period;
    }

    /** What is booked of what the life reported. */
    public Shares getBooked() {
        return new Shares(bookedAccepted, bookedRejected, bookedUnanswered, new Work(bookedHashes));
    }

    /** What the life counted; empty until it is over and said so. */
    public Optional<ShareCount> getCounted() {
        return countedSent == null
                ? Optional.empty()
                : Optional.of(new ShareCount(
                        period.getSubAccount().getName(),
                        period.getSpan().start(),
                        countedSent,
                        countedAccepted,
                        countedRejected,
                        countedUnanswered,
                        new Work(countedHashes)));
    }

    void book(Shares more) {
        Shares sum = getBooked().plus(more);
        bookedAccepted = sum.accepted();
        bookedRejected = sum.rejected();
        bookedUnanswered = sum.unanswered();
        bookedHashes = sum.work().hashes();
    }

    /** What a life counts only grows: less is what its last files still tell of a period that was told before. */
    void counted(ShareCount count, Work bookable) {
        if (countedSent != null && count.sent() < countedSent) {
            return;
        }
        countedSent = count.sent();
        countedAccepted = count.accepted();
        countedRejected = count.rejected();
        countedUnanswered = count.unanswered();
        countedHashes = bookable.hashes();
    }

    /** Life and period, in the shape that JPA wants. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private String incarnation;
        private Long period;

        public Key() {}

        Key(String incarnation, StandardPeriod period) {
            this.incarnation = incarnation;
            this.period = period.getId();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && Objects.equals(key.period, period)
                    && Objects.equals(key.incarnation, incarnation);
        }

        @Override
        public int hashCode() {
            return Objects.hash(incarnation, period);
        }
    }
}
