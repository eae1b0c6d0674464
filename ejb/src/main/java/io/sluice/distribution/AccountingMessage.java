package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** What the accounting system is told of a booking: written with the booking, sent and marked afterwards. */
@Entity
@IdClass(AccountingMessage.Key.class)
@Table(name = "outbox")
public class AccountingMessage {
    /** Of the message's body; grows when a field changes its meaning or goes. */
    public static final int SCHEMA = 1;

    @Id
    @Column(name = "sub_account_id")
    private long subAccountId;

    @Id
    @Column(name = "sequence_number")
    private long sequence;

    @Column(name = "sub_account", nullable = false, updatable = false)
    private String subAccount;

    @Column(nullable = false, updatable = false)
    private String body;

    @Column(name = "published_at")
    private Instant publishedAt;

    protected AccountingMessage() {}

    AccountingMessage(SubAccount subAccount, long sequence, String body) {
        this.subAccountId = subAccount.getId();
        this.sequence = sequence;
        this.subAccount = subAccount.getName();
        this.body = body;
    }

    /** Name of the sub-account. */
    public String getSubAccount() {
        return subAccount;
    }

    /** The booking's number. */
    public long getSequence() {
        return sequence;
    }

    /** JSON. */
    public String getBody() {
        return body;
    }

    /** The message's place in the outbox. */
    public Key getKey() {
        return new Key(subAccountId, sequence);
    }

    void published(Instant at) {
        publishedAt = at;
    }

    /** Sub-account and number, in the shape that JPA wants. */
    public static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private long subAccountId;
        private long sequence;

        public Key() {}

        Key(long subAccountId, long sequence) {
            this.subAccountId = subAccountId;
            this.sequence = sequence;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.subAccountId == subAccountId && key.sequence == sequence;
        }

        @Override
        public int hashCode() {
            return Objects.hash(subAccountId, sequence);
        }
    }
}
