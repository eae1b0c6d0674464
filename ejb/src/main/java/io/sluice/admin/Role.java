package io.sluice.admin;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What somebody may do. Each role includes those before it. */
public enum Role {
    /** Sees everything but secrets, people and the audit log; changes nothing but the own password. */
    VIEWER,
    /** Changes pools, sub-accounts, machines, groups, standby and dead letters, and gives customers links. */
    OPERATOR,
    /** Changes people and their tokens, and reads the audit log. */
    ADMIN;

    /** The names, for annotations. */
    public static final String VIEW = "VIEWER";

    public static final String OPERATE = "OPERATOR";
    public static final String ADMINISTER = "ADMIN";

    /** Whether who has this role may do what the other may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** This role and those it includes, by name. */
    public Set<String> names() {
        return Arrays.stream(values()).filter(this::includes).map(Role::name).collect(Collectors.toUnmodifiableSet());
    }

    /** The lesser of two. */
    public Role atMost(Role other) {
        return includes(other) ? other : this;
    }
}
