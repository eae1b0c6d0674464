package io.sluice.people;

import io.sluice.admin.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;

/** Someone who may use console and REST. */
@Entity
@Table(name = "console_user")
public class ConsoleUser {
    @Id
    private String name;

    @Column(name = "password_hash", nullable = false)
    private String passwordHash;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Role role;

    @Column(nullable = false)
    private boolean disabled;

    @Column(nullable = false)
    private long revision;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    protected ConsoleUser() {}

    ConsoleUser(String name, String passwordHash, Role role, Instant now) {
        this.name = Objects.requireNonNull(name, "name");
        this.passwordHash = Objects.requireNonNull(passwordHash, "passwordHash");
        this.role = Objects.requireNonNull(role, "role");
        this.createdAt = now;
        // Greater than that of any earlier user of this name, so that none of that one's sessions is this one's.
        this.revision = now.toEpochMilli();
    }

    public String getName() {
        return name;
    }

    public Role getRole() {
        return role;
    }

    void setRole(Role role) {
        if (this.role != role) {
            this.role = role;
            revision++;
        }
    }

    public boolean isDisabled() {
        return disabled;
    }

    void setDisabled(boolean disabled) {
        if (this.disabled != disabled) {
            this.disabled = disabled;
            revision++;
        }
    }

    String getPasswordHash() {
        return passwordHash;
    }

    void setPasswordHash(String passwordHash) {
        this.passwordHash = Objects.requireNonNull(passwordHash, "passwordHash");
        revision++;
    }

    /** Another one than a session has ends the session. */
    public long getRevision() {
        return revision;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }
}
