package io.sluice.faults;

import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a life of {@link FaultField} says of itself.
 *
 * @param incarnation its name; empty once it has stopped
 * @param stopped whether it came to rest in order
 * @param listening whether machines can connect
 * @param undelivered whether the adapter has something the application did not take over yet
 * @param inMemory shares that the journal has no room for
 * @param clock by how many seconds its clock is wrong
 * @param repeated messages given twice
 * @param reordered messages given in another order
 * @param simultaneous messages given twice at the same moment
 * @param doubted deliveries of the adapter that were said to have failed
 */
record Said(
        String incarnation,
        boolean stopped,
        boolean listening,
        long undelivered,
        long inMemory,
        long clock,
        long repeated,
        long reordered,
        long simultaneous,
        long doubted) {
    static final Said NOTHING = new Said("", false, false, 0, 0, 0, 0, 0, 0, 0);
    static final String MARK = "life ";

    /** @param status empty for one that has stopped */
    static Said of(Optional<FieldStatus> status, Delivery.Confused deliveries, Endpoints endpoints) {
        Optional<JournalStatus> journal = status.map(FieldStatus::journal);
        return new Said(
                status.map(FieldStatus::incarnation).orElse(""),
                status.isEmpty(),
                status.map(FieldStatus::listening).orElse(false),
                journal.map(JournalStatus::undelivered).orElse(0L),
                journal.map(JournalStatus::inMemory).orElse(0L),
                Duration.between(Instant.ofEpochMilli(System.currentTimeMillis()), Instant.now())
                        .plusMillis(500)
                        .toSeconds(),
                deliveries.repeated.get(),
                deliveries.reordered.get(),
                deliveries.simultaneous.get(),
                endpoints.doubted.get());
    }

    String line() {
        return MARK
                + String.join(
                        ",",
                        incarnation,
                        Boolean.toString(stopped),
                        Boolean.toString(listening),
                        Long.toString(undelivered),
                        Long.toString(inMemory),
                        Long.toString(clock),
                        Long.toString(repeated),
                        Long.toString(reordered),
                        Long.toString(simultaneous),
                        Long.toString(doubted));
    }

    /** What a line says; empty for one that is something else, or was cut off. */
    static Optional<Said> of(String line) {
        String[] parts = line.startsWith(MARK) ? line.substring(MARK.length()).split(",", -1) : new String[0];
        if (parts.length != 10 || parts[9].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Said(
                parts[0],
                Boolean.parseBoolean(parts[1]),
                Boolean.parseBoolean(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]),
                Long.parseLong(parts[7]),
                Long.parseLong(parts[8]),
                Long.parseLong(parts[9])));
    }
}
