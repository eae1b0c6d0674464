package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.Books.Sum;
import io.sluice.faults.Lab.Worker;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * {@code sluice.jar} as it is shipped: ten machines at a hundred shares a second together, {@code kill -9} at random
 * instants, and at the end the ledger, as REST tells it, is the pools' own count less what is listed as unanswered.
 */
class WholeFaultsIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final int KILLS = Integer.getInteger("faults.whole.kills", 3);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final int LAST_SHARES = 200;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Customer> customers = Customer.all(KILLS * 50L);

    @Test
    void withItsOwnDatabase() throws Exception {
        Path folder = Run.folder();
        run("H2", folder, Map.of(), null);
        Tree.delete(folder);
    }

    @Test
    void onPostgres() throws Exception {
        Path folder = Run.folder();
        try (Postgres postgres = new Postgres(folder.resolve("postgresql"))) {
            postgres.start();
            run(
                    "PostgreSQL",
                    folder,
                    Map.of(
                            "SLUICE_DB_URL", postgres.url(),
                            "SLUICE_DB_USER", Database.USER,
                            "SLUICE_DB_PASSWORD", Database.PASSWORD),
                    postgres);
        }
        Tree.delete(folder);
    }

    /** @param postgres is restarted once between two kills; null where there is none */
    private void run(String name, Path folder, Map<String, String> settings, Postgres postgres) throws Exception {
        System.out.println("Faults of the whole, " + name + ": seed " + SEED + ", files in " + folder);
        Ports ports = Ports.free();
        Path home = Files.createDirectories(folder.resolve("home"));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SLUICE_BROKER_PASSWORD", BrokerProcess.ACCOUNTING_PASSWORD);
        environment.put("SLUICE_SHARES_PER_MINUTE", "0");
        SluiceProcess sluice = start(home, ports, environment);
        try (Lab lab = new Lab();
                Accounting accounting = new Accounting(ports.broker())) {
            configure(sluice.client(), lab);
            lab.connect(ports.stratum());
            for (int kill = 0; kill < KILLS; kill++) {
                work(lab);
                if (postgres != null && kill == KILLS / 2) {
                    postgres.stop();
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(500, 3_000));
                    postgres.start();
                    work(lab);
                }
                sluice.kill();
                sluice.awaitExit(BACK);
                sluice = start(home, ports, environment);
            }
            work(lab);
            long wanted = lab.accepted() + LAST_SHARES;
            Await.until("shares are accepted", BACK, () -> lab.accepted() >= wanted);
            lab.finish();
            compare(name, sluice.client(), lab, accounting);
        } finally {
            sluice.close();
        }
    }

    private static SluiceProcess start(Path home, Ports ports, Map<String, String> environment)
            throws IOException, InterruptedException {
        return SluiceProcess.start(JAR, home, ports, environment, line -> {}).awaitReady(READY);
    }

    private void configure(SluiceClient client, Lab lab) throws IOException, InterruptedException {
        // So that the pools' counts tell machines apart.
        put(client, "pools/a", "{\"urls\":[\"" + lab.a.url() + "\"],\"workerNames\":\"user.machine\"}");
        put(client, "pools/b", "{\"urls\":[\"" + lab.b.url() + "\"],\"workerNames\":\"user.machine\"}");
        int position = 1;
        for (Customer customer : customers) {
            String standard = customer.shares()
                    .map(shares -> "{\"hashes\":"
                            + customer.share()
                                    .multiply(BigDecimal.valueOf(shares))
                                    .toPlainString() + ",\"period\":\""
                            + customer.period() + "\"}")
                    .orElse("null");
            put(
                    client,
                    "sub-accounts/" + customer.name(),
                    "{\"pool\":\"" + customer.pool() + "\",\"user\":\"" + customer.name() + "\",\"password\":\""
                            + Lab.PASSWORD + "\",\"position\":" + position++ + ",\"group\":\"default\",\"standard\":"
                            + standard + "}");
        }
    }

    private static void put(SluiceClient client, String path, String json) throws IOException, InterruptedException {
        SluiceClient.Answer answer = client.put("api/v1/" + path, json);
        assertThat(answer.ok()).as("PUT %s: %s", path, answer).isTrue();
    }

    /** Every machine works, until an instant that nobody chose. */
    private void work(Lab lab) throws InterruptedException {
        Await.until("machines are let in", BACK, () -> lab.authorized() == lab.machines());
        TimeUnit.MICROSECONDS.sleep(random.nextLong(200_000, 4_000_000));
    }

    private void compare(String name, SluiceClient client, Lab lab, Accounting accounting) throws Exception {
        try {
            Await.until("everything is booked and told", BACK, () -> {
                Comparison now = new Comparison(lab.tallies(), ledger(client, new HashMap<>()));
                return now.lost() == 0
                        && now.doubled() == 0
                        && untold(client, accounting).isEmpty()
                        && unequal(client).isEmpty();
            });
        } catch (AssertionError late) {
            System.out.println("Faults of the whole: " + late.getMessage());
        }
        Map<String, Long> bookings = new HashMap<>();
        Comparison comparison = new Comparison(lab.tallies(), ledger(client, bookings));
        System.out.printf(
                "Faults of the whole, %s: killed %d times; %d shares accepted by pools, %d booked, %d unanswered, %d lost,"
                        + " %d doubled.%n",
                name,
                KILLS,
                comparison.accepted(),
                comparison.total().accepted(),
                comparison.total().unanswered(),
                comparison.lost(),
                comparison.doubled());
        comparison.assertShares(customers);
        comparison.assertStandards(customers);
        assertThat(untold(client, accounting))
                .as("bookings that the accounting system was not told of")
                .isEmpty();
        assertThat(accounting.contradictions())
                .as("numbers that came twice with different bookings")
                .isEmpty();
        assertThat(unequal(client)).as("what is not reconciled").isEmpty();
        for (Customer customer : customers) {
            if (customer.isDueOnce()) {
                assertCapability(client, customer, comparison);
            }
        }
    }

    /** The sum that customers are shown is that of the bookings. */
    private static void assertCapability(SluiceClient client, Customer customer, Comparison comparison)
            throws IOException, InterruptedException {
        Sum sum = comparison.of(customer.name());
        Map<String, Object> shown =
                SluiceClient.object(client.subAccount(customer.name()).get("capability"));
        assertThat(number(shown, "acceptedShares"))
                .as("shares of %s", customer.name())
                .isEqualTo(sum.accepted());
        assertThat(number(shown, "unansweredShares"))
                .as("unanswered shares of %s", customer.name())
                .isEqualTo(sum.unanswered());
        assertThat((BigDecimal) shown.get("accumulatedHashes"))
                .as("work of %s", customer.name())
                .isEqualByComparingTo(sum.hashes());
    }

    /** @param bookings takes how many there are of each sub-account */
    private Map<Worker, Sum> ledger(SluiceClient client, Map<String, Long> bookings)
            throws IOException, InterruptedException {
        Map<Worker, Sum> ledger = new TreeMap<>();
        for (Customer customer : customers) {
            for (Map<String, Object> booking : client.taskResults(customer.name())) {
                bookings.merge(customer.name(), 1L, Long::sum);
                ledger.merge(
                        new Worker(customer.name(), (String) booking.get("machine")),
                        new Sum(
                                number(booking, "acceptedShares"),
                                (BigDecimal) booking.get("hashes"),
                                number(booking, "rejectedShares"),
                                number(booking, "unansweredShares")),
                        Sum::plus);
            }
        }
        return ledger;
    }

    private List<String> untold(SluiceClient client, Accounting accounting) throws IOException, InterruptedException {
        Map<String, Long> bookings = new HashMap<>();
        ledger(client, bookings);
        List<String> untold = new ArrayList<>();
        bookings.forEach((subAccount, last) ->
                accounting.missing(subAccount, last).forEach(sequence -> untold.add(subAccount + " " + sequence)));
        return untold;
    }

    /** Periods for which the adapter counted otherwise than is booked, by Sluice's own comparison. */
    private static List<Object> unequal(SluiceClient client) throws IOException, InterruptedException {
        List<Object> unequal = new ArrayList<>();
        String page = "api/v1/reconciliation";
        while (page != null) {
            SluiceClient.Answer answer = client.get(page);
            assertThat(answer.ok()).as("GET %s: %s", page, answer).isTrue();
            Map<String, Object> list = SluiceClient.object(answer.body());
            for (Object item : (List<?>) list.get("items")) {
                if (!"EQUAL".equals(SluiceClient.object(item).get("state"))) {
                    unequal.add(item);
                }
            }
            Object next = list.get("next");
            page = next == null ? null : next.toString().replaceFirst("^/", "");
        }
        return unequal;
    }

    private static long number(Map<String, Object> json, String key) {
        return ((BigDecimal) json.get(key)).longValueExact();
    }
}
