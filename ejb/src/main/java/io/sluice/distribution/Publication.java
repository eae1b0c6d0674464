package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * How far the accounting system was told of a sub-account's bookings. Neither in the sub-account nor with a reference to it:
 * who books has that locked, and who tells need not wait.
 */
@Entity
@Table(name = "publication")
class Publication {
    @Id
    @Column(name = "sub_account_id")
    private long subAccountId;

    @Column(name = "published_sequence", nullable = false)
    private long publishedSequence;

    protected Publication() {}

    Publication(long subAccountId) {
        this.subAccountId = subAccountId;
    }

    /** Takes note that it was told of a booking, and of all that come before it. */
    void published(long sequence) {
        publishedSequence = sequence;
    }
}
