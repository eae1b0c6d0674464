package io.sluice.stratum.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value of a message. Members of a message come in any order, so its parameters are often read before its method
 * is known; a line is short, and this holds them until then.
 */
sealed interface Json {
    /** Items of a list, or members of an object; a list of merkle branches has 32. */
    int MOST_ITEMS = 128;

    record Text(String value) implements Json {}

    /** A number, as written. */
    record Numeral(String text) implements Json {}

    record Truth(boolean value) implements Json {}

    enum Null implements Json {
        VALUE
    }

    record Array(List<Json> items) implements Json {}

    record Members(Map<String, Json> byName) implements Json {}

    /** Reads the value that the parser stands on; how deep it goes and how long it gets is bounded by the parser. */
    static Json read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
            case VALUE_TRUE -> new Truth(true);
            case VALUE_FALSE -> new Truth(false);
            case VALUE_NULL -> Null.VALUE;
            case START_ARRAY -> {
                List<Json> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    bounded(items.size(), "list");
                    items.add(read(parser));
                }
                yield new Array(items);
            }
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    bounded(members.size(), "object");
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Members(members);
            }
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("no value can begin with " + token);
        };
    }

    private static void bounded(int items, String what) throws IOException {
        if (items >= MOST_ITEMS) {
            throw new IOException("the " + what + " has more than " + MOST_ITEMS + " parts");
        }
    }

    /** Writes the value back as JSON. */
    default void write(Line line) {
        if (this instanceof Text text) {
            line.string(text.value());
        } else if (this instanceof Numeral number) {
            line.raw(number.text());
        } else if (this instanceof Truth truth) {
            line.raw(truth.value() ? "true" : "false");
        } else if (this instanceof Array array) {
            line.raw("[");
            String separator = "";
            for (Json item : array.items()) {
                line.raw(separator);
                item.write(line);
                separator = ",";
            }
            line.raw("]");
        } else if (this instanceof Members members) {
            line.raw("{");
            String separator = "";
            for (Map.Entry<String, Json> member : members.byName().entrySet()) {
                line.raw(separator).string(member.getKey()).raw(":");
                member.getValue().write(line);
                separator = ",";
            }
            line.raw("}");
        } else {
            line.raw("null");
        }
    }
}
