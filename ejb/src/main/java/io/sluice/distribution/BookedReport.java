package io.sluice.distribution;

import io.sluice.api.ReportId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** That a report was booked, so that it is not booked again. */
@Entity
@IdClass(BookedReport.Key.class)
@Table(name = "report")
public class BookedReport {
    @Id
    private String incarnation;

    @Id
    private long number;

    @Column(name = "booked_at", nullable = false, updatable = false)
    private Instant bookedAt;

    protected BookedReport() {}

    BookedReport(ReportId id, Instant bookedAt) {
        this.incarnation = id.incarnation();
        this.number = id.number();
        this.bookedAt = bookedAt;
    }

    public Instant getBookedAt() {
        return bookedAt;
    }

    /** The report's id, in the shape that JPA wants. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private String incarnation;
        private long number;

        public Key() {}

        Key(ReportId id) {
            this.incarnation = id.incarnation();
            this.number = id.number();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.number == number && Objects.equals(key.incarnation, incarnation);
        }

        @Override
        public int hashCode() {
            return Objects.hash(incarnation, number);
        }
    }
}
