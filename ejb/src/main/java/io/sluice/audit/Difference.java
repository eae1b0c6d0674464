package io.sluice.audit;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How one thing was before a change and is after it, field by field. A secret is never in it, only that it changed. */
public final class Difference {
    private static final JsonProvider JSON = JsonProvider.provider();
    private final Map<String, Object> before = new LinkedHashMap<>();
    private final Map<String, Object> after = new LinkedHashMap<>();

    /** Takes note of one field; null where there is nothing. */
    public Difference of(String field, Object was, Object is) {
        before.put(field, was);
        after.put(field, is);
        return this;
    }

    /** Takes note of a field of a thing that is removed. */
    public Difference removed(String field, Object was) {
        before.put(field, was);
        return this;
    }

    /** Takes note that a secret changed. */
    public Difference secret(String field) {
        after.put(field, "changed");
        return this;
    }

    Optional<String> before() {
        return json(before);
    }

    Optional<String> after() {
        return json(after);
    }

    /** Empty when there is nothing to say. */
    private static Optional<String> json(Map<String, Object> fields) {
        if (fields.values().stream().allMatch(value -> value == null)) {
            return Optional.empty();
        }
        JsonObjectBuilder object = JSON.createObjectBuilder();
        fields.forEach((field, value) -> object.add(field, json(value)));
        return Optional.of(object.build().toString());
    }

    private static JsonValue json(Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof Optional<?> optional) {
            return json(optional.orElse(null));
        }
        if (value instanceof Boolean truth) {
            return truth ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof BigDecimal exact) {
            return JSON.createValue(exact);
        }
        if (value instanceof Integer || value instanceof Long) {
            return JSON.createValue(((Number) value).longValue());
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return JSON.createValue(number);
        }
        if (value instanceof Collection<?> many) {
            JsonArrayBuilder array = JSON.createArrayBuilder();
            many.forEach(each -> array.add(json(each)));
            return array.build();
        }
        return JSON.createValue(value.toString());
    }
}
