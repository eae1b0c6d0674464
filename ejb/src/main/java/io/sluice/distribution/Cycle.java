package io.sluice.distribution;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often a standard is due. */
public sealed interface Cycle {
    /** As an operator writes it: {@code ONCE}, {@code DAILY} or an ISO-8601 duration. */
    String text();

    /**
     * The period that an instant falls into.
     *
     * @param since when this cycle was set; no period begins before it
     * @param at an instant; taken for {@code since} when it is earlier
     */
    Span spanAt(Instant since, Instant at);

    /** How long a whole period is; empty when it has no end. */
    Optional<Duration> length();

    /** Once and for all: one period without an end. */
    record Once() implements Cycle {
        @Override
        public String text() {
            return "ONCE";
        }

        @Override
        public Span spanAt(Instant since, Instant at) {
            return new Span(since, Optional.empty());
        }

        @Override
        public Optional<Duration> length() {
            return Optional.empty();
        }
    }

    /** Every UTC day. The first period is what was left of the day when it was set. */
    record Daily() implements Cycle {
        @Override
        public String text() {
            return "DAILY";
        }

        @Override
        public Span spanAt(Instant since, Instant at) {
            Instant day = (at.isBefore(since) ? since : at).truncatedTo(ChronoUnit.DAYS);
            return new Span(day.isBefore(since) ? since : day, Optional.of(day.plus(1, ChronoUnit.DAYS)));
        }

        @Override
        public Optional<Duration> length() {
            return Optional.of(Duration.ofDays(1));
        }
    }

    /**
     * Again and again, counted from the instant it was set.
     *
     * @param each length of a period, a whole number of milliseconds
     * @param text as it was written
     */
    record Every(Duration each, String text) implements Cycle {
        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(36_525);

        public Every {
            Objects.requireNonNull(text, "text");
            if (each.compareTo(SHORTEST) < 0 || each.compareTo(LONGEST) > 0 || each.toNanosPart() % 1_000_000 != 0) {
                throw new IllegalArgumentException(
                        "A period lasts from one second to 100 years in whole milliseconds, not '" + text + "'.");
            }
        }

        @Override
        public Span spanAt(Instant since, Instant at) {
            long passed = at.isBefore(since) ? 0 : Duration.between(since, at).dividedBy(each);
            Instant start = since.plus(each.multipliedBy(passed));
            return new Span(start, Optional.of(start.plus(each)));
        }

        @Override
        public Optional<Duration> length() {
            return Optional.of(each);
        }

        /** However it is written. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Every every && every.each.equals(each);
        }

        @Override
        public int hashCode() {
            return each.hashCode();
        }
    }

    /**
     * Reads what an operator wrote.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    static Cycle parse(String text) {
        String written = text.strip().toUpperCase(Locale.ROOT);
        return switch (written) {
            case "ONCE" -> new Once();
            case "DAILY" -> new Daily();
            default -> new Every(duration(written), written);
        };
    }

    private static Duration duration(String written) {
        Matcher weeks = Pattern.compile("P(\\d{1,4})W").matcher(written);
        try {
            return weeks.matches() ? Duration.ofDays(7L * Integer.parseInt(weeks.group(1))) : Duration.parse(written);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + written + "' is not a period; write ONCE, DAILY or a duration such as PT12H or P7D.", e);
        }
    }
}
