package io.sluice.distribution;

import io.sluice.api.LoginState;
import io.sluice.api.Names;
import io.sluice.api.Work;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * One customer's account at a pool, whose standard is filled.
 *
 * <p>There is no version column: the ledger draws the sub-account's booking numbers from this row many times a second,
 * and would break every edit. Who books, or changes the standard, locks the row instead ({@link CapabilityLedger},
 * {@link Standards}); of everything else only the columns that changed are written.
 */
@Entity
@Table(name = "sub_account")
public class SubAccount {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "sub_account_ids")
    @SequenceGenerator(name = "sub_account_ids", sequenceName = "sub_account_ids", allocationSize = 50)
    private Long id;

    @Column(nullable = false, updatable = false)
    private String name;

    @ManyToOne
    @JoinColumn(name = "pool_id")
    private Pool pool;

    @Column(name = "pool_user", nullable = false)
    private String user = "";

    @Convert(converter = SecretColumn.class)
    @Column(name = "pool_password", nullable = false)
    private String password = "";

    @Column(name = "place", nullable = false)
    private int position = 1;

    @ManyToOne(optional = false)
    @JoinColumn(name = "group_name", nullable = false)
    private AllocationGroup group;

    @Column(name = "standard_hashes")
    private BigDecimal standardHashes;

    @Column(name = "cycle")
    private String cycle;

    @Column(name = "cycle_since", nullable = false)
    private Instant cycleSince;

    @Column(nullable = false)
    private int priority;

    private BigDecimal weight;

    @Column(name = "due_at")
    private Instant dueAt;

    @Column(name = "carry_over", nullable = false)
    private boolean carryOver;

    @Column(name = "last_sequence", nullable = false)
    private long lastSequence;

    @Column(name = "login_revision", nullable = false)
    private long loginRevision = 1;

    @Enumerated(EnumType.STRING)
    @Column(name = "login_state", nullable = false)
    private LoginState loginState = LoginState.CONNECTING;

    @Column(name = "login_reason", nullable = false)
    private String loginReason = "";

    @Column(name = "login_address", nullable = false)
    private String loginAddress = "";

    @Column(name = "login_at")
    private Instant loginAt;

    @Column(nullable = false)
    private boolean archived;

    @Column(name = "paused_at")
    private Instant pausedAt;

    @Column(name = "paused_by")
    private String pausedBy;

    @Column(nullable = false)
    private String note = "";

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    protected SubAccount() {}

    /**
     * A sub-account without a login and without a standard.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public SubAccount(String name, AllocationGroup group, Instant now) {
        this.name = Names.checked("A sub-account's name", name);
        this.group = Objects.requireNonNull(group, "group");
        this.createdAt = now.truncatedTo(ChronoUnit.MILLIS);
        this.cycleSince = createdAt;
    }

    public Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    /** The pool; empty for one that was made by the ledger for reports of a name that was not known. */
    public Optional<Pool> getPool() {
        return Optional.ofNullable(pool);
    }

    /** User name at the pool. */
    public String getUser() {
        return user;
    }

    public String getPassword() {
        return password;
    }

    /** Changes the login. A new one gets a new revision, and no answer to an old one counts any more. */
    public void setLogin(Pool pool, String user, String password) {
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (pool.equals(this.pool) && user.equals(this.user) && password.equals(this.password)) {
            return;
        }
        this.pool = pool;
        this.user = user;
        this.password = password;
        loginRevision++;
        loginState = LoginState.CONNECTING;
        loginReason = "";
        loginAddress = "";
        loginAt = null;
    }

    /** Order in which the sub-accounts of a group are filled; the name decides between equals. */
    public int getPosition() {
        return position;
    }

    public void setPosition(int position) {
        this.position = position;
    }

    public AllocationGroup getGroup() {
        return group;
    }

    public void setGroup(AllocationGroup group) {
        this.group = Objects.requireNonNull(group, "group");
    }

    /** Who is served first when there is not enough for all: the smaller number. */
    public int getPriority() {
        return priority;
    }

    public void setPriority(int priority) {
        this.priority = priority;
    }

    /** Its part where hashrate is divided by ratio; empty when none was set. */
    public Optional<BigDecimal> getWeight() {
        return Optional.ofNullable(weight).map(BigDecimal::stripTrailingZeros);
    }

    /** @throws IllegalArgumentException unless it is empty or more than 0 */
    public void setWeight(Optional<BigDecimal> weight) {
        if (weight.filter(number -> number.signum() <= 0).isPresent()) {
            throw new IllegalArgumentException("A weight is more than 0.");
        }
        this.weight = weight.orElse(null);
    }

    /** When the standard is due, where that is not the end of a period. */
    public Optional<Instant> getDueAt() {
        return Optional.ofNullable(dueAt);
    }

    public void setDueAt(Optional<Instant> at) {
        dueAt = at.map(instant -> instant.truncatedTo(ChronoUnit.MICROS)).orElse(null);
    }

    /**
     * When what is due at an instant has to be done: the end of the period, or an earlier deadline that was set and lies
     * ahead. Empty when there is no hurry: one that has passed is missed and hurries nobody any more.
     */
    public Optional<Instant> deadlineAt(Instant now) {
        if (standardHashes == null) {
            return Optional.empty();
        }
        Span present = spanAt(now);
        return getDueAt()
                .filter(due -> due.isAfter(now))
                .filter(due -> present.end().map(due::isBefore).orElse(true))
                .or(present::end);
    }

    /** Whether what a period is short of is due in the next one as well. Changed with {@link Standards#set}. */
    public boolean isCarryOver() {
        return carryOver;
    }

    public void setCarryOver(boolean carryOver) {
        this.carryOver = carryOver;
    }

    /** What is due; empty for a surplus account. Changed by {@link Standards}. */
    public Optional<Standard> getStandard() {
        return standardHashes == null
                ? Optional.empty()
                : Optional.of(new Standard(new Work(standardHashes), Cycle.parse(cycle)));
    }

    /** The period that an instant falls into. */
    public Span spanAt(Instant at) {
        return cycle().spanAt(cycleSince, at);
    }

    /** The period before the one that begins at an instant; empty for the first one of the present cycle. */
    public Optional<Span> spanBefore(Instant start) {
        return start.isAfter(cycleSince) && isRepeating()
                ? Optional.of(spanAt(start.minus(1, ChronoUnit.MICROS)))
                : Optional.empty();
    }

    /** How long its periods usually are; empty when they do not follow one another. */
    public Optional<Duration> getCycleLength() {
        return cycle().length();
    }

    private Cycle cycle() {
        return cycle == null ? new Cycle.Once() : Cycle.parse(cycle);
    }

    /** Whether its periods follow one another, so that it is due again when it is up to standard. */
    public boolean isRepeating() {
        return spanAt(cycleSince).end().isPresent();
    }

    /** Whether this standard would begin a new period at once, being of another kind. */
    boolean startsAnewWith(Optional<Standard> standard) {
        return !Optional.ofNullable(cycle).map(Cycle::parse).equals(standard.map(Standard::cycle));
    }

    void changeStandard(Optional<Standard> standard, Instant now) {
        if (startsAnewWith(standard)) {
            cycleSince = now;
        }
        standardHashes = standard.map(s -> s.work().hashes()).orElse(null);
        cycle = standard.map(s -> s.cycle().text()).orElse(null);
    }

    /** Number of the last booking; 0 before the first. */
    public long getLastSequence() {
        return lastSequence;
    }

    /** Draws the next booking's number. Only who has locked the row may. */
    long nextSequence() {
        return ++lastSequence;
    }

    public long getLoginRevision() {
        return loginRevision;
    }

    public LoginState getLoginState() {
        return loginState;
    }

    /** The pool's own words when it refused, or why there is no connection. */
    public String getLoginReason() {
        return loginReason;
    }

    /** The pool's address that said so; empty before. */
    public String getLoginAddress() {
        return loginAddress;
    }

    public Optional<Instant> getLoginAt() {
        return Optional.ofNullable(loginAt);
    }

    void loginAnswered(LoginState state, String reason, String address, Instant at) {
        loginState = state;
        loginReason = Text.upTo(500, reason);
        loginAddress = Text.upTo(300, address);
        loginAt = at;
    }

    /** An archived sub-account is not served any more; what was booked for it stays. */
    public boolean isArchived() {
        return archived;
    }

    /** Archives it, or takes it up again; {@link Standards} says what is due then. */
    public void setArchived(boolean archived) {
        this.archived = archived;
    }

    /**
     * A paused sub-account gets no machines. Its periods, what is due in them and what is booked go on as ever, for shares
     * that are still under way.
     */
    public boolean isPaused() {
        return pausedAt != null;
    }

    /** Since when it is paused; empty while it is not. */
    public Optional<Instant> getPausedAt() {
        return Optional.ofNullable(pausedAt);
    }

    /** Who paused it; empty while it is not. */
    public Optional<String> getPausedBy() {
        return Optional.ofNullable(pausedBy);
    }

    /** Pauses it; one that is paused already stays so since then. */
    public void pause(String who, Instant now) {
        if (pausedAt == null) {
            pausedAt = now.truncatedTo(ChronoUnit.MILLIS);
            pausedBy = Text.upTo(80, who);
        }
    }

    public void resume() {
        pausedAt = null;
        pausedBy = null;
    }

    /** What operators want to remember of it; empty for nothing. */
    public String getNote() {
        return note;
    }

    public void setNote(String note) {
        this.note = Objects.requireNonNull(note, "note");
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
