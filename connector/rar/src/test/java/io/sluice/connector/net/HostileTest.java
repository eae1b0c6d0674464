package io.sluice.connector.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
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

/** Attacks over real sockets, from the very address that honest machines have, while these work. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HostileTest {
    /** 4,096 hashes a share. */
    private static final String EASY = "0.00000095367431640625";

    private static final int ROUNDS = 20;
    private static final int HALF_OPEN = 300;
    private static final int BAD_SUBMITS = 20_000;
    private static final String SUBSCRIBE = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n";

    private final TestApplication application = new TestApplication();
    private final EventLoops loops = new EventLoops(2, PoolPlaces.anywhere(), Door.open(), InstantSource.system());
    private final Field field = new Field(new FieldSettings(12), loops.loops(), application, application.journals(2));
    private final LabFarm farm = new LabFarm(1);
    private LabPool pool;
    private int port;

    @AfterEach
    void close() throws Exception {
        farm.close();
        pool.close();
        field.quiesce().get(15, TimeUnit.SECONDS);
        loops.close();
    }

    /** What is met on open ports, and what somebody would try who knows the protocol. */
    private static List<byte[]> payloads() {
        List<String> all = List.of(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0000".repeat(4_096),
                "\u00ff\u00fe\u00fd\n\u0080\u0081\n",
                "x".repeat(100_000),
                "\n".repeat(50_000),
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[" + "[".repeat(5_000) + "\n",
                "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000) + "\n",
                "{\"id\":" + "9".repeat(5_000) + ",\"method\":\"mining.subscribe\",\"params\":[]}\n",
                "{\"id\":1,\"method\":\"" + "m".repeat(7_000) + "\",\"params\":[]}\n",
                "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[" + "0,".repeat(3_000) + "0]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"" + "u".repeat(6_000) + "\",\"x\"]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"a\\u0000\\nb\",\"x\"]}\n",
                "{\"id\":1,\"method\":\"mining.authorize\",\"params\":[\"m0\",\"x\"]}\n".repeat(500),
                SUBSCRIBE.repeat(500),
                "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"m0\",\"1\",\"00000000\",\"0\",\"0\"]}\n"
                        .repeat(500),
                SUBSCRIBE + "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"m0\",null,{},[],true]}\n",
                SUBSCRIBE + "{\"id\":2,\"method\":\"mining.suggest_difficulty\",\"params\":[1e999999999]}\n",
                SUBSCRIBE + "{\"id\":2,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                        + "{\"version-rolling.mask\":\"zzzzzzzz\"}]}\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 51234 3333\r\n" + SUBSCRIBE,
                "{\"id\":1,\"id\":2,\"method\":null,\"method\":\"\",\"params\":{},\"result\":[{}]}\n".repeat(30));
        return all.stream().map(text -> text.getBytes(ISO_8859_1)).toList();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(200);
        return socket;
    }

    /** Sends as much as is taken; who is closed while sending has what it came for. */
    private static void send(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            assertThat(e).as("the other side closed").isInstanceOf(SocketException.class);
        }
    }

    /** Reads what comes for a moment, so that nothing waits to be read. */
    private static void hear(Socket socket) {
        byte[] buffer = new byte[64 * 1024];
        try {
            while (socket.getInputStream().read(buffer) >= 0) {
                // Whatever it says.
            }
        } catch (SocketTimeoutException e) {
            // It has nothing more to say.
        } catch (IOException e) {
            assertThat(e).as("the other side closed").isInstanceOf(SocketException.class);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until " + what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void honestMachinesNoticeNothing() throws Exception {
        pool = LabPool.named("A").difficulty(EASY).account("alice", "pw").start();
        application.pool("A", pool.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        port = loops.listen("127.0.0.1", 0, Optional.empty(), field);
        List<LabMachine> honest = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            honest.add(
                    farm.add(LabMachine.named("m" + i).pool("127.0.0.1", port).hashrate(20_000)));
        }
        await(
                "all machines work",
                () -> field.status("t", true, JournalStatus.NONE).machines().stream()
                                .filter(machine -> machine.lastShare().isPresent())
                                .count()
                        == 4);

        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                Socket socket = connect();
                send(socket, "{\"id\":1,\"method\":\"mining.subscr".getBytes(US_ASCII));
                halfOpen.add(socket);
            }
            List<byte[]> payloads = payloads();
            assertThat(payloads).hasSize(23);
            for (int round = 0; round < ROUNDS; round++) {
                List<Socket> sockets = new ArrayList<>();
                for (byte[] payload : payloads) {
                    Socket socket = connect();
                    sockets.add(socket);
                    send(socket, payload);
                }
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            long before = pool.tally("alice").accepted();
            try (Socket flooder = connect()) {
                send(
                        flooder,
                        (SUBSCRIBE + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"flooder\",\"x\"]}\n")
                                .getBytes(US_ASCII));
                await("the flooder is let in", () -> machines().stream()
                        .anyMatch(machine -> machine.name().equals("flooder")));
                hear(flooder);
                send(
                        flooder,
                        ("{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"flooder\",\"1\",\"00000000\",\"00000000\","
                                        + "\"00000000\"]}\n")
                                .repeat(BAD_SUBMITS)
                                .getBytes(US_ASCII));
                await("the flooder is dropped", () -> machines().stream()
                        .noneMatch(machine -> machine.name().equals("flooder")));
            }
            await("honest work goes on", () -> pool.tally("alice").accepted() > before + 8);
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
        farm.finish(Duration.ofSeconds(10));
        await("all results are in", () -> pool.tally("alice").accepted() == application.accepted("alice"));

        assertThat(pool.total().rejected()).isEmpty();
        assertThat(application.rejected()).isZero();
        assertThat(honest).allSatisfy(machine -> {
            assertThat(machine.disconnects()).isZero();
            assertThat(machine.rejected()).isEmpty();
            assertThat(machine.faults()).isEmpty();
            assertThat(machine.accepted()).isPositive();
        });
    }

    private List<MachineStatus> machines() {
        return field.status("test", true, JournalStatus.NONE).machines();
    }
}
