package io.sluice.lab.demo;

import io.sluice.api.Work;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.stratum.work.Difficulty;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sluice to be watched: two pools of unlike shape, twenty machines that really hash, three sub-accounts that are filled
 * one after another, and one for what is left over. Says in a line every few seconds how far it is; ends with Ctrl-C.
 */
public final class Demo {
    private static final int MACHINES = 20;
    private static final long HASHES_PER_SECOND = 15_000;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(4);
    private static final int BAR = 20;

    /** 2^-16 and twice that: 65,536 and 131,072 hashes a share. */
    private static final Difficulty ALPHA = Difficulty.powerOfTwo(-16);

    private static final Difficulty BETA = Difficulty.powerOfTwo(-15);

    private record Customer(String name, String pool, Optional<BigDecimal> standard) {}

    private final PrintStream out = System.out;
    private final Path jar;
    private final Path home;

    private Demo(Path jar, Path home) {
        this.jar = jar;
        this.home = home;
    }

    /** @param arguments the path of sluice.jar and that of a folder for its data, which is emptied */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            System.err.println("Give the path of sluice.jar and a folder for its data.");
            System.exit(1);
        }
        if (Boolean.getBoolean("sluice.stop.with.parent")) {
            ProcessHandle.current().parent().ifPresent(Demo::endWith);
        }
        new Demo(Path.of(arguments[0]), Path.of(arguments[1])).run();
    }

    /** Maven leaves what it runs behind when it is told to stop. */
    private static void endWith(ProcessHandle parent) {
        var watch = new Thread(
                () -> {
                    parent.onExit().join();
                    System.exit(143);
                },
                "demo-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private void run() throws IOException, InterruptedException {
        empty(home);
        SluiceProcess sluice = SluiceProcess.start(
                jar,
                home,
                SluiceProcess.Ports.usual(),
                Map.of("SLUICE_SHARES_PER_MINUTE", "0", "SLUICE_DEMO", "true"),
                out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(sluice::close, "demo-end"));
        try (sluice;
                LabPool alpha = pool("alpha", 4, 8, ALPHA);
                LabPool beta = pool("beta", 8, 4, BETA);
                LabFarm farm = new LabFarm(1)) {
            try {
                sluice.awaitReady(Duration.ofMinutes(2));
            } catch (IOException e) {
                if (!sluice.alive()) {
                    System.exit(1); // It has said itself why it does not run.
                }
                throw e;
            }
            SluiceClient client = sluice.client();
            client.putPool("alpha", List.of(alpha.url()));
            client.putPool("beta", List.of(beta.url()));
            List<Customer> customers = List.of(
                    new Customer("alice", "alpha", Optional.of(hashes(ALPHA, 300))),
                    new Customer("bob", "beta", Optional.of(hashes(BETA, 200))),
                    new Customer("carol", "alpha", Optional.of(hashes(ALPHA, 400))),
                    new Customer("house", "beta", Optional.empty()));
            int position = 1;
            for (Customer customer : customers) {
                client.putSubAccount(
                        customer.name(),
                        customer.pool(),
                        "x",
                        position++,
                        customer.standard(),
                        "Of the demo: its pool is a lab pool, where nothing is earned.");
            }
            for (int i = 1; i <= MACHINES; i++) {
                farm.add(LabMachine.named("rig-" + i)
                        .pool("127.0.0.1", sluice.ports().stratum())
                        .login("rig-" + i, "x")
                        .hashrate(HASHES_PER_SECOND));
            }
            out.println();
            out.println("Two lab pools, alpha and beta, and " + MACHINES
                    + " lab machines are connected. Watch at " + sluice.console() + " as user admin, password "
                    + SluiceProcess.ADMIN_PASSWORD + ". Ctrl-C ends the demo.");
            out.println();
            while (sluice.alive()) {
                Thread.sleep(BETWEEN_LINES.toMillis());
                report(client, customers, farm);
            }
        }
    }

    private static LabPool pool(String name, int extranonce1, int extranonce2, Difficulty difficulty) {
        return LabPool.named(name)
                .extranonce(extranonce1, extranonce2)
                .difficulty(difficulty)
                .jobInterval(Duration.ofSeconds(20))
                .start();
    }

    private static BigDecimal hashes(Difficulty difficulty, long shares) {
        return Work.ofShare(difficulty.value()).times(shares).hashes();
    }

    /** One line: what each sub-account has of its standard, and how many machines it is served by. */
    private void report(SluiceClient client, List<Customer> customers, LabFarm farm)
            throws IOException, InterruptedException {
        var parts = new ArrayList<String>();
        for (Customer customer : customers) {
            Map<String, Object> account;
            try {
                account = client.subAccount(customer.name());
            } catch (IOException e) {
                return; // Sluice is being stopped.
            }
            Map<String, Object> capability = SluiceClient.object(account.get("capability"));
            BigDecimal accumulated = (BigDecimal) capability.get("accumulatedHashes");
            int machines = ((List<?>) account.get("machines")).size();
            String served = machines == 0 ? "" : " ← " + machines + (machines == 1 ? " machine" : " machines");
            parts.add(customer.standard()
                    .map(standard -> bar(customer.name(), accumulated.doubleValue() / standard.doubleValue()) + served)
                    .orElseGet(() -> customer.name() + " takes what is left" + served));
        }
        out.println(String.join("   ", parts)
                + (farm.disconnects() == 0 ? "" : "   (" + farm.disconnects() + " connections lost)"));
    }

    private static String bar(String name, double filled) {
        int full = (int) Math.min(BAR, Math.floor(filled * BAR));
        return name + " [" + "#".repeat(full) + ".".repeat(BAR - full) + "] "
                + (filled >= 1 ? "up to standard" : (int) Math.floor(filled * 100) + " %");
    }

    private static void empty(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.sorted(Comparator.reverseOrder()).forEach(each -> {
                try {
                    Files.delete(each);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
