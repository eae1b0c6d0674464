package io.sluice.distribution;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** When something was last seen at work. */
@Entity
@Table(name = "last_look")
public class LastLook {
    @Id
    private String name;

    @Column(nullable = false)
    private Instant at;

    protected LastLook() {}

    LastLook(String name, Instant at) {
        this.name = name;
        this.at = at;
    }

    public Instant getAt() {
        return at;
    }

    void setAt(Instant at) {
        this.at = at;
    }
}
