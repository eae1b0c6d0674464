package io.sluice.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an operator changes about one thing, for the event that says so. Secrets are told of, not told. */
public final class Change {
    private final List<String> differences = new ArrayList<>();

    /** Takes note of one field; null where there is nothing. */
    void of(String field, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            differences.add(field + " " + (before == null ? "" : before + " → ") + (after == null ? "none" : after));
        }
    }

    /** Takes note of a field whose values nobody may see. */
    void ofSecret(String field, String before, String after) {
        if (!before.equals(after)) {
            differences.add(field + " changed");
        }
    }

    boolean isNone() {
        return differences.isEmpty();
    }

    /** All of it, as half a sentence. */
    String text() {
        return String.join("; ", differences);
    }
}
