package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot work is told at once, in one line that says what to change, with status 1. */
class StartErrorsIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();

    @TempDir
    Path home;

    private void assertRefused(Ports ports, Map<String, String> settings, String line) throws Exception {
        try (SluiceProcess sluice = SluiceProcess.start(JAR, home, ports, settings, StartErrorsIT::show)) {
            assertThat(sluice.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
            Await.until("its output is read", Duration.ofSeconds(5), () -> !sluice.lines()
                    .isEmpty());
            assertThat(sluice.lines()).containsExactly(line);
        }
    }

    private static void show(String line) {
        System.out.println(line);
    }

    @Test
    void aWrongValue() throws Exception {
        assertRefused(
                Ports.free(),
                Map.of("SLUICE_SHARES_PER_MINUTE", "many"),
                "SLUICE_SHARES_PER_MINUTE must be a whole number from 0 to 600, not 'many'.");
    }

    @Test
    void aDatabaseThatIsNotKnown() throws Exception {
        assertRefused(
                Ports.free(),
                Map.of("SLUICE_DB_URL", "jdbc:mysql://localhost/sluice"),
                "SLUICE_DB_URL must begin with jdbc:postgresql: (or be unset, for the database in SLUICE_HOME).");
    }

    @Test
    void aTakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ports free = Ports.free();
            int port = taken.getLocalPort();
            assertRefused(
                    new Ports(port, free.http(), free.broker()),
                    Map.of(),
                    "Port " + port + " (SLUICE_STRATUM_PORT) is taken by another process; stop that one or set"
                            + " SLUICE_STRATUM_PORT to another port.");
        }
    }

    @Test
    void aHomeInUse() throws Exception {
        try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertRefused(
                    Ports.free(),
                    Map.of(),
                    "The folder " + home
                            + " is in use by another Sluice; stop that one or set SLUICE_HOME to another folder.");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswer() throws Exception {
        Ports ports = Ports.free();
        Map<String, String> settings =
                Map.of("SLUICE_DB_URL", "jdbc:postgresql://127.0.0.1:" + ports.stratum() + "/sluice");
        try (SluiceProcess sluice = SluiceProcess.start(JAR, home, ports, settings, StartErrorsIT::show)) {
            assertThat(sluice.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            Await.until(
                    "its output is read",
                    Duration.ofSeconds(5),
                    () -> sluice.lines().size() == 2);
            assertThat(sluice.lines().get(1))
                    .contains("refused")
                    .contains("check SLUICE_DB_URL, SLUICE_DB_USER and SLUICE_DB_PASSWORD");
        }
    }
}
