package io.sluice.people;

import io.sluice.admin.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** What a script logs in with. */
@Entity
@Table(name = "access_token")
public class AccessToken {
    @Id
    private String name;

    @Column(name = "token_hash", nullable = false, updatable = false)
    private String hash;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, updatable = false)
    private Role role;

    @ManyToOne(optional = false)
    @JoinColumn(name = "created_by", nullable = false, updatable = false)
    private ConsoleUser owner;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "expires_at", updatable = false)
    private Instant expiresAt;

    protected AccessToken() {}

    AccessToken(
            String name, String hash, Role role, ConsoleUser owner, Instant createdAt, Optional<Instant> expiresAt) {
        this.name = name;
        this.hash = hash;
        this.role = role;
        this.owner = owner;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt.orElse(null);
    }

    public String getName() {
        return name;
    }

    public Role getRole() {
        return role;
    }

    /** Who made it; it may do no more than that user may, and nothing once that user is disabled. */
    public ConsoleUser getOwner() {
        return owner;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Optional<Instant> getExpiresAt() {
        return Optional.ofNullable(expiresAt);
    }
}
