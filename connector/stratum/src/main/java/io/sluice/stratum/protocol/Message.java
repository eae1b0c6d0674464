package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.List;

/**
 * A line taken apart as JSON-RPC, before anything is known of its method. What is absent is {@link Json#NULL}.
 *
 * @param method empty for an answer
 * @param params never null; empty when absent
 */
record Message(RequestId id, String method, List<Json> params, Json result, Json error) {
    private static final int DEEPEST = 8;
    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_ID = 64;
    private static final int LONGEST_METHOD = 64;

    /**
     * @param longestString characters, for names of members too
     * @return a factory of parsers that hold a hostile line within bounds
     */
    static JsonFactory parsers(int longestString) {
        return JsonFactory.builder()
                // Names are a stranger's: they are not interned, and no table of them is kept.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(longestString)
                        .maxNameLength(longestString)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build();
    }

    /** Takes a line apart. */
    static Message read(JsonFactory parsers, byte[] line, int offset, int length) throws ProtocolException {
        RequestId id = RequestId.NONE;
        Json idJson = Json.Null.VALUE;
        Json method = Json.Null.VALUE;
        Json params = Json.Null.VALUE;
        Json result = Json.Null.VALUE;
        Json error = Json.Null.VALUE;
        // Decoded here, and not by the parser, which would guess at UTF-16 and refuse one wrong byte in an agent's
        // name.
        try (JsonParser parser = parsers.createParser(new String(line, offset, length, UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ProtocolException(id, "a line is one JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "id" -> {
                        idJson = Json.read(parser);
                        id = idOf(idJson);
                    }
                    case "method" -> method = Json.read(parser);
                    case "params" -> params = Json.read(parser);
                    case "result" -> result = Json.read(parser);
                    case "error" -> error = Json.read(parser);
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw new ProtocolException(id, "a line is one JSON object, with nothing after it");
            }
        } catch (JsonProcessingException e) {
            throw new ProtocolException(id, "not JSON as it is taken here: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProtocolException(id, "not JSON: " + firstLine(e.getMessage()));
        }
        return new Message(id, methodOf(id, method), paramsOf(id, params), result, error);
    }

    private static RequestId idOf(Json json) throws ProtocolException {
        String text;
        if (json instanceof Json.Numeral number) {
            text = number.text();
        } else if (json instanceof Json.Text string) {
            Line quoted = new Line(string.value().length() + 2);
            quoted.string(string.value());
            text = new String(quoted.done(), ISO_8859_1);
        } else if (json instanceof Json.Null) {
            return RequestId.NONE;
        } else {
            throw new ProtocolException(RequestId.NONE, "id is a number, a string or null");
        }
        if (text.length() > LONGEST_ID) {
            throw new ProtocolException(RequestId.NONE, "id has at most " + LONGEST_ID + " characters");
        }
        return new RequestId(text);
    }

    private static String methodOf(RequestId id, Json json) throws ProtocolException {
        if (json instanceof Json.Text text && text.value().length() <= LONGEST_METHOD) {
            return text.value();
        }
        if (json instanceof Json.Null) {
            return "";
        }
        throw new ProtocolException(id, "method is a string of at most " + LONGEST_METHOD + " characters");
    }

    private static List<Json> paramsOf(RequestId id, Json json) throws ProtocolException {
        if (json instanceof Json.Array array) {
            return array.items();
        }
        if (json instanceof Json.Null) {
            return List.of();
        }
        throw new ProtocolException(id, "params is a list");
    }

    /** A parser's message without the source that it quotes after it, at most 160 characters of it. */
    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("unreadable");
        return line.length() > 160 ? line.substring(0, 160) : line;
    }
}
