package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;

/** A message that could not be read, kept for whoever finds out why. */
@Entity
@Table(name = "dead_letter")
public class DeadLetter {
    private static final int LONGEST_BODY = 1_000_000;

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

    @Column(nullable = false, updatable = false)
    private String body;

    protected DeadLetter() {}

    DeadLetter(Instant arrivedAt, String queue, String reason, String body) {
        this.arrivedAt = arrivedAt;
        this.queue = queue;
        this.reason = Text.upTo(1000, reason);
        this.body = Text.upTo(LONGEST_BODY, body);
    }

    public Long getId() {
        return id;
    }

    public Instant getArrivedAt() {
        return arrivedAt;
    }

    public String getQueue() {
        return queue;
    }

    public String getReason() {
        return reason;
    }

    public String getBody() {
        return body;
    }
}
