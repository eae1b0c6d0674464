package io.sluice.distribution;

import io.sluice.api.Work;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the accounting system reads of bookings that are told together. Decimals are JSON numbers with all their digits. */
final class AccountingJson {
    private static final JsonProvider JSON = JsonProvider.provider();
    /** Of most messages; a longer one takes more. */
    private static final int ROOM = 512;

    private static final int LONGEST_REASON = 100;
    private static final int MOST_REASONS = 16;

    /** Kept: every static method of {@link Json} looks for a provider among all jars. */
    private static final JsonGeneratorFactory GENERATORS = JSON.createGeneratorFactory(Map.of());

    /** As thousands of lines share a period and some hundred times, and one costs as much to write as the rest of a line. */
    private final Map<Instant, String> times = new HashMap<>();

    /** The message for a booking; described in the README. */
    String body(Booking booking) {
        StringWriter text = new StringWriter(ROOM);
        Span period = booking.getPeriod();
        try (JsonGenerator json = GENERATORS.createGenerator(text)) {
            json.writeStartObject()
                    .write("schema", AccountingMessage.SCHEMA)
                    .write("subAccount", booking.getSubAccount().getName())
                    .write("sequence", booking.getSequence())
                    .write("periodStart", time(period.start()));
            period.end().ifPresentOrElse(end -> json.write("periodEnd", time(end)), () -> json.writeNull("periodEnd"));
            json.write("machine", booking.getMachine())
                    .write("from", time(booking.getFrom()))
                    .write("to", time(booking.getTo()))
                    .write("acceptedShares", booking.getAcceptedShares())
                    .write("rejectedShares", booking.getRejectedShares())
                    .write("unansweredShares", booking.getUnansweredShares())
                    .write("hashes", plain(booking.getWork()))
                    .write("accumulatedHashes", plain(booking.getAccumulated()))
                    .write("upToStandard", booking.isUpToStandard())
                    .writeEnd();
        }
        return text.toString();
    }

    private String time(Instant at) {
        return times.computeIfAbsent(at, Instant::toString);
    }

    /** Rejected shares by reason, short enough for their column whatever the pool said. */
    static String reasons(Map<String, Long> rejected) {
        if (rejected.isEmpty()) {
            return "{}";
        }
        Map<String, Long> bounded = new TreeMap<>();
        new TreeMap<>(rejected).forEach((reason, shares) -> {
            String words = Text.upTo(LONGEST_REASON, reason.replaceAll("\\p{Cntrl}", " "));
            bounded.merge(
                    bounded.size() < MOST_REASONS - 1 || bounded.containsKey(words) ? words : "other",
                    shares,
                    Long::sum);
        });
        JsonObjectBuilder json = JSON.createObjectBuilder();
        bounded.forEach(json::add);
        return json.build().toString();
    }

    /** Without an exponent where it has none by nature: 1500, not 1.5E+3. */
    private static BigDecimal plain(Work work) {
        BigDecimal hashes = work.hashes();
        return hashes.scale() < 0 ? hashes.setScale(0) : hashes;
    }
}
