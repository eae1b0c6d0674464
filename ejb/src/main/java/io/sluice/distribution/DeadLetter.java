package io.sluice.distribution;

import io.sluice.api.ReportId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A message that could not be read, kept for whoever finds out why. */
@Entity
@Table(name = "dead_letter")
public class DeadLetter {
    /** What an operator made of it. */
    enum State {
        /** Nothing yet. */
        OPEN,
        /** Nobody wants it. That it was there is kept, so that the adapter does not deliver it again; its text is not. */
        DISCARDED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "dead_letter_ids")
    @SequenceGenerator(name = "dead_letter_ids", sequenceName = "dead_letter_ids", allocationSize = 50)
    private Long id;

    @Column(name = "arrived_at", nullable = false, updatable = false)
    private Instant arrivedAt;

    @Column(nullable = false, updatable = false)
    private String queue;

    @Column(nullable = false, updatable = false)
    private String reason;

    @Column(nullable = false)
    private String body;

    @Column(updatable = false)
    private String incarnation;

    @Column(name = "report_number", updatable = false)
    private Long reportNumber;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private State state = State.OPEN;

    protected DeadLetter() {}

    DeadLetter(Instant arrivedAt, String queue, String reason, String body, Optional<ReportId> report) {
        this.arrivedAt = arrivedAt;
        this.queue = queue;
        this.reason = Text.upTo(1000, reason);
        this.body = Text.storable(body);
        this.incarnation = report.map(ReportId::incarnation).orElse(null);
        this.reportNumber = report.map(ReportId::number).orElse(null);
    }

    /** Grows with time; a cursor for paging. */
    public Long getId() {
        return id;
    }

    public Instant getArrivedAt() {
        return arrivedAt;
    }

    /** Where it arrived. */
    public String getQueue() {
        return queue;
    }

    /** Why it could not be read. */
    public String getReason() {
        return reason;
    }

    /** Its text, as it arrived. */
    public String getBody() {
        return body;
    }

    /** The report that it was, where that is known. */
    public Optional<ReportId> getReport() {
        return incarnation == null ? Optional.empty() : Optional.of(new ReportId(incarnation, reportNumber));
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void discard() {
        state = State.DISCARDED;
        body = "";
    }
}
