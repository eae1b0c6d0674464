package io.sluice.web.rest;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The JSON object that a client sent. Each field is asked for with the type it must have; what is wrong is collected, so
 * that the client hears of every mistake at once. {@link #finish} comes last.
 */
final class Fields {
    private static final JsonProvider JSON = JsonProvider.provider();
    /** Far more than any resource needs: a pool's addresses are the longest thing there is. */
    static final int LARGEST_BODY = 64 * 1024;

    /** Beyond this, a number is not a quantity but an attack on whoever expands it. */
    private static final int LARGEST_EXPONENT = 300;

    private static final int MOST_DIGITS = 100;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final JsonReaderFactory READERS =
            JSON.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

    private final String prefix;
    private final JsonObject object;
    private final Map<String, FieldError> errors;
    private final Set<String> known = new TreeSet<>();

    private Fields(String prefix, JsonObject object, Map<String, FieldError> errors) {
        this.prefix = prefix;
        this.object = object;
        this.errors = errors;
    }

    /**
     * Reads a body.
     *
     * @throws ProblemException when it is too large or is not one JSON object
     * @throws IOException when the connection breaks
     */
    static Fields read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new ProblemException(Problem.of(
                    413, "too-large", "Body too large", "The body has more than " + LARGEST_BODY + " bytes."));
        }
        return new Fields("", parsed(text(bytes)), new LinkedHashMap<>());
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(Problem.malformed("The body is not UTF-8."));
        }
    }

    private static JsonObject parsed(String text) {
        if (text.isBlank()) {
            throw new ProblemException(Problem.malformed("The body is empty; send a JSON object."));
        }
        JsonValue value;
        try (JsonReader reader = READERS.createReader(new StringReader(text));
                JsonParser parser = JSON.createParser(new StringReader(text))) {
            value = reader.readValue();
            // The reader alone does not look behind the value, where nothing may be.
            while (parser.hasNext()) {
                parser.next();
            }
        } catch (JsonParsingException e) {
            JsonLocation at = e.getLocation();
            throw new ProblemException(
                    Problem.malformed("The body is not JSON: something is wrong at line " + at.getLineNumber()
                            + ", column " + at.getColumnNumber() + " (" + firstSentence(e.getMessage()) + ")."));
        } catch (RuntimeException e) {
            // The parser has no one type for what is nested too deep, or a number too long to be one.
            throw new ProblemException(
                    Problem.malformed("The body is not JSON that can be read: " + firstSentence(e.getMessage()) + "."));
        }
        if (value.getValueType() != JsonValue.ValueType.OBJECT) {
            throw new ProblemException(Problem.malformed(
                    "The body is " + article(value) + "; send a JSON object, {\"field\": value, …}."));
        }
        return value.asJsonObject();
    }

    private static String firstSentence(String message) {
        String first = message == null
                ? "it cannot be read"
                : message.lines().findFirst().orElse("");
        // The place was said before, and what may come instead is no news to who knows JSON.
        int location = first.indexOf(" at (line no=");
        String without = location > 0 ? first.substring(0, location) : first;
        return without.length() > 200 ? without.substring(0, 200) + "…" : without;
    }

    /** A string; null when absent. */
    String text(String field) {
        JsonValue value = value(field);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString string) {
            if (string.getString().indexOf('\0') >= 0) {
                // PostgreSQL takes none, not even to look for it.
                reject(field, "has a NUL character in it; leave it out.");
                return null;
            }
            return string.getString();
        }
        wrong(field, "must be a string", value);
        return null;
    }

    /** A list of strings; null when absent. */
    List<String> texts(String field) {
        JsonValue value = value(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray array)) {
            wrong(field, "must be a list of strings", value);
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i) instanceof JsonString string) {
                texts.add(string.getString());
            } else {
                wrong(field + "[" + i + "]", "must be a string", array.get(i));
                texts.add(null);
            }
        }
        return texts;
    }

    /** A number, exactly as it was written; null when absent. */
    BigDecimal number(String field) {
        JsonValue value = value(field);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonNumber number)) {
            wrong(field, "must be a number", value);
            return null;
        }
        BigDecimal exact = number.bigDecimalValue();
        if (Math.abs((long) exact.precision() - exact.scale()) > LARGEST_EXPONENT || exact.precision() > MOST_DIGITS) {
            reject(field, "must be a number below 1e300 with at most " + MOST_DIGITS + " digits.");
            return null;
        }
        return exact;
    }

    /** A whole number; null when absent. */
    Integer whole(String field) {
        BigDecimal number = number(field);
        if (number == null) {
            return null;
        }
        try {
            return number.intValueExact();
        } catch (ArithmeticException e) {
            reject(field, "must be a whole number between -2147483648 and 2147483647, not " + number + ".");
            return null;
        }
    }

    /** A time; null when absent. */
    Instant instant(String field) {
        String text = text(field);
        if (text == null) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Said below, in the same words as for a time that nobody means.
        }
        reject(field, "must be a time such as 2026-11-01T00:00:00Z.");
        return null;
    }

    /** True or false; null when absent. */
    Boolean truth(String field) {
        JsonValue value = value(field);
        if (value == null) {
            return null;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        wrong(field, "must be true or false", value);
        return null;
    }

    /** An object within the object; null when absent. */
    Fields object(String field) {
        JsonValue value = value(field);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonObject inner) {
            return new Fields(prefix + field + ".", inner, errors);
        }
        wrong(field, "must be an object", value);
        return null;
    }

    /** Takes a field that may be repeated from the address, but not contradict it. */
    void repeats(String field, String expected) {
        String text = text(field);
        if (text != null && !text.equals(expected)) {
            reject(field, "is '" + text + "', but the address says '" + expected + "'; they must be the same.");
        }
    }

    /**
     * Refuses every field that was not asked for.
     *
     * @param readOnly fields that a GET shows and nobody can set; passed over, so that what was got can be changed and put
     */
    void finish(Set<String> readOnly) {
        for (String field : object.keySet()) {
            if (!known.contains(field) && !readOnly.contains(field)) {
                reject(shortened(field), "is not known; the fields here are " + String.join(", ", known) + ".");
            }
        }
    }

    /**
     * Ends the reading.
     *
     * @param more the mistakes that the application finds in what was read; of a field that could not even be read, only
     *     that is reported
     * @throws InvalidInputException when there is any mistake
     */
    void throwIfWrong(Supplier<List<FieldError>> more) {
        List<FieldError> all = new ArrayList<>(errors.values());
        for (FieldError error : more.get()) {
            if (errors.keySet().stream().noneMatch(known -> overlap(known, error.field()))) {
                all.add(error);
            }
        }
        if (!all.isEmpty()) {
            throw new InvalidInputException(all);
        }
    }

    private static boolean overlap(String one, String other) {
        String shorter = one.length() <= other.length() ? one : other;
        String longer = one.length() <= other.length() ? other : one;
        return longer.startsWith(shorter)
                && (longer.length() == shorter.length() || ".[".indexOf(longer.charAt(shorter.length())) >= 0);
    }

    private JsonValue value(String field) {
        known.add(field);
        JsonValue value = object.get(field);
        return value == null || value.getValueType() == JsonValue.ValueType.NULL ? null : value;
    }

    private void wrong(String field, String must, JsonValue value) {
        reject(field, must + ", not " + article(value) + ".");
    }

    private void reject(String field, String message) {
        errors.putIfAbsent(prefix + field, new FieldError(prefix + field, message));
    }

    private static String article(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case TRUE, FALSE -> "true or false";
            case NULL -> "null";
        };
    }

    private static String shortened(String field) {
        return field.length() > 100 ? field.substring(0, 100) + "…" : field;
    }
}
