package io.sluice.distribution;

import io.sluice.api.KnownSizes;
import io.sluice.api.PoolAddress;
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
import java.time.Instant;
import java.util.Optional;

/** An address of a pool and what the adapter last found there. */
@Entity
@Table(name = "pool_address")
public class KnownAddress {
    /** What was last found at the address. */
    public enum State {
        /** Not asked yet. */
        UNKNOWN,
        /** It answered when it was asked for its sizes. */
        PROBED,
        /** Work comes from it. */
        SERVING,
        /** It does not answer, or answers nonsense. */
        FAILING
    }

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "pool_address_ids")
    @SequenceGenerator(name = "pool_address_ids", sequenceName = "pool_address_ids", allocationSize = 50)
    private Long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "pool_id", nullable = false, updatable = false)
    private Pool pool;

    @Column(nullable = false)
    private int place;

    @Column(nullable = false, updatable = false)
    private String url;

    @Column(name = "extranonce1_size", nullable = false)
    private int extranonce1Size;

    @Column(name = "extranonce2_size", nullable = false)
    private int extranonce2Size;

    @Column(name = "version_mask", nullable = false)
    private int versionMask;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private State state = State.UNKNOWN;

    @Column(nullable = false)
    private String reason = "";

    @Column(name = "checked_at")
    private Instant checkedAt;

    protected KnownAddress() {}

    KnownAddress(Pool pool, PoolAddress address) {
        this.pool = pool;
        this.url = address.url();
    }

    public Pool getPool() {
        return pool;
    }

    public PoolAddress getAddress() {
        return PoolAddress.parse(url);
    }

    /** Position in the failover order, from 0. */
    public int getPlace() {
        return place;
    }

    void setPlace(int place) {
        this.place = place;
    }

    public State getState() {
        return state;
    }

    /** Why it fails; empty otherwise. */
    public String getReason() {
        return reason;
    }

    /** When the adapter last learnt something of it; empty before it was asked. */
    public Optional<Instant> getCheckedAt() {
        return Optional.ofNullable(checkedAt);
    }

    /** Bytes; 0 when not known. */
    public int getExtranonce1Size() {
        return extranonce1Size;
    }

    /** Bytes; 0 when not known. */
    public int getExtranonce2Size() {
        return extranonce2Size;
    }

    /** Bits that machines may roll; 0 for none, or not known. */
    public int getVersionMask() {
        return versionMask;
    }

    /** The sizes, when they were ever learnt. */
    public Optional<KnownSizes> knownSizes() {
        return extranonce2Size == 0
                ? Optional.empty()
                : Optional.of(new KnownSizes(getAddress(), extranonce2Size, versionMask));
    }

    /** Takes note of what was found; sizes that are not known now stay as they were learnt before. */
    void found(State state, String reason, Instant at) {
        this.state = state;
        this.reason = Text.upTo(500, reason);
        this.checkedAt = at;
    }

    void learnt(int extranonce1Size, int extranonce2Size, int versionMask) {
        this.extranonce1Size = extranonce1Size;
        this.extranonce2Size = extranonce2Size;
        this.versionMask = versionMask;
    }
}
