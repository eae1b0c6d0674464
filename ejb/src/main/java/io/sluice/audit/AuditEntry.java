package io.sluice.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** One change by a person. There is nothing to change it with. */
@Entity
@Table(name = "audit_entry")
public class AuditEntry {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "audit_entry_ids")
    @SequenceGenerator(name = "audit_entry_ids", sequenceName = "audit_entry_ids", allocationSize = 50)
    private Long id;

    @Column(name = "happened_at", nullable = false, updatable = false)
    private Instant at;

    @Column(nullable = false, updatable = false)
    private String who;

    @Column(nullable = false, updatable = false)
    private String address;

    @Column(nullable = false, updatable = false)
    private String did;

    @Column(nullable = false, updatable = false)
    private String thing;

    @Column(name = "before_json", updatable = false)
    private String before;

    @Column(name = "after_json", updatable = false)
    private String after;

    protected AuditEntry() {}

    AuditEntry(Instant at, String who, String address, String did, String thing, String before, String after) {
        this.at = at;
        this.who = upTo(80, who);
        this.address = upTo(64, address);
        this.did = upTo(40, did);
        this.thing = upTo(300, thing);
        this.before = before;
        this.after = after;
    }

    private static String upTo(int longest, String text) {
        String clean = text.replace('\0', ' ');
        return clean.length() <= longest ? clean : clean.substring(0, longest - 1) + "…";
    }

    /** Grows with time; a cursor for paging. */
    public Long getId() {
        return id;
    }

    public Instant getAt() {
        return at;
    }

    /** Name of the user, or {@code token:} and the name of a token. */
    public String getWho() {
        return who;
    }

    /** The network address that the change came from; empty when it came from inside. */
    public String getAddress() {
        return address;
    }

    /** What was done, such as {@code changed}. */
    public String getDid() {
        return did;
    }

    /** What it was done to, such as {@code pool alpha}. */
    public String getThing() {
        return thing;
    }

    /** How it was, as a JSON object; empty where there was nothing. */
    public Optional<String> getBefore() {
        return Optional.ofNullable(before);
    }

    /** How it is then, as a JSON object; empty where there is nothing. */
    public Optional<String> getAfter() {
        return Optional.ofNullable(after);
    }
}
