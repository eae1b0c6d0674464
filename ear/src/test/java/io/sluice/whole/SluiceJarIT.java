package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.lab.LabMachine;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import jakarta.jms.JMSSecurityException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The trial on {@code sluice.jar}. One process lives through it all, so the order of the steps matters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SluiceJarIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String ACCOUNTING_PASSWORD = "accounting-password";
    private static final BigDecimal WITHOUT_END = new BigDecimal("1e15");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path home;
    private Ports ports;
    private SluiceProcess sluice;
    private LabField field;
    private AccountingSystem accounting;

    @BeforeAll
    void start(@TempDir Path folder, @TempDir Path clientFolder) throws Exception {
        home = folder;
        ports = Ports.free();
        sluice = startSluice();
        field = new LabField(sluice.client(), ports.stratum());
        accounting = new AccountingSystem(
                Path.of("target", "parts", "sluice", "imqjmsra.rar"),
                clientFolder,
                ports.broker(),
                "sluice",
                ACCOUNTING_PASSWORD);
        accounting.connect();
    }

    private SluiceProcess startSluice() throws Exception {
        return SluiceProcess.start(
                        JAR, home, ports, Map.of("SLUICE_BROKER_PASSWORD", ACCOUNTING_PASSWORD), System.out::println)
                .awaitReady(Duration.ofMinutes(2));
    }

    @AfterAll
    void stop() throws Exception {
        if (accounting != null) {
            accounting.close();
        }
        if (field != null) {
            field.close();
        }
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    @Order(1)
    void fillsEachStandardInTurnAndDisturbsNobody() throws Exception {
        field.configure();
        field.connectMachines();
        field.awaitFilled(Duration.ofMinutes(4));
        field.assertFilledInOrder();
        field.assertUndisturbed();
    }

    @Test
    @Order(2)
    void tellsTheAccountingSystemEveryBookingOnce() throws Exception {
        awaitAccounts("alice", "bob", "carol");
        for (String queue : queues()) {
            assertThatExceptionOfType(JMSSecurityException.class)
                    .as("reading " + queue)
                    .isThrownBy(() -> accounting.readQueue(queue));
        }
        assertThatExceptionOfType(JMSSecurityException.class).as("publishing").isThrownBy(() -> accounting.publish());
        // It misses nothing while it is away: the rest of the trial, a stop and a start.
        accounting.disconnect();
    }

    /** Names of the application's queues, as its archive declares them. */
    private static List<String> queues() throws IOException {
        List<String> names = Pattern.compile("value=\"(sluice\\.\\w+)\"")
                .matcher(Files.readString(Path.of("src", "main", "micro", "WEB-INF", "glassfish-resources.xml")))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("sluice.accounting"))
                .toList();
        assertThat(names).hasSize(3);
        return names;
    }

    private void awaitAccounts(String... subAccounts) {
        for (String name : subAccounts) {
            Await.until("the accounting system has all of " + name, Duration.ofSeconds(20), () -> {
                long bookings = sluice.client().taskResults(name).size();
                Object hashes = field.capability(name).get("accumulatedHashes");
                return accounting.gapless(name) == bookings
                        && accounting.hashes(name).compareTo((BigDecimal) hashes) == 0;
            });
        }
    }

    @Test
    @Order(3)
    void showsARefusedLoginAndServesTheNext() throws Exception {
        SluiceClient client = sluice.client();
        client.putSubAccount("eve", "b", "not her password", 10, Optional.of(WITHOUT_END));
        client.putSubAccount("dave", "a", LabField.PASSWORD, 11, Optional.of(WITHOUT_END));
        Await.until("dave is served", Duration.ofSeconds(30), () -> field.accepted("dave") >= 10);
        Map<String, Object> login = SluiceClient.object(client.subAccount("eve").get("login"));
        assertThat(login.get("state")).isEqualTo("REFUSED");
        assertThat(field.b.logins())
                .filteredOn(attempt -> attempt.user().equals("eve"))
                .isNotEmpty()
                .allSatisfy(attempt -> assertThat((String) login.get("reason")).contains(attempt.refusal()));
        assertThat(field.accepted("eve")).isZero();
        client.delete("api/v1/sub-accounts/eve");
    }

    @Test
    @Order(4)
    void usesASecondAddressWhenTheFirstDiesAndReturnsToIt() {
        long second = field.a2.total().accepted();
        field.a1.stop();
        Await.until(
                "the second address serves",
                Duration.ofSeconds(5),
                () -> field.a2.total().accepted() > second);
        assertThat(field.farm.disconnects()).as("connections lost by machines").isZero();
        long first = field.a1.total().accepted();
        field.a1.start();
        Await.until(
                "the first address serves again",
                Duration.ofMinutes(2),
                () -> field.a1.total().accepted() > first + 5);
        assertThat(field.farm.disconnects()).as("connections lost by machines").isZero();
        assertThat(field.farm.extranonceChanges()).as("changes of extranonce").isZero();
    }

    @Test
    @Order(5)
    void putsAStandbyMachineInThePlaceOfOneThatDies() throws Exception {
        SluiceClient client = sluice.client();
        client.putMachine("spare", "STANDBY", false);
        field.machine("spare");
        Await.until("the spare stands by, on what is left over", Duration.ofSeconds(15), () -> "surplus"
                .equals(client.machine("spare").get("servingSubAccount")));
        LabMachine dying = field.farm.machines().get(0);
        assertThat(client.machine(dying.name()).get("servingSubAccount")).isEqualTo("dave");
        dying.close();
        Await.until("the spare works in its place", Duration.ofSeconds(15), () -> "dave"
                .equals(client.machine("spare").get("servingSubAccount")));
        Await.until("it is not only reconnecting", Duration.ofSeconds(15), () -> "OFFLINE"
                .equals(client.machine(dying.name()).get("state")));
    }

    @Test
    @Order(6)
    void takesAMachineOutOfService() throws Exception {
        SluiceClient client = sluice.client();
        client.putMachine("rig-2", "ACTIVE", true);
        Await.until(
                "it works for nobody",
                Duration.ofSeconds(15),
                () -> client.machine("rig-2").get("servingSubAccount") == null);
        assertThat(client.machine("rig-2").get("state")).isEqualTo("OUT_OF_SERVICE");
        client.putMachine("rig-2", "ACTIVE", false);
        Await.until(
                "it works again",
                Duration.ofSeconds(15),
                () -> client.machine("rig-2").get("servingSubAccount") != null);
    }

    @Test
    @Order(7)
    void booksWhatThePoolsAccepted() throws Exception {
        field.finish();
        field.assertLedgerEqualsPools("alice", "bob", "carol", "dave", "surplus");
    }

    @Test
    @Order(8)
    void putsOnPaperWhatItBooked() throws Exception {
        BigDecimal accumulated = (BigDecimal) field.capability("alice").get("accumulatedHashes");
        String csv = text(sent("GET", "api/v1/statements/alice?format=csv", null));
        BigDecimal days = csv.lines()
                .skip(1)
                .map(line -> new BigDecimal(line.split(",", -1)[3]))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(days).isEqualByComparingTo(accumulated);
        for (String language : List.of("en", "zh")) {
            byte[] pdf = sent("GET", "api/v1/statements/alice?language=" + language, null)
                    .body();
            assertThat(new String(pdf, StandardCharsets.ISO_8859_1))
                    .startsWith("%PDF-")
                    .contains("%%EOF");
        }
        HttpResponse<byte[]> unknown = sent("GET", "api/v1/statements/nobody", null);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(text(unknown)).contains("nobody");
    }

    @Test
    @Order(8)
    void checksLoginsAtThePool() throws Exception {
        assertThat(text(sent("POST", "api/v1/sub-accounts/alice/check-login", "")))
                .contains("\"state\":\"ACCEPTED\"", "\"extranonce2Size\":8")
                .doesNotContain(LabField.PASSWORD);
        String login = "{\"pool\":\"%s\",\"user\":\"alice\",\"password\":\"a guess\"}";
        assertThat(text(sent("POST", "api/v1/login-checks", login.formatted("a"))))
                .contains("\"state\":\"REFUSED\"")
                .doesNotContain("a guess");
        assertThat(sent("POST", "api/v1/login-checks", login.formatted("nowhere"))
                        .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<byte[]> sent(String method, String path, String body) throws Exception {
        String login = "admin:" + SluiceProcess.ADMIN_PASSWORD;
        HttpRequest.Builder request = HttpRequest.newBuilder(sluice.console().resolve(path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    @Order(8)
    @EnabledOnOs(OS.LINUX)
    void staysWithinItsMemory() throws Exception {
        long kibibytes = residentKibibytes(sluice.pid());
        assertThat(kibibytes / 1024).as("resident MiB").isLessThanOrEqualTo(700);
    }

    @Test
    @Order(9)
    void stopsInOrderAndKeepsItsLedger() throws Exception {
        sluice.terminate();
        assertThat(sluice.awaitExit(Duration.ofSeconds(30))).isEqualTo(143);
        assertThat(sluice.lines()).contains("Stopped");
        sluice = startSluice();
        field.assertLedgerEqualsPools("alice", "bob", "carol", "dave", "surplus");
        accounting.connect();
        awaitAccounts("alice", "bob", "carol", "dave", "surplus");
        List<Map<String, Object>> bookings = sluice.client().taskResults("alice");
        BigDecimal sum = bookings.stream()
                .map(booking -> (BigDecimal) booking.get("hashes"))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sum)
                .isEqualByComparingTo((BigDecimal) field.capability("alice").get("accumulatedHashes"));
    }

    private static long residentKibibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
