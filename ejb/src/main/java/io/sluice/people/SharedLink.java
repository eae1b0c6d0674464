package io.sluice.people;

import io.sluice.distribution.SubAccount;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** A customer's way to see one sub-account. */
@Entity
@Table(name = "shared_link")
public class SharedLink {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "shared_link_ids")
    @SequenceGenerator(name = "shared_link_ids", sequenceName = "shared_link_ids", allocationSize = 50)
    private Long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "sub_account_id", nullable = false, updatable = false)
    private SubAccount subAccount;

    @Column(name = "token_hash", nullable = false, updatable = false)
    private String hash;

    @Column(nullable = false, updatable = false)
    private String note;

    @Column(name = "created_by", nullable = false, updatable = false)
    private String createdBy;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "expires_at", updatable = false)
    private Instant expiresAt;

    protected SharedLink() {}

    SharedLink(
            SubAccount subAccount,
            String hash,
            String note,
            String createdBy,
            Instant createdAt,
            Optional<Instant> expiresAt) {
        this.subAccount = subAccount;
        this.hash = hash;
        this.note = note;
        this.createdBy = createdBy;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt.orElse(null);
    }

    public Long getId() {
        return id;
    }

    public SubAccount getSubAccount() {
        return subAccount;
    }

    /** Whom it is for, in the operator's words. */
    public String getNote() {
        return note;
    }

    public String getCreatedBy() {
        return createdBy;
    }

    public Instant getCreatedAt() {
        return createdAt;
    }

    public Optional<Instant> getExpiresAt() {
        return Optional.ofNullable(expiresAt);
    }
}
