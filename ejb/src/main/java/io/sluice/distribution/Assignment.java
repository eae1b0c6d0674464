package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A time in which a machine worked for a sub-account. */
@Entity
@Table(name = "assignment")
public class Assignment {
    private static final int LONGEST_REASON = 500;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "assignment_ids")
    @SequenceGenerator(name = "assignment_ids", sequenceName = "assignment_ids", allocationSize = 1000)
    private Long id;

    @Column(nullable = false, updatable = false)
    private String machine;

    @Column(name = "sub_account", nullable = false, updatable = false)
    private String subAccount;

    @Column(name = "from_at", nullable = false, updatable = false)
    private Instant from;

    @Column(name = "until_at")
    private Instant until;

    @Column(nullable = false, updatable = false)
    private String why;

    @Column(name = "ended_why", nullable = false)
    private String endedWhy = "";

    protected Assignment() {}

    Assignment(String machine, String subAccount, Instant from, String why) {
        this.machine = Objects.requireNonNull(machine, "machine");
        this.subAccount = Objects.requireNonNull(subAccount, "subAccount");
        this.from = Objects.requireNonNull(from, "from");
        this.why = Text.upTo(LONGEST_REASON, why);
    }

    /** As a row says, in the order of {@link AssignmentRows}; nobody keeps it in step with the database. */
    Assignment(ResultSet row) throws SQLException {
        int column = 0;
        id = row.getLong(++column);
        machine = row.getString(++column);
        subAccount = row.getString(++column);
        from = InstantColumn.instant(row.getLong(++column));
        long micros = row.getLong(++column);
        until = row.wasNull() ? null : InstantColumn.instant(micros);
        why = row.getString(++column);
        endedWhy = row.getString(++column);
    }

    /** Sets the values of a new row. */
    void bind(long newId, PreparedStatement insert) throws SQLException {
        int column = 0;
        insert.setLong(++column, newId);
        insert.setString(++column, machine);
        insert.setString(++column, subAccount);
        insert.setLong(++column, InstantColumn.micros(from));
        insert.setObject(++column, InstantColumn.micros(until), Types.BIGINT);
        insert.setString(++column, why);
        insert.setString(++column, endedWhy);
    }

    /** Sets the values that change, and which row's they are. */
    void bindChange(PreparedStatement update) throws SQLException {
        update.setObject(1, InstantColumn.micros(until), Types.BIGINT);
        update.setString(2, endedWhy);
        update.setLong(3, id);
    }

    public Long getId() {
        return id;
    }

    public String getMachine() {
        return machine;
    }

    public String getSubAccount() {
        return subAccount;
    }

    public Instant getFrom() {
        return from;
    }

    /** Empty while it works for it. */
    public Optional<Instant> getUntil() {
        return Optional.ofNullable(until);
    }

    /** Why it began. */
    public String getWhy() {
        return why;
    }

    /** Why it ended; empty while it did not. */
    public String getEndedWhy() {
        return endedWhy;
    }

    /** Never before it began. */
    void end(Instant at, String reason) {
        until = at.isBefore(from) ? from : at;
        endedWhy = Text.upTo(LONGEST_REASON, reason);
    }

    /** It had not ended after all. */
    void goOn() {
        until = null;
        endedWhy = "";
    }
}
