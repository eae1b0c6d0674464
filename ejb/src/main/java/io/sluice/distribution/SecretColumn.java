package io.sluice.distribution;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;

/** A secret that is encrypted on its way into the database. An empty one is none. */
@Converter
public class SecretColumn implements AttributeConverter<String, String> {
    @Override
    public String convertToDatabaseColumn(String clear) {
        return clear == null || clear.isEmpty()
                ? clear
                : SecretKey.ofThisProcess().encrypted(clear);
    }

    @Override
    public String convertToEntityAttribute(String stored) {
        // What an earlier version left clear is encrypted at the start, before anybody reads it.
        return stored == null || !SecretKey.isEncrypted(stored)
                ? stored
                : SecretKey.ofThisProcess().decrypted(stored);
    }
}
