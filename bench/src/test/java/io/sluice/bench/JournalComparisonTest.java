package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is too short to say anything about speed shows that the benchmark works, and counts what it should. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalComparisonTest {
    private static final Scale SHORT = new Scale(6, 4, 1, 2, Duration.ofMillis(20), Duration.ofMillis(100));

    @Test
    void everyShareOfARoundWithTheJournalIsInItAndNoOther(@TempDir Path folder) throws Exception {
        JournalComparison.Outcome outcome =
                JournalComparison.run(SHORT, folder.resolve("journal"), Settings.read(Map.of(), new Properties()));

        assertThat(outcome.isExact()).as("%s", outcome).isTrue();
        assertThat(outcome.rounds()).extracting(Round::on).containsExactly(true, false, false, true);
        assertThat(outcome.rounds()).allSatisfy(round -> {
            assertThat(round.sharesInAll()).isPositive();
            assertThat(round.processorTime().loops()).isPositive();
            assertThat(round.processorTime().load()).isPositive();
        });
        long on = outcome.rounds().stream()
                .filter(Round::on)
                .mapToLong(Round::sharesInAll)
                .sum();
        assertThat(outcome.booked()).as("with the warm-up").isGreaterThan(on);

        JournalReport report = new JournalReport(SHORT, outcome);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        report.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("6 machines", "on/off");
        Path json = folder.resolve("result.json");
        report.write(json);
        assertThat(Files.readString(json)).contains("\"booked\" : " + outcome.booked());
    }
}
