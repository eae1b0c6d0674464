package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.api.Work;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import io.sluice.stratum.work.Difficulty;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Hashrate is divided exactly and steadily, and a machine's place is taken, on {@code sluice.jar}. Each test has a group. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllocationIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String PASSWORD = "pool-password";

    /** 2^-20: 4,096 hashes a share. */
    private static final Difficulty DIFFICULTY = Difficulty.powerOfTwo(-20);

    /** Hashes. */
    private static final long SHARE = 4_096;

    private static final long SHARES_A_SECOND = 5;

    private static final Duration STEADY_PERIOD = Duration.ofMinutes(Integer.getInteger("steady.minutes", 4));

    /**
     * A tenth is promised of ten minutes. Machines find shares by chance, and in a shorter time chance weighs more, by the root:
     * of four minutes simulated a thousand times, with plans that are never late, four to seven miss a tenth at the first quarter.
     */
    private static final double EVENNESS = 0.1 * Math.max(1, Math.sqrt(10.0 / STEADY_PERIOD.toMinutes()));

    private static final Duration START = Duration.ofMinutes(2);

    private SluiceProcess sluice;
    private SluiceClient client;
    private LabPool pool;
    private LabFarm farm;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        sluice = SluiceProcess.start(
                        JAR, home, Ports.free(), Map.of("SLUICE_SHARES_PER_MINUTE", "0"), System.out::println)
                .awaitReady(START);
        client = sluice.client();
        LabPool.Builder builder = LabPool.named("pool")
                .extranonce(4, 8)
                .difficulty(DIFFICULTY)
                .jobInterval(Duration.ofSeconds(5))
                // A share that meets a new block on its way is stale, and rightly so.
                .blockInterval(Duration.ZERO)
                .takesSuggestedDifficulty();
        for (String group : List.of("exact", "stand-by", "steady")) {
            put("api/v1/groups/" + group, "{\"policy\":\"SEQUENTIAL\"}");
            for (String name : List.of("a", "b", "c", "rest")) {
                builder.account(group + "-" + name, PASSWORD);
            }
        }
        pool = builder.start();
        client.putPool("pool", List.of(pool.url()));
    }

    @BeforeEach
    void newFarm() {
        farm = new LabFarm(1);
    }

    /** A machine that is known would be missed, and a standby machine of the next test take its place. */
    @AfterEach
    void removeMachines() throws Exception {
        farm.close();
        for (LabMachine machine : farm.machines()) {
            SluiceClient.Answer answer = client.delete("api/v1/machines/" + machine.name());
            assertThat(answer.ok()).as("%s", answer).isTrue();
        }
    }

    @AfterAll
    void stop() {
        if (pool != null) {
            pool.close();
        }
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    void fortyMachinesMeetThreeStandardsToTheShare() throws Exception {
        BigDecimal standard = Work.ofShare(DIFFICULTY.value()).times(1_500).hashes();
        List<String> customers = List.of("exact-a", "exact-b", "exact-c");
        for (String customer : customers) {
            subAccount("exact", customer, "{\"hashes\":" + standard.toPlainString() + ",\"period\":\"ONCE\"}");
        }
        subAccount("exact", "exact-rest", "null");
        for (int i = 1; i <= 40; i++) {
            machine("exact", "ACTIVE", "exact-" + i, 10_000, OptionalLong.empty());
        }
        for (String customer : customers) {
            Await.until(customer + " is up to standard", Duration.ofMinutes(4), () ->
                    (Boolean) capability(customer).get("upToStandard"));
        }
        long before = accepted("exact-rest");
        Await.until("the rest goes on", Duration.ofSeconds(30), () -> accepted("exact-rest") > before + 20);
        for (String customer : customers) {
            assertThat((BigDecimal) capability(customer).get("accumulatedHashes"))
                    .as("work of %s", customer)
                    .isBetween(standard, standard.multiply(new BigDecimal("1.002")));
        }
        assertUndisturbed();
    }

    @Test
    void theFailedAndTheSilentAreReplacedAndNobodyElseMoves() throws Exception {
        String customer = "stand-by-a";
        subAccount("stand-by", customer, "{\"hashes\":1e15,\"period\":\"ONCE\"}");
        subAccount("stand-by", "stand-by-rest", "null");
        // That the processor has other things to do, too, is no weakness of a machine.
        OptionalLong half = OptionalLong.of(SHARES_A_SECOND * SHARE / 2);
        List<LabMachine> active = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            active.add(machine("stand-by", "ACTIVE", "rig-" + i, SHARES_A_SECOND * SHARE, half));
        }
        machine("stand-by", "STANDBY", "spare-1", SHARES_A_SECOND * SHARE, half);
        machine("stand-by", "STANDBY", "spare-2", SHARES_A_SECOND * SHARE, half);
        Await.until(
                "all work, the spares for the rest",
                START,
                () -> servedBy(customer) == 4 && servedBy("stand-by-rest") == 2);
        assertThat(places()).containsEntry("rig-3", customer).containsEntry("rig-4", customer);
        long switched = switches("rig-3") + switches("rig-4");

        active.get(0).close();
        awaitSpare("failed", 1, Duration.ofSeconds(5));
        active.get(1).pause();
        awaitSpare("silent", 2, Duration.ofSeconds(60));
        assertThat(client.machine("rig-2").get("state")).as(this::state).isEqualTo("SILENT");
        assertThat(places()).containsEntry("rig-3", customer).containsEntry("rig-4", customer);
        assertThat(switches("rig-3") + switches("rig-4"))
                .as("switches of those that did their standard")
                .isEqualTo(switched);
        assertThat(farm.machines().stream()
                        .filter(machine -> machine != active.get(0))
                        .mapToLong(LabMachine::disconnects)
                        .sum())
                .isZero();
    }

    /** The time allowed is the promise; what it took is printed. */
    private void awaitSpare(String place, int spares, Duration atMost) {
        long begin = System.nanoTime();
        Await.until(
                "a spare is in the place of the " + place + " one",
                atMost,
                () -> sparesFor("stand-by-a") == spares,
                this::state);
        System.out.printf("The %s machine's place was taken after %.1f s%n", place, (System.nanoTime() - begin) / 1e9);
    }

    private String state() {
        try {
            return client.machines() + " " + client.get("api/v1/events").body();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    private int sparesFor(String customer) throws IOException, InterruptedException {
        int spares = 0;
        for (String spare : List.of("spare-1", "spare-2")) {
            spares += customer.equals(client.machine(spare).get("servingSubAccount")) ? 1 : 0;
        }
        return spares;
    }

    private long servedBy(String subAccount) throws IOException, InterruptedException {
        return client.machines().stream()
                .filter(machine -> subAccount.equals(machine.get("servingSubAccount")))
                .count();
    }

    private Map<String, Object> places() throws IOException, InterruptedException {
        Map<String, Object> places = new TreeMap<>();
        for (Map<String, Object> machine : client.machines()) {
            if (machine.get("servingSubAccount") != null) {
                places.put((String) machine.get("name"), machine.get("servingSubAccount"));
            }
        }
        return places;
    }

    @Test
    void threeStandardsGrowEvenlyThroughTheirPeriod() throws Exception {
        put("api/v1/groups/steady", "{\"policy\":\"STEADY\"}");
        subAccount("steady", "steady-rest", "null");
        for (int i = 1; i <= 6; i++) {
            machine("steady", "ACTIVE", "steady-" + i, SHARES_A_SECOND * SHARE, OptionalLong.empty());
        }
        Await.until("all work for the rest", START, () -> servedBy("steady-rest") == 6);
        // Three quarters of what the machines do.
        long shares = 6 * SHARES_A_SECOND * STEADY_PERIOD.toSeconds() * 3 / 4;
        Map<String, Long> standards = Map.of("steady-a", shares / 2, "steady-b", shares / 3, "steady-c", shares / 6);
        for (Map.Entry<String, Long> standard : standards.entrySet()) {
            subAccount(
                    "steady",
                    standard.getKey(),
                    "{\"hashes\":" + standard.getValue() * SHARE + ",\"period\":\"" + STEADY_PERIOD + "\"}");
        }
        for (int quarter = 1; quarter <= 4; quarter++) {
            for (Map.Entry<String, Long> standard : standards.entrySet()) {
                assertEven(standard.getKey(), standard.getValue(), quarter);
            }
        }
        assertUndisturbed();
    }

    /** At a quarter of its period a sub-account has that much of its standard; just before its end, nearly all. */
    private void assertEven(String name, long standard, int quarter) throws IOException, InterruptedException {
        Instant begin = Instant.parse((String) capability(name).get("periodStart"));
        Instant then = begin.plus(STEADY_PERIOD.multipliedBy(quarter).dividedBy(4));
        Instant at = quarter < 4 ? then : then.minusSeconds(2);
        Await.until("quarter " + quarter, STEADY_PERIOD, () -> !Instant.now().isBefore(at));
        Map<String, Object> capability = capability(name);
        assertThat(capability.get("periodStart")).as("period of %s", name).isEqualTo(begin.toString());
        double part = ((BigDecimal) capability.get("accumulatedHashes")).doubleValue() / SHARE / standard;
        double due = (double) Duration.between(begin, Instant.now()).toMillis() / STEADY_PERIOD.toMillis();
        System.out.printf("%s has %.1f %% after %.1f %% of its period%n", name, 100 * part, 100 * due);
        assertThat(part / due)
                .as("%s at quarter %d: done to due", name, quarter)
                .isCloseTo(1, within(EVENNESS));
    }

    private long switches(String machine) throws IOException, InterruptedException {
        SluiceClient.Answer events = client.get("api/v1/events?limit=1000");
        assertThat(events.ok()).as("%s", events).isTrue();
        return ((List<?>) SluiceClient.object(events.body()).get("items"))
                .stream()
                        .map(SluiceClient::object)
                        .filter(event -> "SWITCHED".equals(event.get("kind")) && machine.equals(event.get("machine")))
                        .count();
    }

    private void subAccount(String group, String name, String standard) throws IOException, InterruptedException {
        put(
                "api/v1/sub-accounts/" + name,
                "{\"pool\":\"pool\",\"user\":\"" + name + "\",\"password\":\"" + PASSWORD + "\",\"position\":"
                        + (name.endsWith("rest") ? 99 : 1) + ",\"group\":\"" + group + "\",\"standard\":" + standard
                        + "}");
    }

    private LabMachine machine(String group, String role, String name, long hashrate, OptionalLong standard)
            throws IOException, InterruptedException {
        put(
                "api/v1/machines/" + name,
                "{\"role\":\"" + role + "\",\"group\":\"" + group + "\",\"standardHashrate\":"
                        + (standard.isPresent() ? standard.getAsLong() : "null") + "}");
        return farm.add(LabMachine.named(name)
                .pool("127.0.0.1", sluice.ports().stratum())
                .login(name, "x")
                .hashrate(hashrate));
    }

    private void put(String path, String json) throws IOException, InterruptedException {
        SluiceClient.Answer answer = client.put(path, json);
        assertThat(answer.ok()).as("PUT %s %s: %s", path, json, answer).isTrue();
    }

    private Map<String, Object> capability(String subAccount) throws IOException, InterruptedException {
        return SluiceClient.object(client.subAccount(subAccount).get("capability"));
    }

    private long accepted(String user) {
        return pool.tally(user).accepted();
    }

    private void assertUndisturbed() {
        assertThat(farm.disconnects()).as("connections lost by machines").isZero();
        assertThat(farm.extranonceChanges()).as("changes of extranonce").isZero();
        assertThat(farm.rejected()).as("shares rejected to machines").isEmpty();
        assertThat(pool.total().rejected()).as("shares rejected by the pool").isEmpty();
    }
}
