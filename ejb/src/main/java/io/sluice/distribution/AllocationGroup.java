package io.sluice.distribution;

import io.sluice.allocation.Policy;
import io.sluice.api.Names;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Objects;

/** Machines and the sub-accounts they serve, and how the former are divided between the latter. */
@Entity
@Table(name = "allocation_group")
public class AllocationGroup {
    /** The group of whatever names none. Always there. */
    public static final String DEFAULT = "default";

    @Id
    private String name;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false)
    private Policy policy = Policy.SEQUENTIAL;

    @Version
    private long version;

    protected AllocationGroup() {}

    /** @throws IllegalArgumentException with a sentence that says what to change */
    public AllocationGroup(String name) {
        this.name = Names.checked("A group's name", name);
    }

    public String getName() {
        return name;
    }

    public Policy getPolicy() {
        return policy;
    }

    public void setPolicy(Policy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    public long getVersion() {
        return version;
    }
}
