package io.sluice.distribution;

import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** A line of the ledger: shares of one machine for one sub-account within one period. Never changed. */
@Entity
@Table(name = "booking")
public class Booking {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "booking_ids")
    @SequenceGenerator(name = "booking_ids", sequenceName = "booking_ids", allocationSize = 1000)
    private Long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "sub_account_id", nullable = false, updatable = false)
    private SubAccount subAccount;

    @Column(name = "sequence_number", nullable = false, updatable = false)
    private long sequence;

    @Column(name = "period_starts_at", nullable = false, updatable = false)
    private Instant periodStartsAt;

    @Column(name = "period_ends_at", updatable = false)
    private Instant periodEndsAt;

    @Column(nullable = false, updatable = false)
    private String machine;

    @Column(name = "from_at", nullable = false, updatable = false)
    private Instant fromAt;

    @Column(name = "to_at", nullable = false, updatable = false)
    private Instant toAt;

    @Column(name = "accepted_shares", nullable = false, updatable = false)
    private long acceptedShares;

    @Column(name = "hashes", nullable = false, updatable = false)
    private BigDecimal hashes;

    @Column(name = "accumulated_hashes", nullable = false, updatable = false)
    private BigDecimal accumulatedHashes;

    @Column(name = "rejected_shares", nullable = false, updatable = false)
    private long rejectedShares;

    @Column(name = "rejected_by_reason", nullable = false, updatable = false)
    private String rejectedByReason;

    @Column(name = "unanswered_shares", nullable = false, updatable = false)
    private long unansweredShares;

    @Column(name = "up_to_standard", nullable = false, updatable = false)
    private boolean upToStandard;

    @Column(nullable = false, updatable = false)
    private String incarnation;

    @Column(name = "report_number", nullable = false, updatable = false)
    private long reportNumber;

    @Column(name = "report_index", nullable = false, updatable = false)
    private int reportIndex;

    @Column(name = "booked_at", nullable = false, updatable = false)
    private Instant bookedAt;

    protected Booking() {}

    /** The line for one result of a report, after it was added to its period. */
    Booking(
            long id,
            long sequence,
            StandardPeriod period,
            TaskResult result,
            Work work,
            String rejectedByReason,
            ReportId report,
            int reportIndex,
            Instant now) {
        this.id = id;
        this.subAccount = period.getSubAccount();
        this.sequence = sequence;
        // As the columns have them, so that what is told of it is the same before it was written and after.
        this.periodStartsAt = InstantColumn.stored(period.getSpan().start());
        this.periodEndsAt = period.getSpan().end().map(InstantColumn::stored).orElse(null);
        this.machine = result.machine();
        this.fromAt = InstantColumn.stored(result.from());
        this.toAt = InstantColumn.stored(result.to());
        this.acceptedShares = result.accepted();
        this.hashes = work.hashes();
        this.accumulatedHashes = period.getAccumulated().hashes();
        this.rejectedShares = result.rejectedShares();
        this.rejectedByReason = rejectedByReason;
        this.unansweredShares = result.unanswered();
        this.upToStandard = period.isUpToStandard();
        this.incarnation = report.incarnation();
        this.reportNumber = report.number();
        this.reportIndex = reportIndex;
        this.bookedAt = now;
    }

    /** Sets a line's values, in the order of {@link BookingLines#COLUMNS}. */
    void bind(PreparedStatement insert) throws SQLException {
        int column = 0;
        insert.setLong(++column, id);
        insert.setLong(++column, subAccount.getId());
        insert.setLong(++column, sequence);
        insert.setLong(++column, InstantColumn.micros(periodStartsAt));
        insert.setObject(++column, InstantColumn.micros(periodEndsAt), Types.BIGINT);
        insert.setString(++column, machine);
        insert.setLong(++column, InstantColumn.micros(fromAt));
        insert.setLong(++column, InstantColumn.micros(toAt));
        insert.setLong(++column, acceptedShares);
        insert.setBigDecimal(++column, hashes);
        insert.setBigDecimal(++column, accumulatedHashes);
        insert.setLong(++column, rejectedShares);
        insert.setString(++column, rejectedByReason);
        insert.setLong(++column, unansweredShares);
        insert.setBoolean(++column, upToStandard);
        insert.setString(++column, incarnation);
        insert.setLong(++column, reportNumber);
        insert.setInt(++column, reportIndex);
        insert.setLong(++column, InstantColumn.micros(bookedAt));
    }

    /** What the accounting system is told of it. */
    AccountingMessage message(AccountingJson json) {
        return new AccountingMessage(subAccount.getId(), subAccount.getName(), sequence, json.body(this));
    }

    /** Grows with each booking of a sub-account; a cursor for paging. */
    public Long getId() {
        return id;
    }

    public SubAccount getSubAccount() {
        return subAccount;
    }

    /** 1, 2, 3 … for each sub-account, no gaps. */
    public long getSequence() {
        return sequence;
    }

    public Span getPeriod() {
        return new Span(periodStartsAt, Optional.ofNullable(periodEndsAt));
    }

    public String getMachine() {
        return machine;
    }

    /** Time of the first verdict. */
    public Instant getFrom() {
        return fromAt;
    }

    /** Time of the last verdict. */
    public Instant getTo() {
        return toAt;
    }

    public long getAcceptedShares() {
        return acceptedShares;
    }

    /** What the accepted shares stand for. */
    public Work getWork() {
        return new Work(hashes);
    }

    /** The period's work after this booking. */
    public Work getAccumulated() {
        return new Work(accumulatedHashes);
    }

    public long getRejectedShares() {
        return rejectedShares;
    }

    /** A JSON object: reason, number of shares. */
    public String getRejectedByReason() {
        return rejectedByReason;
    }

    public long getUnansweredShares() {
        return unansweredShares;
    }

    /** Whether the period was up to standard after this booking. */
    public boolean isUpToStandard() {
        return upToStandard;
    }

    /** The report that it came with. */
    public ReportId getReport() {
        return new ReportId(incarnation, reportNumber);
    }

    public Instant getBookedAt() {
        return bookedAt;
    }
}
