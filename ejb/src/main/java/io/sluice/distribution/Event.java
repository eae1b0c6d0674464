package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Something that an operator may want to know of later. */
@Entity
@Table(name = "event")
public class Event {
    /** What happened. */
    public enum Kind {
        MACHINE_ADMITTED,
        MACHINE_CONNECTED,
        MACHINE_DISCONNECTED,
        /** A machine sends nothing, which is improbable at its standard. */
        MACHINE_SILENT,
        /** A machine does improbably little for its standard. */
        MACHINE_BELOW_STANDARD,
        /** A machine does its standard again. */
        MACHINE_HEALTHY,
        /** A machine works for another sub-account, or for none. */
        SWITCHED,
        /** Machines are to work for another sub-account; the text says why. */
        ASSIGNED,
        /** A standby machine takes the place of one that failed. */
        STANDBY_IN,
        /** A standby machine is not needed any more. */
        STANDBY_OUT,
        LOGIN_ACCEPTED,
        LOGIN_REFUSED,
        LOGIN_LOST,
        POOL_SERVING,
        POOL_FAILING,
        UP_TO_STANDARD,
        /** A standard will not be met with what is connected. */
        STANDARD_AT_RISK,
        /** A standard that was at risk will be met. */
        STANDARD_SAFE,
        /** A period ended below its standard. */
        STANDARD_MISSED,
        /** An operator changed something. */
        CHANGED,
        /** A life of the adapter began. */
        STARTED,
        /** Something that ought not to happen; the text says what to do. */
        ALARM
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "event_ids")
    @SequenceGenerator(name = "event_ids", sequenceName = "event_ids", allocationSize = 1000)
    private Long id;

    @Column(name = "happened_at", nullable = false, updatable = false)
    private Instant at;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, updatable = false)
    private Kind kind;

    @Column(updatable = false)
    private String machine;

    @Column(name = "sub_account", updatable = false)
    private String subAccount;

    @Column(updatable = false)
    private String pool;

    @Column(nullable = false, updatable = false)
    private String text;

    protected Event() {}

    /** An event that concerns nothing in particular yet; see the other methods. */
    public Event(Instant at, Kind kind, String text) {
        this.at = Objects.requireNonNull(at, "at");
        this.kind = Objects.requireNonNull(kind, "kind");
        this.text = Text.upTo(1000, text);
    }

    /** Sets the values of a new row, in the order of {@link EventRows}. */
    void bind(long newId, PreparedStatement insert) throws SQLException {
        int column = 0;
        insert.setLong(++column, newId);
        insert.setLong(++column, InstantColumn.micros(at));
        insert.setString(++column, kind.name());
        insert.setString(++column, machine);
        insert.setString(++column, subAccount);
        insert.setString(++column, pool);
        insert.setString(++column, text);
    }

    /** Says which machine it concerns. */
    public Event ofMachine(String name) {
        machine = name;
        return this;
    }

    /** Says which sub-account it concerns. */
    public Event ofSubAccount(String name) {
        subAccount = name;
        return this;
    }

    /** Says which pool it concerns. */
    public Event ofPool(String name) {
        pool = name;
        return this;
    }

    /** Grows with time; a cursor for paging. */
    public Long getId() {
        return id;
    }

    public Instant getAt() {
        return at;
    }

    public Kind getKind() {
        return kind;
    }

    public Optional<String> getMachine() {
        return Optional.ofNullable(machine);
    }

    public Optional<String> getSubAccount() {
        return Optional.ofNullable(subAccount);
    }

    public Optional<String> getPool() {
        return Optional.ofNullable(pool);
    }

    /** A sentence. */
    public String getText() {
        return text;
    }
}
