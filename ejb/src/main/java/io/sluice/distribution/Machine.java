package io.sluice.distribution;

import io.sluice.allocation.Explanation;
import io.sluice.api.Names;
import io.sluice.evidence.Finding;
import io.sluice.evidence.Learned;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One mining machine, known by the user name it sends.
 *
 * <p>There is no version column: operators change role, group and service, the adapter's reports change the rest, and
 * whoever writes leaves alone what others change.
 */
@Entity
@Table(name = "machine")
public class Machine {
    /** What a machine is for. */
    public enum Role {
        /** It works. */
        ACTIVE,
        /** It takes the place of an active machine that fails. */
        STANDBY
    }

    /** In the order in which they are read from a row. */
    static final String COLUMNS =
            "id, name, role, group_name, standard_hashrate, out_of_service, archived, created_at, first_seen_at, last_seen_at,"
                    + " online, connected_since, disconnected_at, stands_in_for, health, health_since, health_reason,"
                    + " learned_hashrate, learned_shares, learned_at, replaced_since, place, why, why_sub_account, why_next,"
                    + " why_next_at, why_text, why_since";

    private static final int LONGEST_REASON = 500;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "machine_ids")
    @SequenceGenerator(name = "machine_ids", sequenceName = "machine_ids", allocationSize = 1000)
    private Long id;

    @Column(nullable = false, updatable = false)
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role = Role.ACTIVE;

    @ManyToOne(optional = false)
    @JoinColumn(name = "group_name", nullable = false)
    private AllocationGroup group;

    @Column(name = "standard_hashrate")
    private Double standardHashrate;

    @Column(name = "out_of_service", nullable = false)
    private boolean outOfService;

    @Column(nullable = false)
    private boolean archived;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "first_seen_at")
    private Instant firstSeenAt;

    @Column(name = "last_seen_at")
    private Instant lastSeenAt;

    @Column(nullable = false)
    private boolean online;

    @Column(name = "connected_since")
    private Instant connectedSince;

    @Column(name = "disconnected_at")
    private Instant disconnectedAt;

    @Column(name = "stands_in_for")
    private String standsInFor;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Finding.State health = Finding.State.HEALTHY;

    @Column(name = "health_since")
    private Instant healthSince;

    @Column(name = "health_reason", nullable = false)
    private String healthReason = "";

    @Column(name = "learned_hashrate")
    private Double learnedHashrate;

    @Column(name = "learned_shares")
    private Double learnedShares;

    @Column(name = "learned_at")
    private Instant learnedAt;

    @Column(name = "replaced_since")
    private Instant replacedSince;

    private String place;

    @Column(name = "why")
    private String why;

    @Column(name = "why_sub_account")
    private String whySubAccount;

    @Column(name = "why_next")
    private String whyNext;

    @Column(name = "why_next_at")
    private Instant whyNextAt;

    @Column(name = "why_text")
    private String whyText;

    @Column(name = "why_since")
    private Instant whySince;

    protected Machine() {}

    /**
     * An active machine that was not seen yet.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public Machine(String name, AllocationGroup group, Instant now) {
        this.name = Names.machine(name);
        this.group = Objects.requireNonNull(group, "group");
        this.createdAt = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** As a row says, which has the {@link #COLUMNS}; nobody keeps it in step with the database. */
    Machine(ResultSet row, Function<String, AllocationGroup> groups) throws SQLException {
        int column = 0;
        id = row.getLong(++column);
        name = row.getString(++column);
        role = Role.valueOf(row.getString(++column));
        group = groups.apply(row.getString(++column));
        standardHashrate = number(row, ++column);
        outOfService = row.getBoolean(++column);
        archived = row.getBoolean(++column);
        createdAt = instant(row, ++column);
        firstSeenAt = instant(row, ++column);
        lastSeenAt = instant(row, ++column);
        online = row.getBoolean(++column);
        connectedSince = instant(row, ++column);
        disconnectedAt = instant(row, ++column);
        standsInFor = row.getString(++column);
        health = Finding.State.valueOf(row.getString(++column));
        healthSince = instant(row, ++column);
        healthReason = row.getString(++column);
        learnedHashrate = number(row, ++column);
        learnedShares = number(row, ++column);
        learnedAt = instant(row, ++column);
        replacedSince = instant(row, ++column);
        place = row.getString(++column);
        why = row.getString(++column);
        whySubAccount = row.getString(++column);
        whyNext = row.getString(++column);
        whyNextAt = instant(row, ++column);
        whyText = row.getString(++column);
        whySince = instant(row, ++column);
    }

    /** Sets the values of a new row, in the order of {@link MachineRows}; whatever else there is is not set in a new machine. */
    void bind(long newId, PreparedStatement insert) throws SQLException {
        int column = 0;
        insert.setLong(++column, newId);
        insert.setString(++column, name);
        insert.setString(++column, role.name());
        insert.setString(++column, group.getName());
        insert.setBoolean(++column, outOfService);
        insert.setBoolean(++column, archived);
        insert.setLong(++column, InstantColumn.micros(createdAt));
        insert.setObject(++column, InstantColumn.micros(firstSeenAt), Types.BIGINT);
        insert.setObject(++column, InstantColumn.micros(lastSeenAt), Types.BIGINT);
        insert.setBoolean(++column, online);
        insert.setString(++column, health.name());
        insert.setString(++column, healthReason);
    }

    /** Sets what {@link #seen} changes, and which row's it is. */
    void bindSeen(PreparedStatement update) throws SQLException {
        int column = bindSeenAt(update);
        update.setLong(++column, id);
    }

    /** Sets what {@link #connected} and {@link #disconnected} change, and which row's it is. */
    void bindPresence(PreparedStatement update) throws SQLException {
        int column = bindSeenAt(update);
        update.setBoolean(++column, online);
        update.setObject(++column, InstantColumn.micros(connectedSince), Types.BIGINT);
        update.setObject(++column, InstantColumn.micros(disconnectedAt), Types.BIGINT);
        update.setLong(++column, id);
    }

    /** Returns the last column that it set. */
    private int bindSeenAt(PreparedStatement update) throws SQLException {
        int column = 0;
        update.setObject(++column, InstantColumn.micros(firstSeenAt), Types.BIGINT);
        update.setObject(++column, InstantColumn.micros(lastSeenAt), Types.BIGINT);
        update.setObject(++column, InstantColumn.micros(lastSeenAt), Types.BIGINT);
        return column;
    }

    private static Double number(ResultSet row, int column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? null : Double.valueOf(number);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : InstantColumn.instant(micros);
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public Role getRole() {
        return role;
    }

    public void setRole(Role role) {
        this.role = Objects.requireNonNull(role, "role");
    }

    public AllocationGroup getGroup() {
        return group;
    }

    public void setGroup(AllocationGroup group) {
        this.group = Objects.requireNonNull(group, "group");
    }

    /** Hashes a second that it is expected to do; empty when nothing is expected. */
    public OptionalDouble getStandardHashrate() {
        return standardHashrate == null ? OptionalDouble.empty() : OptionalDouble.of(standardHashrate);
    }

    /** @throws IllegalArgumentException unless it is empty or a finite number above zero */
    public void setStandardHashrate(OptionalDouble hashrate) {
        if (hashrate.isPresent() && !(hashrate.getAsDouble() > 0 && Double.isFinite(hashrate.getAsDouble()))) {
            throw new IllegalArgumentException(
                    "A machine's standard hashrate is a number above 0, in hashes a second.");
        }
        this.standardHashrate = hashrate.isPresent() ? hashrate.getAsDouble() : null;
    }

    /** Whether an operator took it out of service: it stays connected and gets no work. */
    public boolean isOutOfService() {
        return outOfService;
    }

    public void setOutOfService(boolean outOfService) {
        this.outOfService = outOfService;
    }

    /** An archived machine is not admitted as known; what was booked for it stays. */
    public boolean isArchived() {
        return archived;
    }

    public void setArchived(boolean archived) {
        this.archived = archived;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    /** When it was admitted for the first time; empty when it never was. */
    public Optional<Instant> getFirstSeenAt() {
        return Optional.ofNullable(firstSeenAt);
    }

    public Optional<Instant> getLastSeenAt() {
        return Optional.ofNullable(lastSeenAt);
    }

    /** Whether it was connected by the last report; the adapter's status is fresher. */
    public boolean isOnline() {
        return online;
    }

    public Optional<Instant> getConnectedSince() {
        return Optional.ofNullable(connectedSince);
    }

    /** Since when it is gone; empty while it is connected, and when it never was. */
    public Optional<Instant> getDisconnectedAt() {
        return Optional.ofNullable(disconnectedAt);
    }

    /** For a standby machine at work: the active machine whose place it takes. */
    public Optional<String> getStandsInFor() {
        return Optional.ofNullable(standsInFor);
    }

    /** Set by the scheduler. */
    public void setStandsInFor(Optional<String> machine) {
        standsInFor = machine.orElse(null);
    }

    /** What the evidence said when it last said something new. */
    public Finding getFinding() {
        return new Finding(health, healthSince == null ? createdAt : healthSince, healthReason);
    }

    /** Set by the scheduler. */
    public void setFinding(Finding finding) {
        health = finding.state();
        healthSince = finding.since().truncatedTo(ChronoUnit.MICROS);
        healthReason = Text.upTo(LONGEST_REASON, finding.reason());
    }

    /** What it is known to do; empty until enough was seen. */
    public Optional<Learned> getLearned() {
        return learnedHashrate == null || learnedShares == null
                ? Optional.empty()
                : Optional.of(new Learned(learnedHashrate, learnedShares));
    }

    /** When something was learned last. */
    public Optional<Instant> getLearnedAt() {
        return Optional.ofNullable(learnedAt);
    }

    /** Set by the scheduler. */
    public void learn(Learned learned, Instant at) {
        learnedHashrate = learned.hashrate();
        learnedShares = learned.shares();
        learnedAt = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Hashes a second that it should do: what an operator set, or else what it is known to do. */
    public OptionalDouble getExpectedHashrate() {
        if (standardHashrate != null) {
            return OptionalDouble.of(standardHashrate);
        }
        return learnedHashrate == null ? OptionalDouble.empty() : OptionalDouble.of(learnedHashrate);
    }

    /** Since when an operator has standby machines in its place, whatever it does. */
    public Optional<Instant> getReplacedSince() {
        return Optional.ofNullable(replacedSince);
    }

    public void setReplacedSince(Optional<Instant> at) {
        replacedSince =
                at.map(instant -> instant.truncatedTo(ChronoUnit.MICROS)).orElse(null);
    }

    /** Whose part of the hashrate it belongs to by the last plan; empty for none. */
    public Optional<String> getPlace() {
        return Optional.ofNullable(place);
    }

    /** Set by the scheduler. */
    public void setPlace(Optional<String> subAccount) {
        place = subAccount.orElse(null);
    }

    /** What was decided for it last, and why, with the figures of that moment; empty before anything was. */
    public Optional<Explanation> getExplanation() {
        return Optional.ofNullable(why)
                .map(kind -> new Explanation(
                        Explanation.Why.valueOf(kind),
                        Optional.ofNullable(whySubAccount),
                        Optional.ofNullable(whyNext),
                        Optional.ofNullable(whyNextAt),
                        whyText));
    }

    /** Since when that is so. */
    public Optional<Instant> getExplainedSince() {
        return Optional.ofNullable(whySince);
    }

    /** A machine that was archived comes back as if it were new. */
    void takeUpAgain(AllocationGroup group) {
        this.archived = false;
        this.role = Role.ACTIVE;
        this.group = group;
        this.outOfService = false;
        this.standardHashrate = null;
        this.health = Finding.State.HEALTHY;
        this.healthSince = null;
        this.healthReason = "";
        this.learnedHashrate = null;
        this.learnedShares = null;
        this.learnedAt = null;
        this.replacedSince = null;
        this.place = null;
        this.why = null;
        this.whySince = null;
    }

    /** Takes note that it was admitted. */
    void seen(Instant at) {
        if (firstSeenAt == null) {
            firstSeenAt = at;
        }
        lastSeenAt = at;
    }

    void connected(Instant at) {
        seen(at);
        online = true;
        connectedSince = at;
        disconnectedAt = null;
    }

    void disconnected(Instant at) {
        if (lastSeenAt == null || lastSeenAt.isBefore(at)) {
            lastSeenAt = at;
        }
        online = false;
        connectedSince = null;
        disconnectedAt = at;
    }
}
