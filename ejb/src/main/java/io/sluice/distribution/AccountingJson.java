package io.sluice.distribution;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** What the accounting system reads. Decimals are JSON numbers with all their digits. */
final class AccountingJson {
    private static final int LONGEST_REASON = 100;
    private static final int MOST_REASONS = 16;

    private AccountingJson() {}

    /** The message for a booking; described in the README. */
    static String body(Booking booking) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("schema", AccountingMessage.SCHEMA)
                .add("subAccount", booking.getSubAccount().getName())
                .add("sequence", booking.getSequence())
                .add("periodStart", booking.getPeriod().start().toString());
        booking.getPeriod()
                .end()
                .ifPresentOrElse(end -> json.add("periodEnd", end.toString()), () -> json.addNull("periodEnd"));
        return json.add("machine", booking.getMachine())
                .add("from", booking.getFrom().toString())
                .add("to", booking.getTo().toString())
                .add("acceptedShares", booking.getAcceptedShares())
                .add("rejectedShares", booking.getRejectedShares())
                .add("unansweredShares", booking.getUnansweredShares())
                .add("hashes", plain(booking.getWork().hashes()))
                .add("accumulatedHashes", plain(booking.getAccumulated().hashes()))
                .add("upToStandard", booking.isUpToStandard())
                .build()
                .toString();
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
        JsonObjectBuilder json = Json.createObjectBuilder();
        bounded.forEach(json::add);
        return json.build().toString();
    }

    /** Without an exponent where it has none by nature: 1500, not 1.5E+3; and without the zeros that a column adds. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal shortest = value.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
