package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice.ear} on a stock Payara Server 6 does what {@code sluice.jar} does. */
class SluiceEarIT {
    private static final Path EAR = Path.of("target", "sluice.ear").toAbsolutePath();
    private static final Path PAYARA =
            Path.of("target", "payara-server", "payara6").toAbsolutePath();

    @TempDir
    Path home;

    @Test
    void fillsEachStandardInTurnAndDisturbsNobody() throws Exception {
        int stratum = Ports.free().stratum();
        try (PayaraServer server = PayaraServer.start(
                PAYARA,
                Map.of(
                        "SLUICE_HOME",
                        home.toString(),
                        "SLUICE_STRATUM_BIND",
                        "127.0.0.1",
                        "SLUICE_STRATUM_PORT",
                        Integer.toString(stratum),
                        "SLUICE_ADMIN_PASSWORD",
                        SluiceProcess.ADMIN_PASSWORD))) {
            server.deploy(EAR);
            Await.until("it is ready", Duration.ofSeconds(60), () -> status(server, "health/ready") == 200);
            var client = new SluiceClient(server.console(), "admin", SluiceProcess.ADMIN_PASSWORD);
            try (LabField field = new LabField(client, stratum)) {
                field.configure();
                field.connectMachines();
                field.awaitFilled(Duration.ofMinutes(4));
                field.assertFilledInOrder();
                field.assertUndisturbed();
                field.finish();
                field.assertLedgerEqualsPools("alice", "bob", "carol", "surplus");
            }
            server.undeploy("sluice");
            assertThat(server.log()).doesNotContain("missing from the ledger", "could not be tidied");
        }
    }

    private static int status(PayaraServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.console().resolve(path)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
