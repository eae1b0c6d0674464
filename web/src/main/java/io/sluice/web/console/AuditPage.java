package io.sluice.web.console;

import io.sluice.admin.Slice;
import io.sluice.people.AuditView;
import io.sluice.people.Audits;
import jakarta.annotation.PostConstruct;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What people changed, newest first, a part at a time. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class AuditPage implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int PART = 100;

    @Inject
    private Audits audits;

    private final List<AuditView> items = new ArrayList<>();
    private Long next;
    private String who;
    private String thing;

    /** Begins again with the newest. */
    @PostConstruct
    public void refresh() {
        items.clear();
        next = null;
        more();
    }

    /** Adds the next older part. */
    public void more() {
        Slice<AuditView> slice = audits.latest(
                typed(who), typed(thing), Optional.empty(), Optional.empty(), Optional.ofNullable(next), PART);
        items.addAll(slice.items());
        next = slice.next().orElse(null);
    }

    public List<AuditView> getItems() {
        return items;
    }

    public boolean isThereMore() {
        return next != null;
    }

    public String getWho() {
        return who;
    }

    public void setWho(String who) {
        this.who = who;
    }

    public String getThing() {
        return thing;
    }

    public void setThing(String thing) {
        this.thing = thing;
    }

    /** What was different, a line each: the field, and what it was and is. */
    public List<String> differences(AuditView entry) {
        Set<String> fields = new TreeSet<>();
        entry.before().ifPresent(before -> fields.addAll(before.keySet()));
        entry.after().ifPresent(after -> fields.addAll(after.keySet()));
        return fields.stream()
                .map(field -> PeopleWords.field(field) + ": " + text(entry.before(), field) + " → "
                        + text(entry.after(), field))
                .toList();
    }

    private static String text(Optional<JsonObject> object, String field) {
        JsonValue value = object.map(fields -> fields.get(field)).orElse(JsonValue.NULL);
        if (value == null || value.getValueType() == JsonValue.ValueType.NULL) {
            return "–";
        }
        return value instanceof JsonString string ? string.getString() : value.toString();
    }

    private static Optional<String> typed(String text) {
        return Optional.ofNullable(text).map(String::strip).filter(t -> !t.isEmpty() && t.indexOf('\0') < 0);
    }
}
