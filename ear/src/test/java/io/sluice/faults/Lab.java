package io.sluice.faults;

import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.Tally;
import io.sluice.stratum.work.Difficulty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two pools of different difficulty, and ten machines. */
final class Lab implements AutoCloseable {
    static final String PASSWORD = "pool-password";
    private static final int MACHINES = 10;

    /** All machines together, while they work. */
    private static final long SHARES_PER_SECOND = 100;

    private static final Duration RECONNECT = Duration.ofMillis(50);

    /** Who accepted, for whom, from whom. */
    record Worker(String subAccount, String machine) implements Comparable<Worker> {
        @Override
        public int compareTo(Worker other) {
            return toString().compareTo(other.toString());
        }
    }

    final LabPool a = pool("a", 4, 8, Customer.A);
    final LabPool b = pool("b", 8, 4, Customer.B);
    private final LabFarm farm = new LabFarm(1);

    private static LabPool pool(String name, int extranonce1, int extranonce2, Difficulty difficulty) {
        return LabPool.named(name)
                .extranonce(extranonce1, extranonce2)
                .difficulty(difficulty)
                .jobInterval(Duration.ofSeconds(5))
                .start();
    }

    /** Machines that come back as soon as they can. */
    void connect(int port) {
        for (int i = 1; i <= MACHINES; i++) {
            farm.add(LabMachine.named("rig-" + i)
                    .pool("127.0.0.1", port)
                    .login("rig-" + i, "x")
                    .reconnectsAfter(RECONNECT)
                    .patience(Duration.ofSeconds(20))
                    // At the finer difficulty; at the coarser one they find half as many.
                    .hashrate((long)
                            (SHARES_PER_SECOND * Customer.A.work().hashes().doubleValue() / MACHINES)));
        }
    }

    int machines() {
        return MACHINES;
    }

    /** Connections that machines ever made. */
    long connects() {
        return farm.machines().stream().mapToLong(LabMachine::connects).sum();
    }

    /** Machines that are let in now. */
    long authorized() {
        return farm.machines().stream().filter(LabMachine::authorized).count();
    }

    /** Shares accepted, as machines were told. */
    long told() {
        return farm.accepted();
    }

    /** Shares accepted by the pools. */
    long accepted() {
        return a.total().accepted() + b.total().accepted();
    }

    /** Lets the machines find no more shares, and waits until those sent have their answers. */
    void finish() throws InterruptedException {
        farm.finish(Duration.ofSeconds(20));
    }

    void goOn() {
        farm.machines().forEach(LabMachine::unpause);
    }

    /** What the pools accepted, by sub-account and machine. */
    Map<Worker, Tally> tallies() {
        Map<Worker, Tally> all = new TreeMap<>();
        for (LabPool pool : List.of(a, b)) {
            pool.tallies().forEach((login, tally) -> {
                int dot = login.indexOf('.');
                if (all.put(new Worker(login.substring(0, dot), login.substring(dot + 1)), tally) != null) {
                    throw new AssertionError(login + " worked at both pools");
                }
            });
        }
        return all;
    }

    /** Faults of the lab itself. */
    List<Throwable> faults() {
        List<Throwable> all = new ArrayList<>(a.faults());
        all.addAll(b.faults());
        farm.machines().forEach(machine -> all.addAll(machine.faults()));
        return all;
    }

    @Override
    public void close() {
        farm.close();
        a.close();
        b.close();
    }
}
