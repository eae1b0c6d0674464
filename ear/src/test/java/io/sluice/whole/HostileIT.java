package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.Strangers;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Attacks on {@code sluice.jar} from outside, while honest machines work from the same address: one in a burst, one that lasts.
 * One process lives through both, with Netty looking for buffers that nobody gave back; the system property
 * {@code soak.minutes} says how long the second takes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledOnOs(OS.LINUX) // which says how much memory a process has
class HostileIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String PASSWORD = "pool-password";
    /** 4,096 hashes a share. */
    private static final String EASY = "0.00000095367431640625";

    private static final BigDecimal WITHOUT_END = new BigDecimal("1e15");
    private static final int HONEST = 4;
    private static final int ROUNDS = 20;
    private static final int HALF_OPEN = 300;
    private static final int BAD_SHARES = 20_000;
    private static final long MEBIBYTE = 1L << 20;
    private static final long MOST_GROWTH = 200 * MEBIBYTE;
    /** In twenty minutes; it was 200 MiB before anything tidied it. */
    private static final long MOST_GROWTH_OF_DATABASE = 64 * MEBIBYTE;

    private static final Duration SOAK = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LabFarm farm = new LabFarm(1);
    private final List<LabMachine> honest = new ArrayList<>();
    private Path home;
    private SluiceProcess sluice;
    private LabPool pool;
    private Strangers strangers;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        sluice = SluiceProcess.start(
                        JAR,
                        home,
                        Ports.free(),
                        Map.of("JAVA_TOOL_OPTIONS", "-Dio.netty.leakDetection.level=paranoid"),
                        System.out::println)
                .awaitReady(Duration.ofMinutes(2));
        strangers = new Strangers(sluice.ports().stratum());
        // Many long jobs: who does not read them has soon left much unread. No block but the first: one makes shares
        // stale
        // that are on their way, whoever attacks.
        pool = LabPool.named("pool")
                .difficulty(EASY)
                .jobInterval(Duration.ofMillis(250))
                .blockInterval(Duration.ZERO)
                .branches(30)
                .account("alice", PASSWORD)
                .account("bob", PASSWORD)
                .start();
        SluiceClient client = sluice.client();
        client.putPool("pool", List.of(pool.url()));
        assertThat(client.put("api/v1/groups/honest", "{\"policy\":\"SEQUENTIAL\"}")
                        .ok())
                .isTrue();
        assertThat(client.put(
                                "api/v1/sub-accounts/alice",
                                "{\"pool\":\"pool\",\"user\":\"alice\",\"password\":\"" + PASSWORD
                                        + "\",\"position\":1,\"group\":\"honest\",\"standard\":{\"hashes\":1e15,"
                                        + "\"period\":\"ONCE\"}}")
                        .ok())
                .isTrue();
        // Whoever else comes works for bob.
        client.putSubAccount("bob", "pool", PASSWORD, 2, Optional.of(WITHOUT_END));
        for (int i = 0; i < HONEST; i++) {
            String name = "rig-" + i;
            assertThat(client.put("api/v1/machines/" + name, "{\"role\":\"ACTIVE\",\"group\":\"honest\"}")
                            .ok())
                    .isTrue();
            honest.add(farm.add(machine(name)));
        }
        Await.until("all four work", Duration.ofSeconds(60), () -> honest.stream()
                .allMatch(machine -> machine.accepted() > 20));
    }

    private LabMachine.Builder machine(String name) {
        return LabMachine.named(name)
                .pool("127.0.0.1", sluice.ports().stratum())
                .login(name, "x")
                .hashrate(20_000);
    }

    @AfterAll
    void stop() throws Exception {
        farm.close();
        if (strangers != null) {
            strangers.close();
        }
        if (pool != null) {
            pool.close();
        }
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    @Order(1)
    void honestMachinesNoticeNothingOfABurst() throws Exception {
        long before = resident();
        strangers.halfOpen(HALF_OPEN);
        for (int round = 0; round < ROUNDS; round++) {
            strangers.round();
        }
        long accepted = pool.tally("alice").accepted();
        assertThat(strangers.badShares("flooder", BAD_SHARES))
                .as("the flooder is let in")
                .isTrue();
        assertThat(status("api/v1/machines")).as("for strangers").isEqualTo(401);
        Await.until(
                "the flooder is dropped",
                Duration.ofSeconds(60),
                () -> !sluice.client().machine("flooder").get("state").equals("ONLINE"));
        Await.until("half-open lines are closed", Duration.ofSeconds(60), () -> strangers.closed() == HALF_OPEN);
        Await.until(
                "honest work goes on",
                Duration.ofSeconds(30),
                () -> pool.tally("alice").accepted() > accepted + 100);
        long after = resident();
        System.out.printf(
                Locale.ROOT,
                "A burst of strangers: resident memory from %d to %d MiB%n",
                before / MEBIBYTE,
                after / MEBIBYTE);
        strangers.leave();
        assertUndisturbed();
        assertThat(after - before).as("growth of resident memory in bytes").isLessThan(MOST_GROWTH);
    }

    /** Connects, drops, floods, slow readers and honest work, side by side. */
    @Test
    @Order(2)
    void memoryStaysFlatAndNoShareIsLostHoweverLongItLasts() throws Exception {
        List<LabMachine> unsteady = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            unsteady.add(farm.add(machine("unsteady-" + i).hashrate(5_000).reconnectsAfter(Duration.ofMillis(500))));
        }
        List<Memory> windows = new ArrayList<>();
        String slow = "";
        long end = System.nanoTime() + SOAK.toNanos();
        long nextWindow = System.nanoTime();
        for (int turn = 0; System.nanoTime() < end; turn++) {
            long turnEnd = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            strangers.round();
            strangers.comeAndGo(50);
            strangers.halfOpen(10);
            for (int i = 0; i < unsteady.size(); i++) {
                if (i % 3 == turn % 3) {
                    unsteady.get(i).disconnect();
                }
            }
            if (turn % 6 == 0) {
                strangers.badShares("flooder-" + turn / 6 % 20, 3_000);
            }
            if (turn % 6 == 3) {
                assertThat(strangers.easyShares("idler-" + turn / 6 % 20, 10_000))
                        .as("the idler is let in")
                        .isTrue();
                strangers.againAndAgain("again-" + turn / 6 % 20);
            }
            if (turn % 16 == 0) {
                strangers.leave();
                slow = "slow-" + turn / 16 % 10;
                strangers.slowReader(slow);
            }
            for (String address : List.of("api/v1/machines", "nowhere", "login", "people", "shared/x")) {
                for (int i = 0; i < 20; i++) {
                    status(address);
                }
            }
            if (System.nanoTime() >= nextWindow) {
                windows.add(memory());
                System.out.println("Soak " + windows.size() + ": " + windows.get(windows.size() - 1));
                nextWindow += TimeUnit.MINUTES.toNanos(1);
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(0, turnEnd - System.nanoTime()));
        }
        windows.add(memory());
        System.out.println("Soak at its end: " + windows.get(windows.size() - 1));
        String notReading = slow;
        Await.until(
                "who does not read is dropped",
                Duration.ofMinutes(2),
                () -> !sluice.client().machine(notReading).get("state").equals("ONLINE"));
        strangers.leave();

        assertUndisturbed();
        farm.finish(Duration.ofSeconds(10));
        Await.until(
                "the ledger has what the pool accepted",
                Duration.ofSeconds(30),
                () -> booked("alice", "acceptedShares") == pool.tally("alice").accepted()
                        && booked("bob", "acceptedShares") == pool.tally("bob").accepted());
        System.out.printf(
                Locale.ROOT,
                "Soak: honest machines %d shares, pool %d, ledger %d; unsteady machines lost %d connections; pool and ledger"
                        + " %d shares of theirs%n",
                honest.stream().mapToLong(LabMachine::accepted).sum(),
                pool.tally("alice").accepted(),
                booked("alice", "acceptedShares"),
                unsteady.stream().mapToLong(LabMachine::disconnects).sum(),
                pool.tally("bob").accepted());
        assertThat(honest.stream().mapToLong(LabMachine::accepted).sum())
                .isEqualTo(pool.tally("alice").accepted());
        assertThat(unsteady.stream().mapToLong(LabMachine::accepted).sum()).isPositive();
        for (String subAccount : List.of("alice", "bob")) {
            assertThat(booked(subAccount, "rejectedShares")).as(subAccount).isZero();
            assertThat(booked(subAccount, "unansweredShares")).as(subAccount).isZero();
        }
        assertThat(logged("LEAK")).as("buffers that nobody gave back").isEmpty();
        assertThat(logged("could not be tidied")).as("of the file of H2").isEmpty();
        Memory.assertFlat(windows);
    }

    /** None was dropped, nothing of theirs rejected, and no pool saw a bad share. */
    private void assertUndisturbed() {
        assertThat(pool.total().rejected()).as("rejected by the pool").isEmpty();
        assertThat(pool.faults()).isEmpty();
        assertThat(honest).allSatisfy(machine -> {
            assertThat(machine.disconnects()).isZero();
            assertThat(machine.rejected()).isEmpty();
            assertThat(machine.faults()).isEmpty();
            assertThat(machine.unanswered()).isZero();
        });
    }

    private long booked(String subAccount, String what) throws Exception {
        Map<String, Object> capability =
                SluiceClient.object(sluice.client().subAccount(subAccount).get("capability"));
        return ((BigDecimal) capability.get(what)).longValueExact();
    }

    private int status(String address) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(sluice.console().resolve(address))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Lines of the log that have these words. */
    private List<String> logged(String words) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
                    lines.filter(line -> line.contains(words)).forEach(found::add);
                }
            }
        }
        return found;
    }

    private long resident() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(sluice.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    * 1024;
        }
    }

    /** After a full collection. */
    private Memory memory() throws IOException, InterruptedException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(sluice.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = "";
        try (Stream<String> lines =
                histogram.inputReader(StandardCharsets.UTF_8).lines()) {
            total = lines.filter(line -> line.startsWith("Total")).findFirst().orElse("");
        }
        assertThat(histogram.waitFor()).as("exit status of jcmd").isZero();
        return new Memory(
                Long.parseLong(total.strip().split("\\s+")[2]),
                resident(),
                Files.size(home.resolve("db").resolve("sluice.mv.db")));
    }

    /**
     * What the process has.
     *
     * @param heap bytes of objects that live
     * @param resident bytes of all of its memory
     * @param database bytes of the file of H2
     */
    private record Memory(long heap, long resident, long database) {
        /** The last third of the time needs no more than the first; what is allowed is noise and caches that fill. */
        static void assertFlat(List<Memory> windows) {
            Memory first = most(windows.subList(0, Math.max(1, windows.size() / 3)));
            Memory last = most(windows.subList(windows.size() * 2 / 3, windows.size()));
            assertThat(last.heap() - first.heap())
                    .as("growth of the heap: " + windows)
                    .isLessThan(24 * MEBIBYTE);
            assertThat(last.resident() - first.resident())
                    .as("growth of resident memory: " + windows)
                    .isLessThan(MOST_GROWTH / 2);
            assertThat(last.database() - first.database())
                    .as("growth of the file of H2: " + windows)
                    .isLessThan(MOST_GROWTH_OF_DATABASE);
        }

        private static Memory most(List<Memory> windows) {
            return new Memory(
                    windows.stream().mapToLong(Memory::heap).max().orElseThrow(),
                    windows.stream().mapToLong(Memory::resident).max().orElseThrow(),
                    windows.stream().mapToLong(Memory::database).max().orElseThrow());
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "heap %.1f MiB, resident %d MiB, H2 %d MiB",
                    (double) heap / MEBIBYTE,
                    resident / MEBIBYTE,
                    database / MEBIBYTE);
        }
    }
}
