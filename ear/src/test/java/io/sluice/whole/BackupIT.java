package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.LabMachine;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of backups: they are made as it says, and nothing is missing when work goes on from them. */
class BackupIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String[] ALL = {"alice", "bob", "carol", "surplus"};
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void workGoesOnFromACopyOfTheHome() throws Exception {
        Ports ports = Ports.free();
        Path home = folder.resolve("home");
        Path copy = folder.resolve("copy");
        SluiceProcess sluice = start(home, ports, Map.of());
        try (LabField field = new LabField(sluice.client(), ports.stratum())) {
            field.configure();
            field.connectMachines();
            Await.until("alice has shares", SOON, () -> field.accepted("alice") >= 100);
            stop(sluice);
            copy(home, copy);

            sluice = start(copy, ports, Map.of());
            field.awaitFilled(Duration.ofMinutes(4));
            field.finish();
            field.assertLedgerEqualsPools(ALL);
        } finally {
            sluice.close();
        }
    }

    @Test
    void aDumpThatIsMinutesOldIsMadeGoodFromTheJournal() throws Exception {
        Assumptions.assumeTrue(
                "required".equals(System.getenv("SLUICE_POSTGRESQL_CLIENT")) || isThere("pg_dump"),
                "pg_dump is not installed; PostgreSQL's client has it");
        Ports ports = Ports.free();
        Path home = folder.resolve("home");
        Path dump = folder.resolve("sluice.dump");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            postgresql(postgres, "createdb", "sluice");
            Map<String, String> settings = Map.of(
                    "SLUICE_DB_URL", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/sluice",
                    "SLUICE_DB_USER", "postgres",
                    "SLUICE_DB_PASSWORD", "postgres");
            SluiceProcess sluice = start(home, ports, settings);
            try (LabField field = new LabField(sluice.client(), ports.stratum())) {
                field.configure();
                field.connectMachines();
                Await.until("alice has shares", SOON, () -> field.accepted("alice") >= 50);
                postgresql(postgres, "pg_dump", "--format=custom", "--file=" + dump, "sluice");
                long then = field.accepted("alice");
                Await.until("alice has more", SOON, () -> field.accepted("alice") >= then + 100);
                field.farm.finish(Duration.ofSeconds(10));
                stop(sluice);

                postgresql(postgres, "dropdb", "sluice");
                postgresql(postgres, "createdb", "sluice");
                postgresql(postgres, "pg_restore", "--dbname=sluice", dump.toString());
                sluice = start(home, ports, settings);
                field.assertLedgerEqualsPools(ALL);
                field.farm.machines().forEach(LabMachine::unpause);
                field.awaitFilled(Duration.ofMinutes(4));
                field.finish();
                field.assertLedgerEqualsPools(ALL);
            } finally {
                sluice.close();
            }
        }
    }

    private static SluiceProcess start(Path home, Ports ports, Map<String, String> settings) throws Exception {
        return SluiceProcess.start(JAR, home, ports, settings, line -> {}).awaitReady(Duration.ofMinutes(2));
    }

    private static void stop(SluiceProcess sluice) throws Exception {
        sluice.terminate();
        assertThat(sluice.awaitExit(Duration.ofSeconds(30))).isEqualTo(143);
        assertThat(sluice.lines()).contains("Stopped");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.forEach(each -> {
                try {
                    Files.copy(each, to.resolve(from.relativize(each).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static boolean isThere(String program) throws IOException, InterruptedException {
        try {
            return run(List.of(program, "--version")) == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static void postgresql(EmbeddedPostgres postgres, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(program, "--host=127.0.0.1", "--port=" + postgres.getPort(), "--username=postgres"),
                        Stream.of(arguments))
                .toList();
        assertThat(run(command)).as("status of %s", command).isZero();
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
