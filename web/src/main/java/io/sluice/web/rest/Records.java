package io.sluice.web.rest;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes records as JSON: every component is there, in its order, null when it is empty; numbers as they are. (Payara's
 * own JSON binding does not see the components of records.)
 */
@Provider
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class Records implements MessageBodyWriter<Record> {
    private static final JsonProvider JSON = JsonProvider.provider();
    /** Up to here a whole number is written with all its digits. */
    private static final int LONGEST_WHOLE = 40;

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public void writeTo(
            Record thing,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(json(thing).toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonValue json(Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof Optional<?> optional) {
            return json(optional.orElse(null));
        }
        if (value instanceof JsonValue json) {
            return json;
        }
        if (value instanceof String || value instanceof Enum || value instanceof Instant) {
            return JSON.createValue(value.toString());
        }
        if (value instanceof Boolean truth) {
            return truth ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof BigDecimal exact) {
            return JSON.createValue(plain(exact));
        }
        if (value instanceof Double number) {
            // What is not a number cannot be written as one.
            return Double.isFinite(number) ? JSON.createValue(plain(BigDecimal.valueOf(number))) : JsonValue.NULL;
        }
        if (value instanceof Long || value instanceof Integer) {
            return JSON.createValue(((Number) value).longValue());
        }
        if (value instanceof List<?> list) {
            JsonArrayBuilder array = JSON.createArrayBuilder();
            list.forEach(item -> array.add(json(item)));
            return array.build();
        }
        if (value instanceof Record record) {
            JsonObjectBuilder object = JSON.createObjectBuilder();
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                object.add(component.getName(), json(read(component, record)));
            }
            return object.build();
        }
        throw new IllegalArgumentException("there is no JSON for " + value.getClass());
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.scale() < 0 && number.precision() - number.scale() <= LONGEST_WHOLE ? number.setScale(0) : number;
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
