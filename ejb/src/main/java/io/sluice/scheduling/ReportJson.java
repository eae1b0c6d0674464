package io.sluice.scheduling;

import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.Ended;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.MachineEvents;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.FieldReport.Started;
import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.Names;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonCollectors;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The adapter's reports as JSON, for their way through the broker. Decimals never pass through floating point. A change
 * of meaning gets a new {@value #SCHEMA_KEY}, as messages of the version before may still be under way.
 */
final class ReportJson {
    private static final int SCHEMA = 1;
    private static final String SCHEMA_KEY = "schema";
    private static final String TYPE_KEY = "type";

    /** More than this in one report is nonsense, and more than the ledger's columns hold. */
    private static final Work MOST_WORK = new Work(BigDecimal.TEN.pow(45));

    /** What a count takes at most, and what is around the counts. */
    private static final int BYTES_OF_COUNT = 500;

    private ReportJson() {}

    /**
     * A life's end in as many reports as it takes for each to be no longer than the broker takes, as far as one count allows.
     */
    static List<Ended> parts(Ended ended, int bytes) {
        int most = Math.max(1, bytes / BYTES_OF_COUNT - 1);
        List<Ended> parts = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + most, ended.counts().size());
            parts.add(new Ended(ended.incarnation(), ended.counts().subList(from, to)));
            from = to;
        } while (from < ended.counts().size());
        return parts;
    }

    static String write(FieldReport report) {
        JsonObjectBuilder json = Json.createObjectBuilder().add(SCHEMA_KEY, SCHEMA);
        if (report instanceof TaskResults results) {
            json.add(TYPE_KEY, "taskResults")
                    .add("incarnation", results.id().incarnation())
                    .add("number", results.id().number())
                    .add(
                            "results",
                            results.results().stream().map(ReportJson::write).collect(JsonCollectors.toJsonArray()));
        } else if (report instanceof Started started) {
            json.add(TYPE_KEY, "started")
                    .add("incarnation", started.incarnation())
                    .add("at", started.at().toString());
        } else if (report instanceof Ended ended) {
            json.add(TYPE_KEY, "ended")
                    .add("incarnation", ended.incarnation())
                    .add(
                            "counts",
                            ended.counts().stream().map(ReportJson::write).collect(JsonCollectors.toJsonArray()));
        } else if (report instanceof MachineEvents events) {
            json.add(TYPE_KEY, "machineEvents")
                    .add(
                            "events",
                            events.events().stream().map(ReportJson::write).collect(JsonCollectors.toJsonArray()));
        } else if (report instanceof LoginEvent login) {
            json.add(TYPE_KEY, "login")
                    .add("at", login.at().toString())
                    .add("subAccount", login.subAccount())
                    .add("revision", login.revision())
                    .add("state", login.state().name())
                    .add("address", login.address())
                    .add("reason", login.reason());
        } else if (report instanceof PoolEvent pool) {
            json.add(TYPE_KEY, "pool")
                    .add("at", pool.at().toString())
                    .add("pool", pool.pool())
                    .add("address", pool.address().url())
                    .add("kind", pool.kind().name())
                    .add("extranonce1Size", pool.extranonce1Size())
                    .add("extranonce2Size", pool.extranonce2Size())
                    .add("versionMask", pool.versionMask())
                    .add("reason", pool.reason());
        } else {
            throw new IllegalArgumentException("no JSON for " + report.getClass());
        }
        return json.build().toString();
    }

    /** @throws UnreadableMessageException when it is not a report of this schema */
    static FieldReport read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            int schema = json.getJsonNumber(SCHEMA_KEY).intValueExact();
            if (schema != SCHEMA) {
                throw new UnreadableMessageException("its schema is " + schema + ", and this version reads " + SCHEMA);
            }
            return switch (json.getString(TYPE_KEY)) {
                case "taskResults" ->
                    new TaskResults(
                            new ReportId(json.getString("incarnation"), number(json, "number")),
                            json.getJsonArray("results").stream()
                                    .map(result -> result(result.asJsonObject()))
                                    .toList());
                case "started" -> new Started(json.getString("incarnation"), instant(json, "at"));
                case "ended" ->
                    new Ended(
                            json.getString("incarnation"),
                            json.getJsonArray("counts").stream()
                                    .map(count -> count(count.asJsonObject()))
                                    .toList());
                case "machineEvents" ->
                    new MachineEvents(json.getJsonArray("events").stream()
                            .map(event -> event(event.asJsonObject()))
                            .toList());
                case "login" ->
                    new LoginEvent(
                            instant(json, "at"),
                            json.getString("subAccount"),
                            number(json, "revision"),
                            LoginState.valueOf(json.getString("state")),
                            json.getString("address"),
                            json.getString("reason"));
                case "pool" ->
                    new PoolEvent(
                            instant(json, "at"),
                            json.getString("pool"),
                            PoolAddress.parse(json.getString("address")),
                            PoolEvent.Kind.valueOf(json.getString("kind")),
                            json.getJsonNumber("extranonce1Size").intValueExact(),
                            json.getJsonNumber("extranonce2Size").intValueExact(),
                            json.getJsonNumber("versionMask").intValueExact(),
                            json.getString("reason"));
                default -> throw new UnreadableMessageException("its type is " + json.get(TYPE_KEY));
            };
        } catch (JsonException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | NullPointerException
                | ClassCastException e) {
            // All that JSON-P and our own records throw at a text that is not what it should be.
            throw new UnreadableMessageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonValue write(TaskResult result) {
        JsonObjectBuilder rejected = Json.createObjectBuilder();
        result.rejected().forEach(rejected::add);
        return Json.createObjectBuilder()
                .add("machine", result.machine())
                .add("subAccount", result.subAccount())
                .add("periodStart", result.periodStart().toString())
                .add("from", result.from().toString())
                .add("to", result.to().toString())
                .add("accepted", result.accepted())
                .add("hashes", result.work().hashes())
                .add("rejected", rejected)
                .add("unanswered", result.unanswered())
                .build();
    }

    private static TaskResult result(JsonObject json) {
        Map<String, Long> rejected = new HashMap<>();
        json.getJsonObject("rejected")
                .forEach((reason, shares) -> rejected.put(reason, ((JsonNumber) shares).longValueExact()));
        return new TaskResult(
                Names.machine(json.getString("machine")),
                Names.checked("a sub-account's name", json.getString("subAccount")),
                instant(json, "periodStart"),
                instant(json, "from"),
                instant(json, "to"),
                number(json, "accepted"),
                work(json),
                rejected,
                number(json, "unanswered"));
    }

    private static JsonValue write(ShareCount count) {
        return Json.createObjectBuilder()
                .add("subAccount", count.subAccount())
                .add("periodStart", count.periodStart().toString())
                .add("sent", count.sent())
                .add("accepted", count.accepted())
                .add("rejected", count.rejected())
                .add("unanswered", count.unanswered())
                .add("hashes", count.work().hashes())
                .build();
    }

    private static ShareCount count(JsonObject json) {
        return new ShareCount(
                Names.checked("a sub-account's name", json.getString("subAccount")),
                instant(json, "periodStart"),
                number(json, "sent"),
                number(json, "accepted"),
                number(json, "rejected"),
                number(json, "unanswered"),
                work(json));
    }

    private static Work work(JsonObject json) {
        Work work = new Work(json.getJsonNumber("hashes").bigDecimalValue());
        if (work.compareTo(MOST_WORK) > 0) {
            throw new IllegalArgumentException("it reports " + work + ", which no machine does");
        }
        return work;
    }

    private static JsonValue write(MachineEvent event) {
        return Json.createObjectBuilder()
                .add("at", event.at().toString())
                .add("machine", event.machine())
                .add("kind", event.kind().name())
                .add("subAccount", event.subAccount())
                .add("detail", event.detail())
                .build();
    }

    private static MachineEvent event(JsonObject json) {
        return new MachineEvent(
                instant(json, "at"),
                Names.machine(json.getString("machine")),
                MachineEvent.Kind.valueOf(json.getString("kind")),
                json.getString("subAccount"),
                json.getString("detail"));
    }

    private static Instant instant(JsonObject json, String key) {
        return Instant.parse(json.getString(key));
    }

    private static long number(JsonObject json, String key) {
        return json.getJsonNumber(key).longValueExact();
    }
}
