package io.sluice.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Marker;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashrateChartTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    /** It is written into a script of the page. */
    @Test
    void aMachinesNameEndsNoScript() {
        String name = "</script><meta/http-equiv=refresh>";
        String json = HashrateChart.json(
                List.of(),
                List.of(new Marker(AT, Optional.empty(), Marker.Kind.MACHINE_FAILURES, 1, Optional.of(name))),
                AT.minusSeconds(60),
                AT);
        assertThat(json).doesNotContain("<");
        String text = JsonProvider.provider()
                .createReader(new StringReader(json))
                .readObject()
                .getJsonObject("data")
                .getJsonArray("datasets")
                .getJsonObject(0)
                .getJsonArray("data")
                .getJsonObject(0)
                .getString("text");
        assertThat(text).contains(name);
    }
}
