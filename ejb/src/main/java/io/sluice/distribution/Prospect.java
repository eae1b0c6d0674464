package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** How a sub-account fared by the last plan that said something new of it. Written by the scheduler alone. */
@Entity
@Table(name = "prospect")
public class Prospect {
    private static final int LONGEST_TEXT = 1000;

    @Id
    @Column(name = "sub_account")
    private String subAccount;

    @Column(nullable = false)
    private String state;

    @Column(nullable = false)
    private String text;

    @Column(nullable = false)
    private Instant since;

    @Column(name = "said_at", nullable = false)
    private Instant saidAt;

    @Column(name = "falls_short", nullable = false)
    private boolean fallingShort;

    @Column(name = "falls_short_changed_at", nullable = false)
    private Instant fallingShortChangedAt;

    @Column(name = "at_risk_since")
    private Instant atRiskSince;

    @Column(name = "period_starts_at", nullable = false)
    private Instant periodStartsAt;

    protected Prospect() {}

    /** Of a sub-account of which nothing was said yet. */
    public Prospect(String subAccount, Instant periodStart, Instant now) {
        this.subAccount = Objects.requireNonNull(subAccount, "subAccount");
        this.state = "";
        this.text = "";
        this.since = micros(now);
        this.saidAt = micros(now);
        this.fallingShortChangedAt = micros(now);
        this.periodStartsAt = micros(periodStart);
    }

    public String getSubAccount() {
        return subAccount;
    }

    /** In a word. */
    public String getState() {
        return state;
    }

    /** In a sentence, with the figures of the moment it was said. */
    public String getText() {
        return text;
    }

    /** Since when it is so. */
    public Instant getSince() {
        return since;
    }

    /** When it was last said, with the figures of then. */
    public Instant getSaidAt() {
        return saidAt;
    }

    /** Says how it fares now. */
    public void say(String state, String text, Instant now) {
        if (!state.equals(this.state)) {
            this.since = micros(now);
        }
        this.saidAt = micros(now);
        this.state = state;
        this.text = Text.upTo(LONGEST_TEXT, text);
    }

    /**
     * Takes note of whether its standard would be missed by the figures of now, which waver.
     *
     * @return since when they say the same
     */
    public Instant seen(boolean fallsShort, Instant now) {
        if (fallsShort != fallingShort) {
            fallingShort = fallsShort;
            fallingShortChangedAt = micros(now);
        }
        return fallingShortChangedAt;
    }

    /** Since when it is said that its standard is at risk; empty while it is not. */
    public Optional<Instant> getAtRiskSince() {
        return Optional.ofNullable(atRiskSince);
    }

    public void setAtRiskSince(Optional<Instant> at) {
        atRiskSince = at.map(Prospect::micros).orElse(null);
    }

    /** Start of the period that was last looked at. */
    public Instant getPeriodStart() {
        return periodStartsAt;
    }

    public void setPeriodStart(Instant start) {
        periodStartsAt = micros(start);
    }

    private static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }
}
