package io.sluice.distribution;

import io.sluice.api.Work;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A period of a sub-account's standard and what was accumulated in it. Changed only under the sub-account's lock. */
@Entity
@Table(name = "standard_period")
public class StandardPeriod {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "standard_period_ids")
    @SequenceGenerator(name = "standard_period_ids", sequenceName = "standard_period_ids", allocationSize = 50)
    private Long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "sub_account_id", nullable = false, updatable = false)
    private SubAccount subAccount;

    @Column(name = "starts_at", nullable = false, updatable = false)
    private Instant startsAt;

    @Column(name = "ends_at")
    private Instant endsAt;

    @Column(name = "standard_hashes")
    private BigDecimal standardHashes;

    @Column(name = "carried_hashes", nullable = false)
    private BigDecimal carriedHashes = BigDecimal.ZERO;

    @Column(name = "accumulated_hashes", nullable = false)
    private BigDecimal accumulatedHashes = BigDecimal.ZERO;

    @Column(name = "accepted_shares", nullable = false)
    private long acceptedShares;

    @Column(name = "rejected_shares", nullable = false)
    private long rejectedShares;

    @Column(name = "unanswered_shares", nullable = false)
    private long unansweredShares;

    @Column(name = "up_to_standard_at")
    private Instant upToStandardAt;

    @Column(name = "incarnation")
    private String incarnation;

    @Column(name = "incarnation_base", nullable = false)
    private BigDecimal incarnationBase = BigDecimal.ZERO;

    protected StandardPeriod() {}

    StandardPeriod(SubAccount subAccount, Span span, Optional<Work> standard) {
        this.subAccount = Objects.requireNonNull(subAccount, "subAccount");
        this.startsAt = span.start();
        this.endsAt = span.end().orElse(null);
        this.standardHashes = standard.map(Work::hashes).orElse(null);
    }

    /** Grows; a cursor for paging. */
    public Long getId() {
        return id;
    }

    public SubAccount getSubAccount() {
        return subAccount;
    }

    public Span getSpan() {
        return new Span(startsAt, Optional.ofNullable(endsAt));
    }

    /** What is due in this period, with what is carried over from the one before; empty for a surplus account. */
    public Optional<Work> getStandard() {
        return Optional.ofNullable(standardHashes).map(standard -> new Work(standard.add(carriedHashes)));
    }

    /** Whether what is due was accumulated; never for a surplus account. */
    boolean hasAccumulatedWhatIsDue() {
        return standardHashes != null && accumulatedHashes.compareTo(standardHashes.add(carriedHashes)) >= 0;
    }

    /** What of that the period before was short of. */
    public Work getCarried() {
        return standardHashes == null ? Work.ZERO : new Work(carriedHashes);
    }

    /** What is still due; zero when it is up to standard, and for a surplus account. */
    public Work getMissing() {
        return isUpToStandard()
                ? Work.ZERO
                : getStandard().map(due -> due.minus(getAccumulated())).orElse(Work.ZERO);
    }

    public Work getAccumulated() {
        return new Work(accumulatedHashes);
    }

    public long getAcceptedShares() {
        return acceptedShares;
    }

    public long getRejectedShares() {
        return rejectedShares;
    }

    /** Shares whose answer was never read: neither accepted nor rejected. */
    public long getUnansweredShares() {
        return unansweredShares;
    }

    /** When it came up to standard; empty while it is not. */
    public Optional<Instant> getUpToStandardAt() {
        return Optional.ofNullable(upToStandardAt);
    }

    public boolean isUpToStandard() {
        return upToStandardAt != null;
    }

    /**
     * How much a life of the adapter may collect in this period, counted from that life's beginning: what is due less
     * what was collected by others. Empty for a surplus account.
     */
    public Optional<Work> grantFor(String currentIncarnation) {
        BigDecimal byOthers = currentIncarnation.equals(incarnation) ? incarnationBase : accumulatedHashes;
        return getStandard().map(due -> due.minus(new Work(byOthers)));
    }

    /** Adds work collected by a life of the adapter; see {@link Incarnation} for which of two is the newer. */
    void add(Work work, long accepted, long rejected, long unanswered, Incarnation by, Incarnation latestBefore) {
        if (latestBefore == null || by.isNewerThan(latestBefore)) {
            incarnation = by.getName();
            incarnationBase = accumulatedHashes;
        } else if (!by.getName().equals(incarnation)) {
            // Late news of an earlier life: the present one did not collect it.
            incarnationBase = incarnationBase.add(work.hashes());
        }
        // The column has forty decimals; none of them is carried along from booking to booking but those that count.
        accumulatedHashes = accumulatedHashes.add(work.hashes()).stripTrailingZeros();
        acceptedShares += accepted;
        rejectedShares += rejected;
        unansweredShares += unanswered;
    }

    /** Name of the latest life of the adapter that collected work here. */
    Optional<String> getIncarnation() {
        return Optional.ofNullable(incarnation);
    }

    void setStandard(Optional<Work> standard) {
        standardHashes = standard.map(Work::hashes).orElse(null);
    }

    void setCarried(Work carried) {
        carriedHashes = carried.hashes();
    }

    /** Ends it then, or, where the clock was put back to before its start, at its start; null for never. */
    void endAt(Instant end) {
        endsAt = end == null || !end.isBefore(startsAt) ? end : startsAt;
    }

    void setUpToStandardAt(Optional<Instant> at) {
        upToStandardAt = at.orElse(null);
    }
}
