package io.sluice.connector.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.api.JournalStatus;
import io.sluice.api.LoginAnswer;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The field over real sockets, with machines that hash and pools that check. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LoopbackTest {
    /** 4,096 hashes a share. */
    private static final String EASY = "0.00000095367431640625";

    private static final String TWICE = "0.0000019073486328125";

    private final TestApplication application = new TestApplication();
    private final EventLoops loops = new EventLoops(2, PoolPlaces.anywhere(), Door.open(), InstantSource.system());
    private final Field field = new Field(new FieldSettings(12), loops.loops(), application, application.journals(2));
    private final LabFarm farm = new LabFarm(1);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        farm.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
        field.quiesce().get(15, TimeUnit.SECONDS);
        loops.close();
    }

    private <T extends AutoCloseable> T closing(T one) {
        opened.add(one);
        return one;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until " + what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private int listen() {
        return loops.listen("127.0.0.1", 0, Optional.empty(), field);
    }

    private LabPool poolA() {
        return closing(LabPool.named("A")
                .extranonce(4, 8)
                .difficulty(EASY)
                .account("alice", "pw")
                .account("carol", "pw")
                .account("rest", "pw")
                .start());
    }

    @Test
    void triesALoginAtARealPoolAndNotAtAPrivateAddressWhereThatIsForbidden() throws Exception {
        LabPool a = poolA();
        PoolAddress address = PoolAddress.parse(a.url());
        LoginAnswer taken = field.tryLogin(address, "alice", new Secret("pw")).get(15, TimeUnit.SECONDS);
        assertThat(taken.outcome()).isEqualTo(LoginAnswer.Outcome.ACCEPTED);
        assertThat(taken.extranonce2Size()).isEqualTo(8);
        assertThat(taken.difficulty()).isPresent();
        LoginAnswer refused =
                field.tryLogin(address, "alice", new Secret("guess")).get(15, TimeUnit.SECONDS);
        assertThat(refused.outcome()).isEqualTo(LoginAnswer.Outcome.REFUSED);
        assertThat(a.logins()).anySatisfy(login -> assertThat(refused.reason()).contains(login.refusal()));

        try (EventLoops careful = new EventLoops(1, PoolPlaces.outside(), Door.open(), InstantSource.system())) {
            var fieldOfTheCareful =
                    new Field(new FieldSettings(12), careful.loops(), application, application.journals(1));
            LoginAnswer forbidden = fieldOfTheCareful
                    .tryLogin(address, "alice", new Secret("pw"))
                    .get(15, TimeUnit.SECONDS);
            assertThat(forbidden.outcome()).isEqualTo(LoginAnswer.Outcome.UNREACHABLE);
            assertThat(forbidden.reason()).contains("private address");
        }
    }

    @Test
    void fillsInOrderOverRealSocketsAndTheLedgerIsThePoolsOwnCount() throws Exception {
        LabPool a = poolA();
        LabPool b = closing(LabPool.named("B")
                .extranonce(8, 4)
                .difficulty(TWICE)
                .account("bob", "pw")
                .start());
        application
                .pool("A", a.url())
                .pool("B", b.url())
                .subAccount("alice", "A", 150, EASY)
                .subAccount("bob", "B", 100, TWICE)
                .subAccount("rest", "A", 0, EASY);
        field.apply(application.plan());
        int port = listen();
        List<LabMachine> machines = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            machines.add(
                    farm.add(LabMachine.named("m" + i).pool("127.0.0.1", port).hashrate(40_000)));
        }
        await(
                "the standards are filled and the surplus account is served",
                () -> application.accepted("alice") >= 150
                        && application.accepted("bob") >= 100
                        && application.accepted("rest") > 20);
        farm.finish(Duration.ofSeconds(10));
        await("all results are in", () -> a.tally("rest").accepted() == application.accepted("rest"));

        assertThat(application.accepted("alice"))
                .isEqualTo(a.tally("alice").accepted())
                .isBetween(150L, 153L);
        assertThat(application.accepted("bob"))
                .isEqualTo(b.tally("bob").accepted())
                .isBetween(100L, 102L);
        assertThat(application.work("bob")).isEqualTo(b.tally("bob").work());
        assertThat(application.rejected()).isZero();
        assertThat(a.total().rejected()).isEmpty();
        assertThat(b.total().rejected()).isEmpty();
        assertThat(machines).allSatisfy(machine -> {
            assertThat(machine.disconnects()).isZero();
            assertThat(machine.extranonceChanges()).isZero();
            assertThat(machine.rejected()).isEmpty();
            assertThat(machine.faults()).isEmpty();
        });
    }

    @Test
    void aDeadAddressIsReplacedAndTakenAgainWhenItReturns() throws Exception {
        LabPool first = poolA();
        LabPool second = poolA();
        application.pool("A", first.url(), second.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        LabMachine machine =
                farm.add(LabMachine.named("m").pool("127.0.0.1", listen()).hashrate(40_000));
        await("shares at the first", () -> first.tally("alice").accepted() > 3);
        first.stop();
        await("shares at the second", () -> second.tally("alice").accepted() > 3);
        first.start();
        long before = first.tally("alice").accepted();
        await("shares at the first again", () -> first.tally("alice").accepted() > before + 3);
        assertThat(machine.disconnects()).isZero();
        assertThat(machine.extranonceChanges()).isZero();
    }

    @Test
    void whoSpeaksSomethingElseIsToldOrClosedAndNobodyElseNotices() throws Exception {
        LabPool a = poolA();
        application.pool("A", a.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        int port = listen();
        LabMachine honest =
                farm.add(LabMachine.named("m").pool("127.0.0.1", port).hashrate(40_000));
        await("honest work", () -> a.tally("alice").accepted() > 0);

        assertThat(answerTo(port, "GET / HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("This port speaks Stratum");
        // Let in, so that nothing but its length closes the line.
        String in =
                """
                {"id":1,"method":"mining.subscribe","params":[]}
                {"id":2,"method":"mining.authorize","params":["n","x"]}
                """;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(in.getBytes(StandardCharsets.UTF_8));
            var said = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            while (!line.contains("\"id\":2,\"result\":true")) {
                line = said.readLine();
            }
            socket.getOutputStream().write("x".repeat(9_000).getBytes(StandardCharsets.UTF_8));
            while (line != null) {
                line = said.readLine();
            }
        } catch (SocketException e) {
            // Reset, as not all of it was read: closed all the same.
            assertThat(e).hasMessageContaining("reset");
        }
        assertThat(answerTo(port, "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":".repeat(100) + "\n"))
                .contains("\"error\":[20,");
        assertThat(answerTo(port, "\u0016\u0003\u0001\u0002")).startsWith("\u0015\u0003\u0003");

        long before = a.tally("alice").accepted();
        await("honest work goes on", () -> a.tally("alice").accepted() > before + 2);
        assertThat(honest.disconnects()).isZero();
        assertThat(honest.rejected()).isEmpty();
    }

    /** Sends something and reads until the line is closed. */
    private static String answerTo(int port, String said) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(said.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMachineThatDoesNotReadIsDropped() throws Exception {
        LabPool a = closing(LabPool.named("A")
                .difficulty(EASY)
                .branches(16)
                .account("alice", "pw")
                .start());
        application.pool("A", a.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        int port = listen();
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            deaf.getOutputStream()
                    .write(
                            """
                            {"id":1,"method":"mining.subscribe","params":[]}
                            {"id":2,"method":"mining.authorize","params":["deaf","x"]}
                            """
                                    .getBytes(StandardCharsets.US_ASCII));
            await("it is served", () -> machines() == 1);
            await("it is dropped", () -> {
                for (int i = 0; i < 50; i++) {
                    a.newJob();
                }
                return machines() == 0;
            });
        }
    }

    private int machines() {
        return field.status("test", true, JournalStatus.NONE).machines().size();
    }

    @Test
    void aTakenPortIsSaidSo() {
        int port = listen();
        assertThatExceptionOfType(PortTakenException.class)
                .isThrownBy(() -> loops.listen("127.0.0.1", port, Optional.empty(), field))
                .withMessageStartingWith("Port " + port + " of 127.0.0.1 cannot be opened");
    }
}
