package io.sluice.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void readsTimesWithAnyOffset() {
        Query query = query("from", "2026-11-01T00:00:00Z", "to", "2026-11-01T02:00:00 01:00");

        assertThat(query.instant("from")).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(query.instant("to")).contains(Instant.parse("2026-11-01T01:00:00Z"));
        query.finish();
    }

    @Test
    void everyMistakeIsNamed() {
        Query query = query("from", "yesterday", "limit", "0", "colour", "red");
        query.instant("from");
        query.limit();

        var thrown = catchThrowableOfType(InvalidInputException.class, query::finish);

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactlyInAnyOrder("from", "limit", "colour");
    }

    @Test
    void timesThatNoDatabaseHoldsAndCharactersThatNoneTakesAreMistakes() {
        Query query = query("from", "+999999999-01-01T00:00:00Z", "to", "-0001-01-01T00:00:00Z", "subAccount", "a\0b");
        assertThat(query.instant("from")).isEmpty();
        assertThat(query.instant("to")).isEmpty();
        assertThat(query.text("subAccount")).isEmpty();

        var thrown = catchThrowableOfType(InvalidInputException.class, query::finish);

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactly("from", "to", "subAccount");
    }

    @Test
    void withoutALimitThereAreAHundred() {
        assertThat(query().limit()).isEqualTo(100);
    }

    private static Query query(String... pairs) {
        var parameters = new MultivaluedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.add(pairs[i], pairs[i + 1]);
        }
        return new Query(parameters);
    }
}
