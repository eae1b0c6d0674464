package io.sluice.whole;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceClient.Answer;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/**
 * Who may connect, from where, how often, with which password, and which pools there may be: the settings, from the
 * environment of a {@code sluice.jar} to what a caller meets. Callers have the many addresses that Linux' loopback has, or
 * those that a proxy says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledOnOs(OS.LINUX)
class DoorIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String PROXY = "127.0.0.2";
    private static final int MOST = 12;
    private static final int MOST_OF_ADDRESS = 3;
    private static final int DROPS_UNTIL_SHUT_OUT = 30;
    private static final String SECRET = "open-sesame-42";
    private static final String SUBSCRIBE = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n";

    private SluiceProcess sluice;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        sluice = SluiceProcess.start(
                        JAR,
                        home,
                        Ports.free(),
                        Map.of(
                                "SLUICE_STRATUM_ALLOW", "127.0.0.0/8,203.0.113.0/24",
                                "SLUICE_STRATUM_DENY", "127.0.0.66,203.0.113.66",
                                "SLUICE_STRATUM_PROXIES", PROXY,
                                "SLUICE_STRATUM_CONNECTIONS", Integer.toString(MOST),
                                "SLUICE_STRATUM_CONNECTIONS_PER_ADDRESS", Integer.toString(MOST_OF_ADDRESS),
                                "SLUICE_MACHINE_PASSWORDS", "shared",
                                "SLUICE_MACHINE_SECRET", SECRET,
                                "SLUICE_POOL_PRIVATE_ADDRESSES", "false",
                                "SLUICE_POOL_ALLOW", "pool.example,10.0.0.0/8"),
                        System.out::println)
                .awaitReady(Duration.ofMinutes(2));
    }

    @AfterAll
    void stop() {
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    void networksAreAllowedAndDenied() throws Exception {
        try (Caller welcome = from("127.0.0.5");
                Caller denied = from("127.0.0.66")) {
            assertThat(welcome.subscribed()).isTrue();
            assertThat(denied.subscribed()).isFalse();
        }
    }

    @Test
    void aListedProxySaysWhoCallsAndNobodyElseDoes() throws Exception {
        try (Caller machine = by(PROXY, "203.0.113.7");
                Caller denied = by(PROXY, "203.0.113.66");
                Caller unlisted = by(PROXY, "192.0.2.1");
                Caller silent = from(PROXY);
                Caller pretender = by("127.0.0.5", "203.0.113.7")) {
            assertThat(machine.subscribed()).isTrue();
            assertThat(machine.authorized("behind", SECRET)).isTrue();
            Await.until("the machine has the address that the proxy said", Duration.ofSeconds(30), () -> String.valueOf(
                            sluice.client().machine("behind"))
                    .contains("203.0.113.7:"));
            assertThat(denied.subscribed()).as("denied").isFalse();
            assertThat(unlisted.subscribed()).as("not allowed").isFalse();
            assertThat(silent.subscribed()).as("a proxy that says nothing").isFalse();
            assertThat(pretender.subscribed()).as("not a proxy").isFalse();
        }
    }

    /** The last, as those that hung up may be counted for a moment. */
    @Test
    @Order(Integer.MAX_VALUE)
    void noAddressHasMoreConnectionsThanItMayAndAllTogetherNeither() throws Exception {
        List<Caller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                String address = "127.0.1." + (1 + i / MOST_OF_ADDRESS);
                // Who hung up in a test before may not be gone yet.
                Await.until("connection " + i, Duration.ofSeconds(30), () -> callers.add(entering(address)));
                if (i == MOST_OF_ADDRESS - 1) {
                    try (Caller oneMore = from("127.0.1.1")) {
                        assertThat(oneMore.subscribed()).as("one more of it").isFalse();
                    }
                }
            }
            try (Caller oneMore = from("127.0.1.99")) {
                assertThat(oneMore.subscribed()).as("one more of all").isFalse();
            }
            callers.remove(0).close();
            Await.until("there is room again", Duration.ofSeconds(30), () -> {
                entering("127.0.1.99").close();
                return true;
            });
        } finally {
            for (Caller caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void aMachineNeedsThePassword() throws Exception {
        try (Caller right = from("127.0.0.7");
                Caller wrong = from("127.0.0.8")) {
            assertThat(right.subscribed()).isTrue();
            assertThat(right.authorized("known", SECRET)).isTrue();
            assertThat(wrong.subscribed()).isTrue();
            assertThat(wrong.authorized("guessed", "open-sesame")).isFalse();
        }
        assertThat(sluice.client().get("api/v1/machines/guessed").status()).isEqualTo(404);
    }

    /** This machine's own addresses never are; so the proxy says where they come from. */
    @Test
    void anAddressThatIsDroppedAgainAndAgainIsShutOutAndItsNeighboursAreNot() throws Exception {
        String endless = "x".repeat(9_000);
        for (int i = 0; i < DROPS_UNTIL_SHUT_OUT; i++) {
            try (Caller caller = by(PROXY, "203.0.113.50")) {
                assertThat(caller.subscribed()).as("before drop " + i).isTrue();
                caller.say(endless);
                assertThat(caller.hear()).as("the end").isNull();
            }
        }
        try (Caller again = by(PROXY, "203.0.113.50");
                Caller neighbour = by(PROXY, "203.0.113.51")) {
            assertThat(again.subscribed()).as("shut out").isFalse();
            assertThat(neighbour.subscribed()).as("its neighbour").isTrue();
        }
    }

    @Test
    void poolsAreWhereTheyMayBe() throws Exception {
        SluiceClient client = sluice.client();
        Answer elsewhere = client.put("api/v1/pools/other", "{\"urls\":[\"stratum+tcp://203.0.113.9:3333\"]}");
        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(String.valueOf(elsewhere.body())).contains("SLUICE_POOL_ALLOW");
        Answer inside = client.put("api/v1/pools/near", "{\"urls\":[\"stratum+tcp://10.0.0.7:3333\"]}");
        assertThat(inside.status()).isEqualTo(400);
        assertThat(String.valueOf(inside.body())).contains("SLUICE_POOL_PRIVATE_ADDRESSES");
    }

    private Caller from(String address) throws IOException {
        return new Caller(address, sluice.ports().stratum());
    }

    /**
     * One who was let in.
     *
     * @throws IOException when that is not so
     */
    private Caller entering(String address) throws IOException {
        Caller caller = from(address);
        if (!caller.subscribed()) {
            caller.close();
            throw new IOException(address + " was not let in");
        }
        return caller;
    }

    /** One who is, or says to be, a proxy. */
    private Caller by(String proxy, String address) throws IOException {
        Caller caller = from(proxy);
        caller.say("PROXY TCP4 " + address + " 127.0.0.1 51234 3333\r\n");
        return caller;
    }

    /** One line to the machines' port. */
    private static final class Caller implements AutoCloseable {
        private static final int PATIENCE_MILLIS = 20_000;

        private final Socket socket = new Socket();
        private final BufferedReader answers;

        Caller(String from, int port) throws IOException {
            socket.bind(new InetSocketAddress(InetAddress.getAllByName(from)[0], 0));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        }

        void say(String text) throws IOException {
            try {
                socket.getOutputStream().write(text.getBytes(US_ASCII));
            } catch (SocketException e) {
                // It is closed, and what is heard next says so.
                assertThat(e).hasMessageMatching(".*(reset|[Bb]roken pipe).*");
            }
        }

        /** The next line; null when there is none any more. */
        String hear() throws IOException {
            try {
                return answers.readLine();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
                return null;
            }
        }

        /** Asks to be let in. */
        boolean subscribed() throws IOException {
            say(SUBSCRIBE);
            return answerTo(1).contains("mining.notify");
        }

        boolean authorized(String machine, String password) throws IOException {
            say("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + machine + "\",\"" + password + "\"]}\n");
            return answerTo(2).contains("\"result\":true");
        }

        private String answerTo(int id) throws IOException {
            for (String line = hear(); line != null; line = hear()) {
                if (line.contains("\"id\":" + id + ",") || line.endsWith("\"id\":" + id + "}")) {
                    return line;
                }
            }
            return "";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
