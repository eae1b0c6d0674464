package io.sluice.connector.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in, over real sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DoorTest {
    private static final Predicate<InetAddress> LOOPBACK = InetAddress::isLoopbackAddress;
    private static final Predicate<InetAddress> NOBODY = Set.<InetAddress>of()::contains;
    private static final Predicate<InetAddress> EVERYBODY = NOBODY.negate();
    private static final String LOGIN =
            """
            {"id":1,"method":"mining.subscribe","params":[]}
            {"id":2,"method":"mining.authorize","params":["m","x"]}
            """;

    private final TestApplication application = new TestApplication();
    private EventLoops loops;
    private Field field;
    private int port;

    private void open(Door door) {
        loops = new EventLoops(1, PoolPlaces.anywhere(), door, InstantSource.system());
        field = new Field(new FieldSettings(12), loops.loops(), application, application.journals(1));
        field.apply(application.plan());
        port = loops.listen("127.0.0.1", 0, Optional.empty(), field);
    }

    @AfterEach
    void close() throws Exception {
        field.quiesce().get(15, TimeUnit.SECONDS);
        loops.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static String hear(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private FieldStatus status() {
        return field.status("test", true, JournalStatus.NONE);
    }

    private String addressOfTheMachine() throws InterruptedException {
        await(() -> !status().machines().isEmpty());
        MachineStatus machine = status().machines().get(0);
        return machine.address();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void aListedProxySaysForWhomItSpeaks() throws Exception {
        open(new Door(EVERYBODY, LOOPBACK, 10, 0));
        try (Socket proxy = connect()) {
            say(proxy, ("PROXY TCP4 203.0.113.7 192.0.2.1 51234 3333\r\n" + LOGIN).getBytes(US_ASCII));
            assertThat(addressOfTheMachine()).isEqualTo("203.0.113.7:51234");
        }
    }

    @Test
    void soItDoesInTheSecondVersionByteByByte() throws Exception {
        open(new Door(EVERYBODY, LOOPBACK, 10, 0));
        ByteBuffer header = ByteBuffer.allocate(28)
                .put("\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII))
                .put((byte) 0x21)
                .put((byte) 0x11)
                .putShort((short) 12)
                .put(InetAddress.getByName("198.51.100.9").getAddress())
                .put(InetAddress.getByName("192.0.2.1").getAddress())
                .putShort((short) 40_000)
                .putShort((short) 3_333);
        try (Socket proxy = connect()) {
            proxy.setTcpNoDelay(true);
            for (byte one : header.array()) {
                say(proxy, new byte[] {one});
            }
            say(proxy, LOGIN.getBytes(US_ASCII));
            assertThat(addressOfTheMachine()).isEqualTo("198.51.100.9:40000");
        }
    }

    @Test
    void aListedProxyWithoutAHeaderIsClosed() throws Exception {
        open(new Door(EVERYBODY, LOOPBACK, 10, 0));
        try (Socket proxy = connect()) {
            say(proxy, LOGIN.getBytes(US_ASCII));
            assertThat(isClosed(proxy)).isTrue();
        }
        assertThat(status().machines()).isEmpty();
    }

    @Test
    void nobodyElsesHeaderIsBelieved() throws Exception {
        open(new Door(EVERYBODY, NOBODY, 10, 0));
        try (Socket liar = connect()) {
            say(liar, ("PROXY TCP4 203.0.113.7 192.0.2.1 51234 3333\r\n" + LOGIN).getBytes(US_ASCII));
            assertThat(hear(liar)).contains("\"error\":[20,");
        }
        assertThat(status().machines()).isEmpty();
    }

    @Test
    void theRulesAreThoseForWhomAProxySpeaks() throws Exception {
        InetAddress banned = InetAddress.getByName("203.0.113.7");
        open(new Door(address -> !address.equals(banned), LOOPBACK, 10, 0));
        try (Socket proxy = connect()) {
            say(proxy, ("PROXY TCP4 203.0.113.7 192.0.2.1 51234 3333\r\n" + LOGIN).getBytes(US_ASCII));
            assertThat(isClosed(proxy)).isTrue();
        }
        assertThat(status().warnings()).singleElement().asString().contains("203.0.113.7");
    }

    @Test
    void whoIsDeniedIsClosed() throws Exception {
        open(new Door(NOBODY, NOBODY, 10, 0));
        try (Socket socket = connect()) {
            assertThat(isClosed(socket)).isTrue();
        }
    }

    @Test
    void thereAreNoMoreConnectionsThanTheDoorHolds() throws Exception {
        open(new Door(EVERYBODY, NOBODY, 2, 0));
        holdsTwo();
    }

    @Test
    void thereAreNoMoreConnectionsFromAnAddressThanItMayHave() throws Exception {
        open(new Door(EVERYBODY, NOBODY, 10, 2));
        holdsTwo();
    }

    private void holdsTwo() throws Exception {
        try (Socket first = connect()) {
            say(first, LOGIN.getBytes(US_ASCII));
            assertThat(hear(first)).contains("\"result\"");
            try (Socket second = connect()) {
                say(second, LOGIN.getBytes(US_ASCII));
                assertThat(hear(second)).contains("\"result\"");
                try (Socket third = connect()) {
                    assertThat(isClosed(third)).isTrue();
                }
            }
            // Who leaves makes room.
            await(() -> {
                try (Socket again = connect()) {
                    say(again, LOGIN.getBytes(US_ASCII));
                    return hear(again) != null;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws Exception {
        open(Door.open());
        Door door = new Door(EVERYBODY, NOBODY, 10, 1);
        assertThat(door.enter(InetAddress.getByName("2001:db8:1:2::1"))).isEmpty();
        assertThat(door.enter(InetAddress.getByName("2001:db8:1:2:ffff::9"))).isPresent();
        assertThat(door.enter(InetAddress.getByName("2001:db8:1:3::1"))).isEmpty();
        door.leave(InetAddress.getByName("2001:db8:1:2::1"));
        assertThat(door.enter(InetAddress.getByName("2001:db8:1:2:ffff::9"))).isEmpty();
    }

    @Test
    void poolsAreNowhereButWhereTheyMayBe() throws Exception {
        open(Door.open());
        InetAddress outside = InetAddress.getByName("8.8.8.8");
        PoolPlaces named = new PoolPlaces(false, (host, address) -> host.equals("pool.example"));
        assertThat(named.refusal("pool.example", outside)).isEmpty();
        assertThat(named.refusal("other.example", outside)).isPresent();
        for (String inside : new String[] {
            "127.0.0.1",
            "10.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "64:ff9b::a00:1",
            "2002:7f00:1::"
        }) {
            assertThat(named.refusal("pool.example", InetAddress.getByName(inside)))
                    .as(inside)
                    .isPresent();
        }
    }
}
