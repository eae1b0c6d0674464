package io.sluice.admin;

import io.sluice.audit.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an operator changes about one thing, for the event that says so and for the audit log. Secrets are told of, not told. */
public final class Change {
    private final List<String> differences = new ArrayList<>();
    private final Difference audited = new Difference();

    /** Takes note of one field; null where there is nothing. */
    void of(String field, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            audited.of(field, before, after);
            differences.add(field + " " + (before == null ? "" : before + " → ") + (after == null ? "none" : after));
        }
    }

    /** Takes note of a field whose values nobody may see. */
    void ofSecret(String field, String before, String after) {
        if (!before.equals(after)) {
            audited.secret(field);
            differences.add(field + " changed");
        }
    }

    /** Takes note of a field of what is removed; null where there was nothing. The event does not repeat it. */
    Change removed(String field, Object was) {
        audited.removed(field, was);
        return this;
    }

    /** The same for the audit log. */
    Difference audited() {
        return audited;
    }

    boolean isNone() {
        return differences.isEmpty();
    }

    /** All of it, as half a sentence. */
    String text() {
        return String.join("; ", differences);
    }
}
