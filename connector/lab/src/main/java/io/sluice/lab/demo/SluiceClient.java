package io.sluice.lab.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A client of Sluice's REST API. JSON objects are maps, arrays are lists, numbers are BigDecimal. */
public final class SluiceClient {
    private static final JsonFactory JSON = new JsonFactory();

    private final URI base;
    private final String authorization;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * What the API answered.
     *
     * @param body parsed JSON, or the text where it is not JSON; null for none
     */
    public record Answer(int status, Object body) {
        public boolean ok() {
            return status / 100 == 2;
        }
    }

    /** @param base address of the console, ending in a slash */
    public SluiceClient(URI base, String user, String password) {
        this.base = base;
        String login = user + ":" + password;
        authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** Creates or replaces a pool. */
    public void putPool(String name, List<String> urls) throws IOException, InterruptedException {
        putting(
                "api/v1/pools/" + name,
                "{\"urls\":[" + urls.stream().map(SluiceClient::quoted).collect(Collectors.joining(",")) + "]}");
    }

    /**
     * Creates or replaces a sub-account of the group {@code default}.
     *
     * @param standard hashes due once; empty for the surplus account
     */
    public void putSubAccount(String name, String pool, String password, int position, Optional<BigDecimal> standard)
            throws IOException, InterruptedException {
        putSubAccount(name, pool, password, position, standard, "");
    }

    /**
     * The same with a note for operators.
     *
     * @param standard hashes due once; empty for the surplus account
     */
    public void putSubAccount(
            String name, String pool, String password, int position, Optional<BigDecimal> standard, String note)
            throws IOException, InterruptedException {
        putting(
                "api/v1/sub-accounts/" + name,
                "{\"pool\":" + quoted(pool) + ",\"user\":" + quoted(name) + ",\"password\":" + quoted(password)
                        + ",\"position\":" + position + ",\"group\":\"default\",\"standard\":"
                        + standard.map(hashes -> "{\"hashes\":" + hashes.toPlainString() + ",\"period\":\"ONCE\"}")
                                .orElse("null")
                        + ",\"note\":" + quoted(note) + "}");
    }

    /** Creates or replaces a machine of the group {@code default}. */
    public void putMachine(String name, String role, boolean outOfService) throws IOException, InterruptedException {
        putting(
                "api/v1/machines/" + name,
                "{\"role\":" + quoted(role) + ",\"group\":\"default\",\"outOfService\":" + outOfService + "}");
    }

    public Map<String, Object> subAccount(String name) throws IOException, InterruptedException {
        return object(getting("api/v1/sub-accounts/" + name));
    }

    public Map<String, Object> machine(String name) throws IOException, InterruptedException {
        return object(getting("api/v1/machines/" + name));
    }

    /** All machines, whichever page they are on. */
    public List<Map<String, Object>> machines() throws IOException, InterruptedException {
        return items("api/v1/machines");
    }

    /** The ledger of a sub-account. */
    public List<Map<String, Object>> taskResults(String subAccount) throws IOException, InterruptedException {
        return items("api/v1/task-results?subAccount=" + URLEncoder.encode(subAccount, StandardCharsets.UTF_8));
    }

    private List<Map<String, Object>> items(String path) throws IOException, InterruptedException {
        var all = new ArrayList<Map<String, Object>>();
        String page = path;
        while (page != null) {
            Map<String, Object> list = object(getting(page));
            for (Object item : (List<?>) list.get("items")) {
                all.add(object(item));
            }
            Object next = list.get("next");
            page = next == null ? null : next.toString().replaceFirst("^/", "");
        }
        return all;
    }

    /** GET; the status may be any. */
    public Answer get(String path) throws IOException, InterruptedException {
        return send(path, "GET", HttpRequest.BodyPublishers.noBody());
    }

    /** PUT of JSON; the status may be any. */
    public Answer put(String path, String json) throws IOException, InterruptedException {
        return send(path, "PUT", HttpRequest.BodyPublishers.ofString(json));
    }

    /** POST of JSON; the status may be any. */
    public Answer post(String path, String json) throws IOException, InterruptedException {
        return send(path, "POST", HttpRequest.BodyPublishers.ofString(json));
    }

    /** DELETE; the status may be any. */
    public Answer delete(String path) throws IOException, InterruptedException {
        return send(path, "DELETE", HttpRequest.BodyPublishers.noBody());
    }

    private Object getting(String path) throws IOException, InterruptedException {
        return orThrow("GET", path, get(path)).body();
    }

    private void putting(String path, String json) throws IOException, InterruptedException {
        orThrow("PUT", path, put(path, json));
    }

    private static Answer orThrow(String method, String path, Answer answer) throws IOException {
        if (!answer.ok()) {
            throw new IOException(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer;
    }

    private Answer send(String path, String method, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .method(method, body)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        Object content =
                response.body().isEmpty() ? null : type.contains("json") ? parse(response.body()) : response.body();
        return new Answer(response.statusCode(), content);
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    /** Parses one JSON value. */
    public static Object parse(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var object = new LinkedHashMap<String, Object>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                var array = new ArrayList<Object>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    /** The value as an object, whose names are text by JSON's own rule. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
