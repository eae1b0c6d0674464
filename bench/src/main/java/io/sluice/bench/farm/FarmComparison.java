package io.sluice.bench.farm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The same farm straight at a pool and then through Sluice. */
public final class FarmComparison {
    private static final double USUAL_RATE = 4_000;
    private static final double HIGH_RATE = 16_000;
    private static final double[] RATES = {8_000, 12_000, 16_000, 20_000, 25_000, 30_000, 35_000, 40_000, 50_000, 60_000
    };
    private static final int WARM_UP_JOBS = 15;
    private static final int SWITCHES = 8;
    private static final int BOOKED_SECONDS = 120;
    private static final long REST_SECONDS = 5;

    /** What two ways of one farm took. */
    record Outcome(int machines, Side direct, Through through) {}

    /**
     * How long everything is done.
     *
     * @param seconds at the usual rate
     * @param warmUpSeconds at the high rate, before anything but the first shares is measured
     * @param highSeconds at the high one
     * @param jobs that are counted
     * @param limits whether the highest rate is looked for, and machines are switched and come back after a restart
     */
    record Scale(double seconds, double warmUpSeconds, double highSeconds, int jobs, boolean limits) {}

    private final Path jar;
    private final Path folder;

    FarmComparison(Path jar, Path folder) {
        this.jar = jar;
        this.folder = folder;
    }

    /**
     * Runs all sizes and prints as it goes.
     *
     * @param jar {@code sluice.jar}
     * @param folder for results and for what is written meanwhile
     * @param sizes numbers of machines
     * @return whether every count agreed
     */
    public static boolean run(Path jar, Path folder, List<Integer> sizes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        FarmComparison comparison = new FarmComparison(jar.toAbsolutePath(), folder.toAbsolutePath());
        List<Outcome> outcomes = new ArrayList<>();
        for (int size : sizes) {
            boolean largest = size == sizes.get(sizes.size() - 1);
            outcomes.add(comparison.compare(
                    size, largest ? new Scale(20, 90, 60, 40, true) : new Scale(15, 15, 15, 40, false)));
            FarmReport report = new FarmReport(outcomes);
            report.print(System.out, outcomes.size() - 1);
            report.write(folder.resolve("bench-farm.json"));
        }
        return outcomes.stream().allMatch(outcome -> outcome.through().exact());
    }

    Outcome compare(int machines, Scale scale) throws IOException, InterruptedException {
        Side direct;
        try (PoolProcess pool = new PoolProcess();
                Farm farm = new Farm(pool.port(), machines)) {
            say(machines + " machines straight at the pool");
            direct = side(farm.connect(), pool, farm, pool::usage, () -> {}, scale);
        }
        try (PoolProcess pool = new PoolProcess();
                SluiceProcess sluice =
                        new SluiceProcess(jar, Files.createTempDirectory(folder, "bench-farm"), Map.of())) {
            return new Outcome(machines, direct, through(pool, sluice, machines, scale));
        }
    }

    private static Side side(
            double connectSeconds, PoolProcess pool, Farm farm, FanOut.Meter meter, Load.Ledger ledger, Scale scale)
            throws IOException, InterruptedException {
        // Code is compiled meanwhile, on either side.
        say("  connected; warming up");
        FanOut.measure(pool, farm, meter, WARM_UP_JOBS);
        Load cold = Load.measure(pool, farm, meter, ledger, USUAL_RATE, scale.seconds());
        Load.measure(pool, farm, meter, ledger, HIGH_RATE, scale.warmUpSeconds());
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        say("  clean jobs");
        FanOut fanOut = FanOut.measure(pool, farm, meter, scale.jobs());
        say("  shares");
        List<Load> loads = new ArrayList<>();
        loads.add(Load.measure(pool, farm, meter, ledger, USUAL_RATE, scale.seconds()));
        loads.add(Load.measure(pool, farm, meter, ledger, HIGH_RATE, scale.highSeconds()));
        return new Side(
                connectSeconds,
                cold,
                fanOut,
                loads,
                scale.limits() ? highest(pool, farm, meter, ledger) : Optional.empty());
    }

    private static void say(String what) {
        System.out.println(what);
    }

    private static Optional<Load> highest(PoolProcess pool, Farm farm, FanOut.Meter meter, Load.Ledger ledger)
            throws IOException, InterruptedException {
        say("  the highest rate");
        Optional<Load> highest = Optional.empty();
        for (double rate : RATES) {
            Load load = Load.measure(pool, farm, meter, ledger, rate, 8);
            if (!load.rate().holds()) {
                break;
            }
            highest = Optional.of(load);
        }
        return highest;
    }

    private Through through(PoolProcess pool, SluiceProcess sluice, int machines, Scale scale)
            throws IOException, InterruptedException {
        say(machines + " machines through Sluice");
        double startSeconds = sluice.start();
        sluice.put("pools/easy", "{\"urls\":[\"" + pool.url() + "\"]}");
        subAccount(sluice, "alice", 1, false);
        subAccount(sluice, "bob", 2, false);
        TimeUnit.SECONDS.sleep(2 * REST_SECONDS);
        long empty = sluice.usage().residentBytes();
        try (Farm farm = new Farm(sluice.stratumPort(), machines)) {
            double connectSeconds = farm.connect();
            TimeUnit.SECONDS.sleep(2 * REST_SECONDS);
            long connected = sluice.usage().residentBytes();
            Load.Ledger ledger = () -> awaitBooked(pool, sluice);
            Side side = side(connectSeconds, pool, farm, sluice::usage, ledger, scale);
            int dropped = farm.dropped();
            Optional<Through.Change> change =
                    scale.limits() ? Optional.of(change(pool, sluice, farm)) : Optional.empty();
            boolean exact = farm.accepted() == pool.accepted() && farm.accepted() == booked(sluice);
            return new Through(
                    side, startSeconds, empty, connected, sluice.usage().residentBytes(), dropped, exact, change);
        } finally {
            sluice.stop();
        }
    }

    private static void subAccount(SluiceProcess sluice, String name, int position, boolean paused)
            throws IOException, InterruptedException {
        sluice.put(
                "sub-accounts/" + name,
                """
                {"pool":"easy","user":"%s","password":"x","position":%d,"paused":%s,
                 "standard":{"hashes":1e15,"period":"ONCE"}}"""
                        .formatted(name, position, paused));
    }

    private static Through.Change change(PoolProcess pool, SluiceProcess sluice, Farm farm)
            throws IOException, InterruptedException {
        say("  to another sub-account and back, and a restart");
        double[] switches = new double[SWITCHES];
        double[] asked = new double[SWITCHES];
        for (int i = 0; i < SWITCHES; i++) {
            farm.forgetLogins();
            long begun = System.nanoTime();
            subAccount(sluice, "alice", 1, i % 2 == 0);
            // Several logins, as each event loop of Sluice has its own.
            farm.await(
                    "all machines work for the other sub-account",
                    60,
                    () -> farm.logins().stream().mapToInt(Arrivals::count).sum() >= farm.size());
            asked[i] = farm.logins().stream()
                    .mapToDouble(login -> login.millis(1, begun))
                    .max()
                    .orElseThrow();
            switches[i] = asked[i]
                    - farm.logins().stream()
                            .mapToDouble(login -> login.millis(0, begun))
                            .min()
                            .orElseThrow();
            TimeUnit.SECONDS.sleep(REST_SECONDS);
        }
        Arrays.sort(switches);
        Arrays.sort(asked);

        long logins = pool.logins();
        sluice.stop();
        farm.await("all machines are gone", 30, () -> farm.atWork() == 0);
        double restartSeconds = sluice.start();
        long ready = System.nanoTime();
        farm.await("all machines are back", 120, () -> farm.atWork() == farm.size());
        return new Through.Change(
                SWITCHES,
                switches[SWITCHES / 2],
                switches[SWITCHES - 1],
                asked[SWITCHES / 2],
                restartSeconds,
                (System.nanoTime() - ready) / 1e9,
                pool.logins() - logins);
    }

    private static void awaitBooked(PoolProcess pool, SluiceProcess sluice) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOOKED_SECONDS);
        while (booked(sluice) < pool.accepted()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("not all was booked within " + BOOKED_SECONDS + " s: " + booked(sluice)
                        + " of " + pool.accepted());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Accepted shares of all sub-accounts in the ledger. */
    private static long booked(SluiceProcess sluice) throws IOException, InterruptedException {
        long booked = 0;
        try (JsonParser json = new JsonFactory().createParser(sluice.get("sub-accounts"))) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("acceptedShares")) {
                    booked += json.nextLongValue(0);
                }
            }
        }
        return booked;
    }
}
