package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;

/** A life of the adapter, from its start to its stop. Grants are counted per life. */
@Entity
@Table(name = "incarnation")
public class Incarnation {
    @Id
    private String name;

    @Column(name = "number", nullable = false, updatable = false)
    private long number;

    @Column(name = "started_at", nullable = false, updatable = false)
    private Instant startedAt;

    protected Incarnation() {}

    Incarnation(String name, long number, Instant startedAt) {
        this.name = Objects.requireNonNull(name, "name");
        this.number = number;
        this.startedAt = Objects.requireNonNull(startedAt, "startedAt");
    }

    public String getName() {
        return name;
    }

    public Instant getStartedAt() {
        return startedAt;
    }

    long getNumber() {
        return number;
    }

    boolean isNewerThan(Incarnation other) {
        return number > other.number;
    }
}
