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
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /** Of results by sub-account and period, each an array: the same in a third of the room, and in half of the time. */
    private static final int SHORT_SCHEMA = 2;
    /** Kept: every static method of {@link Json} looks for a provider among all jars. */
    private static final JsonGeneratorFactory GENERATORS =
            JsonProvider.provider().createGeneratorFactory(Map.of());

    private static final JsonReaderFactory READERS = JsonProvider.provider().createReaderFactory(Map.of());

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
        StringWriter text = new StringWriter();
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject().write(SCHEMA_KEY, report instanceof TaskResults ? SHORT_SCHEMA : SCHEMA);
            write(json, report);
            json.writeEnd();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, FieldReport report) {
        if (report instanceof TaskResults results) {
            json.write(TYPE_KEY, "taskResults")
                    .write("incarnation", results.id().incarnation())
                    .write("number", results.id().number())
                    .writeStartArray("stretches");
            writeStretches(json, results.results());
            json.writeEnd();
        } else if (report instanceof Started started) {
            json.write(TYPE_KEY, "started")
                    .write("incarnation", started.incarnation())
                    .write("at", started.at().toString());
        } else if (report instanceof Ended ended) {
            json.write(TYPE_KEY, "ended")
                    .write("incarnation", ended.incarnation())
                    .writeStartArray("counts");
            ended.counts().forEach(count -> write(json, count));
            json.writeEnd();
        } else if (report instanceof MachineEvents events) {
            json.write(TYPE_KEY, "machineEvents").writeStartArray("events");
            events.events().forEach(event -> write(json, event));
            json.writeEnd();
        } else if (report instanceof LoginEvent login) {
            json.write(TYPE_KEY, "login")
                    .write("at", login.at().toString())
                    .write("subAccount", login.subAccount())
                    .write("revision", login.revision())
                    .write("state", login.state().name())
                    .write("address", login.address())
                    .write("reason", login.reason());
        } else if (report instanceof PoolEvent pool) {
            json.write(TYPE_KEY, "pool")
                    .write("at", pool.at().toString())
                    .write("pool", pool.pool())
                    .write("address", pool.address().url())
                    .write("kind", pool.kind().name())
                    .write("extranonce1Size", pool.extranonce1Size())
                    .write("extranonce2Size", pool.extranonce2Size())
                    .write("versionMask", pool.versionMask())
                    .write("reason", pool.reason());
        } else {
            throw new IllegalArgumentException("no JSON for " + report.getClass());
        }
    }

    /** @throws UnreadableMessageException when it is not a report of this schema */
    static FieldReport read(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            int schema = json.getJsonNumber(SCHEMA_KEY).intValueExact();
            String type = json.getString(TYPE_KEY);
            boolean inShort = schema == SHORT_SCHEMA && type.equals("taskResults");
            if (schema != SCHEMA && !inShort) {
                throw new UnreadableMessageException("its schema is " + schema + ", and this version reads " + SCHEMA
                        + ", and of task results " + SHORT_SCHEMA);
            }
            return switch (type) {
                case "taskResults" ->
                    new TaskResults(
                            new ReportId(json.getString("incarnation"), number(json, "number")),
                            inShort
                                    ? results(json.getJsonArray("stretches"))
                                    : json.getJsonArray("results").stream()
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
                default -> throw new UnreadableMessageException("its type is " + type);
            };
        } catch (JsonException
                | IllegalArgumentException
                | ArithmeticException
                | DateTimeException
                | NullPointerException
                | IndexOutOfBoundsException
                | ClassCastException e) {
            // All that JSON-P and our own records throw at a text that is not what it should be.
            throw new UnreadableMessageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What follows one another for one sub-account and period, in one. */
    private static void writeStretches(JsonGenerator json, List<TaskResult> results) {
        TaskResult before = null;
        for (TaskResult result : results) {
            if (before == null
                    || !before.subAccount().equals(result.subAccount())
                    || !before.periodStart().equals(result.periodStart())) {
                if (before != null) {
                    json.writeEnd().writeEnd();
                }
                json.writeStartObject()
                        .write("subAccount", result.subAccount())
                        .write("periodStart", result.periodStart().toString())
                        .writeStartArray("results");
            }
            json.writeStartArray()
                    .write(result.machine())
                    .write(seconds(result.from()))
                    .write(seconds(result.to()))
                    .write(result.accepted())
                    .write(result.work().hashes())
                    .write(result.unanswered());
            if (!result.rejected().isEmpty()) {
                json.writeStartObject();
                result.rejected().forEach(json::write);
                json.writeEnd();
            }
            json.writeEnd();
            before = result;
        }
        if (before != null) {
            json.writeEnd().writeEnd();
        }
    }

    /** Seconds since 1970, exactly. */
    private static BigDecimal seconds(Instant instant) {
        return instant.getNano() % 1_000_000 == 0
                ? BigDecimal.valueOf(instant.toEpochMilli(), 3)
                : BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9));
    }

    private static Instant instant(JsonNumber seconds) {
        BigDecimal value = seconds.bigDecimalValue();
        if (value.precision() - value.scale() > 18 || value.scale() > 9) {
            throw new IllegalArgumentException("no time is " + seconds);
        }
        BigDecimal whole = value.setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(
                whole.longValueExact(), value.subtract(whole).movePointRight(9).longValueExact());
    }

    private static List<TaskResult> results(JsonArray stretches) {
        List<TaskResult> results = new ArrayList<>();
        for (JsonValue each : stretches) {
            JsonObject stretch = each.asJsonObject();
            String subAccount = Names.checked("a sub-account's name", stretch.getString("subAccount"));
            Instant periodStart = instant(stretch, "periodStart");
            for (JsonValue result : stretch.getJsonArray("results")) {
                results.add(result(subAccount, periodStart, result.asJsonArray()));
            }
        }
        return results;
    }

    private static TaskResult result(String subAccount, Instant periodStart, JsonArray json) {
        return new TaskResult(
                Names.machine(json.getString(0)),
                subAccount,
                periodStart,
                instant(json.getJsonNumber(1)),
                instant(json.getJsonNumber(2)),
                json.getJsonNumber(3).longValueExact(),
                work(json.getJsonNumber(4)),
                json.size() > 6 ? rejected(json.getJsonObject(6)) : Map.of(),
                json.getJsonNumber(5).longValueExact());
    }

    private static Map<String, Long> rejected(JsonObject json) {
        Map<String, Long> rejected = new HashMap<>();
        json.forEach((reason, shares) -> rejected.put(reason, ((JsonNumber) shares).longValueExact()));
        return rejected;
    }

    /** As the version before wrote it. */
    private static TaskResult result(JsonObject json) {
        return new TaskResult(
                Names.machine(json.getString("machine")),
                Names.checked("a sub-account's name", json.getString("subAccount")),
                instant(json, "periodStart"),
                instant(json, "from"),
                instant(json, "to"),
                number(json, "accepted"),
                work(json.getJsonNumber("hashes")),
                rejected(json.getJsonObject("rejected")),
                number(json, "unanswered"));
    }

    private static void write(JsonGenerator json, ShareCount count) {
        json.writeStartObject()
                .write("subAccount", count.subAccount())
                .write("periodStart", count.periodStart().toString())
                .write("sent", count.sent())
                .write("accepted", count.accepted())
                .write("rejected", count.rejected())
                .write("unanswered", count.unanswered())
                .write("hashes", count.work().hashes())
                .writeEnd();
    }

    private static ShareCount count(JsonObject json) {
        return new ShareCount(
                Names.checked("a sub-account's name", json.getString("subAccount")),
                instant(json, "periodStart"),
                number(json, "sent"),
                number(json, "accepted"),
                number(json, "rejected"),
                number(json, "unanswered"),
                work(json.getJsonNumber("hashes")));
    }

    private static Work work(JsonNumber hashes) {
        Work work = new Work(hashes.bigDecimalValue());
        if (work.compareTo(MOST_WORK) > 0) {
            throw new IllegalArgumentException("it reports " + work + ", which no machine does");
        }
        return work;
    }

    private static void write(JsonGenerator json, MachineEvent event) {
        json.writeStartObject()
                .write("at", event.at().toString())
                .write("machine", event.machine())
                .write("kind", event.kind().name())
                .write("subAccount", event.subAccount())
                .write("detail", event.detail())
                .writeEnd();
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
