package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstantColumnTest {
    private final InstantColumn column = new InstantColumn();

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2026-11-01T00:00:00.000001Z",
                "2262-04-12T00:00:00Z",
                "9999-12-31T23:59:59Z"
            })
    void aTimeComesBackAsItWasStored(Instant at) {
        assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(at)))
                .isEqualTo(at);
    }
}
