package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.Tally;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.stratum.work.Difficulty;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The field of the trial: pool A (extranonces of 4 and 8 bytes, two addresses), pool B (8 and 4, twice the
 * difficulty), twelve machines, and sub-accounts alice, bob and carol with a surplus account behind them.
 */
final class LabField implements AutoCloseable {
    static final String PASSWORD = "pool-password";
    private static final int MACHINES = 12;
    private static final long HASHES_PER_SECOND = 20_000;

    /** 2^-18: 16,384 hashes a share. */
    private static final Difficulty A = Difficulty.powerOfTwo(-18);

    private static final Difficulty B = Difficulty.powerOfTwo(-17);

    /** A customer of the trial: name, its pool and the shares that its standard is worth. */
    record Customer(String name, String pool, Difficulty difficulty, long shares) {
        BigDecimal standard() {
            return Work.ofShare(difficulty.value()).times(shares).hashes();
        }
    }

    static final List<Customer> CUSTOMERS = List.of(
            new Customer("alice", "a", A, 300), new Customer("bob", "b", B, 200), new Customer("carol", "a", A, 250));

    final LabPool a1 = pool("a", 4, 8, A).start();
    final LabPool a2 = pool("a-second", 4, 8, A).start();
    final LabPool b = pool("b", 8, 4, B).start();
    final LabFarm farm = new LabFarm(1);
    private final SluiceClient client;
    private final int stratumPort;

    LabField(SluiceClient client, int stratumPort) {
        this.client = client;
        this.stratumPort = stratumPort;
    }

    private static LabPool.Builder pool(String name, int extranonce1, int extranonce2, Difficulty difficulty) {
        LabPool.Builder pool = LabPool.named(name)
                .extranonce(extranonce1, extranonce2)
                .difficulty(difficulty)
                .jobInterval(Duration.ofSeconds(5));
        for (String user : List.of("alice", "bob", "carol", "dave", "eve", "surplus")) {
            pool.account(user, PASSWORD);
        }
        return pool;
    }

    /** Configures pools and sub-accounts as an operator would. */
    void configure() throws IOException, InterruptedException {
        client.putPool("a", List.of(a1.url(), a2.url()));
        client.putPool("b", List.of(b.url()));
        int position = 1;
        for (Customer customer : CUSTOMERS) {
            client.putSubAccount(
                    customer.name(), customer.pool(), PASSWORD, position++, Optional.of(customer.standard()));
        }
        client.putSubAccount("surplus", "b", PASSWORD, 99, Optional.empty());
    }

    void connectMachines() {
        for (int i = 1; i <= MACHINES; i++) {
            machine("rig-" + i);
        }
        Await.until("all machines are let in", Duration.ofSeconds(30), () -> farm.machines().stream()
                .allMatch(LabMachine::authorized));
    }

    LabMachine machine(String name) {
        return farm.add(LabMachine.named(name)
                .pool("127.0.0.1", stratumPort)
                .login(name, "x")
                .hashrate(HASHES_PER_SECOND));
    }

    /** Waits until all standards are met and the surplus account is served. */
    void awaitFilled(Duration atMost) {
        for (Customer customer : CUSTOMERS) {
            Await.until(
                    customer.name() + " is up to standard",
                    atMost,
                    () -> (Boolean) capability(customer.name()).get("upToStandard"),
                    this::state);
        }
        Await.until(
                "the surplus account is served", Duration.ofSeconds(30), () -> accepted("surplus") >= 10, this::state);
    }

    /** Each standard in turn, none exceeded by more than 2 %. */
    void assertFilledInOrder() throws IOException, InterruptedException {
        Instant before = Instant.EPOCH;
        for (Customer customer : CUSTOMERS) {
            Map<String, Object> capability = capability(customer.name());
            Instant met = Instant.parse((String) capability.get("upToStandardAt"));
            assertThat(met).as("when %s was up to standard", customer.name()).isAfterOrEqualTo(before);
            before = met;
            assertThat((BigDecimal) capability.get("accumulatedHashes"))
                    .as("work of %s", customer.name())
                    .isBetween(customer.standard(), customer.standard().multiply(new BigDecimal("1.02")));
        }
    }

    /** Lets all shares under way be answered and booked; then no machine hashes any more. */
    void finish() throws InterruptedException {
        farm.finish(Duration.ofSeconds(10));
    }

    /** What Sluice booked is what the pools accepted, to the last share. */
    void assertLedgerEqualsPools(String... subAccounts) {
        for (String name : subAccounts) {
            Await.until(
                    "the ledger of " + name + " is the pools' count",
                    Duration.ofSeconds(15),
                    () -> {
                        Map<String, Object> capability = capability(name);
                        return ((BigDecimal) capability.get("accumulatedHashes"))
                                                .compareTo(work(name).hashes())
                                        == 0
                                && ((BigDecimal) capability.get("acceptedShares")).longValueExact() == accepted(name);
                    },
                    this::state);
        }
    }

    /** Nobody noticed that anything was switched. */
    void assertUndisturbed() {
        assertThat(farm.disconnects()).as("connections lost by machines").isZero();
        assertThat(farm.extranonceChanges()).as("changes of extranonce").isZero();
        assertThat(farm.rejected()).as("shares rejected to machines").isEmpty();
        for (LabPool pool : List.of(a1, a2, b)) {
            assertThat(pool.total().rejected())
                    .as("shares rejected by pool %s", pool.name())
                    .isEmpty();
        }
    }

    long accepted(String user) {
        return tallies(user).mapToLong(Tally::accepted).sum();
    }

    private Work work(String user) {
        return Work.sum(tallies(user).map(Tally::work).collect(Collectors.toList()));
    }

    private Stream<Tally> tallies(String user) {
        return Stream.of(a1, a2, b).map(pool -> pool.tally(user));
    }

    Map<String, Object> capability(String subAccount) throws IOException, InterruptedException {
        return SluiceClient.object(client.subAccount(subAccount).get("capability"));
    }

    /** For the message of a test that failed. */
    private String state() {
        var text = new StringBuilder();
        try {
            for (String name : List.of("alice", "bob", "carol", "surplus")) {
                text.append(System.lineSeparator())
                        .append(client.subAccount(name))
                        .append(" pools: ")
                        .append(work(name))
                        .append(" in ")
                        .append(accepted(name))
                        .append(" shares");
            }
            for (Map<String, Object> machine : client.machines()) {
                text.append(System.lineSeparator()).append(machine);
            }
        } catch (IOException e) {
            text.append(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text + System.lineSeparator() + "machines' rejects " + farm.rejected();
    }

    @Override
    public void close() {
        farm.close();
        a1.close();
        a2.close();
        b.close();
    }
}
