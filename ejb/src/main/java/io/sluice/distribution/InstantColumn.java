package io.sluice.distribution;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants are stored as microseconds since 1970, so that no time zone of a JVM or a database can move them. */
@Converter(autoApply = true)
public class InstantColumn implements AttributeConverter<Instant, Long> {
    /** An instant as it comes back from the database, to be compared with one that did. */
    static Instant stored(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** As it is stored; null for null. */
    static Long micros(Instant instant) {
        if (instant == null) {
            return null;
        }
        // ChronoUnit counts nanoseconds in between, which overflow in the year 2262.
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1_000);
    }

    /** From what is stored; null for null. */
    static Instant instant(Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public Long convertToDatabaseColumn(Instant instant) {
        return micros(instant);
    }

    @Override
    public Instant convertToEntityAttribute(Long micros) {
        return instant(micros);
    }
}
