package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TidyingTest {
    /** The long form, with 300: {@code mvn -Pfaults}. */
    private static final int KILLS = Integer.getInteger("tidying.kills", 6);

    private static final int ROWS = 20_000;
    private static final int COMMITS = 600;

    @Test
    void theFileStaysSmallWhereItGrewWithoutEnd(@TempDir Path folder) throws Exception {
        long untidied = sizeAfterUpdates(folder.resolve("untidied"), false);
        long tidied = sizeAfterUpdates(folder.resolve("tidied"), true);
        assertThat(tidied).isLessThan(untidied / 2);
    }

    /** Rows all over a table change, so that each chunk keeps a little that is live. */
    private static long sizeAfterUpdates(Path file, boolean tidy) throws SQLException, IOException {
        String url = "jdbc:h2:file:" + file + ";WRITE_DELAY=0;RETENTION_TIME=0;MAX_COMPACT_TIME=0";
        var random = new SplittableRandom(7);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, note varchar)");
            statement.execute("insert into t select x, repeat('x', 100) from system_range(1, " + ROWS + ")");
            try (PreparedStatement update =
                    connection.prepareStatement("update t set note = note || 'y' where id = ?")) {
                for (int i = 0; i < COMMITS; i++) {
                    update.setInt(1, 1 + random.nextInt(ROWS));
                    update.executeUpdate();
                    if (tidy && i % 10 == 0) {
                        Tidying.tidy(connection, Duration.ofSeconds(10));
                    }
                }
            }
            long size = Files.size(Path.of(file + ".mv.db"));
            statement.execute("shutdown immediately");
            return size;
        }
    }

    /** Room that is used again holds what is not needed any more, whenever the end comes. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void whatWasCommittedIsThereHoweverOftenItIsKilled(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        System.out.println("Tidying: seed " + seed);
        var random = new SplittableRandom(seed);
        Path file = folder.resolve("books");
        Path log = folder.resolve("log");
        long committed = 0;
        long largest = 0;
        for (int kill = 0; kill <= KILLS; kill++) {
            Process books = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledH2.class.getName(),
                            file.toString(),
                            Long.toString(committed),
                            Long.toString(random.nextLong()),
                            Long.toString(kill == KILLS ? 0 : Long.MAX_VALUE))
                    .redirectError(log.toFile())
                    .start();
            try (BufferedReader said = books.inputReader(StandardCharsets.US_ASCII)) {
                assertThat(said.readLine())
                        .as("life %d: %s", kill, Files.readString(log))
                        .isEqualTo(KilledH2.WHOLE);
                if (kill == KILLS) {
                    continue;
                }
                boolean ended = books.waitFor(random.nextInt(200, 2_500), TimeUnit.MILLISECONDS);
                assertThat(ended)
                        .as("ended by itself: %s", Files.readString(log))
                        .isFalse();
                // Not by the process itself, which closes what there is to read.
                books.toHandle().destroyForcibly();
                committed = last(said, committed);
            } finally {
                books.destroyForcibly();
                books.waitFor();
            }
            largest = Math.max(largest, Files.size(Path.of(file + ".mv.db")));
        }
        System.out.printf(
                "Tidying: %d kills, %d transactions, the file at most %.1f MiB%n",
                KILLS, committed, (double) largest / (1 << 20));
    }

    /** The last that was said; a line that was cut off says less. */
    private static long last(BufferedReader said, long before) throws IOException {
        long last = before;
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (!line.isEmpty()) {
                last = Math.max(last, Long.parseLong(line));
            }
        }
        return last;
    }
}
