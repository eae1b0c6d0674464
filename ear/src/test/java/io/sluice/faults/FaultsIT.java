package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Kills at random instants, and everything else that can happen, in one run on one ledger. The seed that it prints makes
 * the same faults in the same order again ({@code -Dfaults.seed}); the instants are as exact as the machine is.
 */
class FaultsIT {
    private static final int KILLS = Integer.getInteger("faults.kills", 50);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final Duration DRAINED = Duration.ofSeconds(60);

    /** How often each happens for every fifty kills. */
    private static final Map<String, Fault> OTHERS = Map.of(
            "database restarted", Fault.DATABASE_RESTARTED,
            "database killed", Fault.DATABASE_KILLED,
            "database frozen", Fault.DATABASE_FROZEN,
            "killed without database", Fault.KILLED_WITHOUT_DATABASE,
            "broker killed", Fault.BROKER_KILLED,
            "broker wiped", Fault.BROKER_WIPED,
            "killed with broker", Fault.KILLED_WITH_BROKER,
            "stopped in order", Fault.STOP,
            "database away", Fault.databaseAway(Duration.ofSeconds(8)));

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, Long> happened = new TreeMap<>();

    @Test
    void everyAcceptedShareIsInTheLedgerOnceWhateverDies() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "faults")).toAbsolutePath();
        folder = Files.createTempDirectory(folder, "run");
        System.out.println("Faults: seed " + SEED + ", files in " + folder);
        long standard = KILLS * 25L;
        List<Customer> customers = Customer.all(standard);
        try (Installation field = new Installation(folder, standard, random.split())) {
            for (String name : schedule()) {
                fault(name).happen(field, random);
                happened.merge(name, 1L, Long::sum);
            }
            field.awaitMachines();
            field.awaitShares(20);
            field.lab.finish();
            awaitDrained(field);
            Comparison comparison = Comparison.of(field.lab, field.books);
            print(field, comparison);
            comparison.assertShares(customers);
            Comparison.assertConsistent(field.books);
            Comparison.assertUnansweredByKillsOnly(field.books, field::wasKilled);
            comparison.assertStandards(customers, field.lab.machines());
            assertAccounting(field);
            assertThat(field.lab.faults()).as("faults of the lab").isEmpty();
        }
    }

    /** What happens, in the order in which it does. */
    private List<String> schedule() {
        List<String> schedule = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            schedule.add(kill % 5 == 4 ? "killed at start" : "killed");
            if (kill % 50 == 0) {
                schedule.addAll(OTHERS.keySet());
            }
        }
        Collections.sort(schedule);
        Collections.shuffle(schedule, new Random(random.nextLong()));
        return schedule;
    }

    private static Fault fault(String name) {
        return switch (name) {
            case "killed" -> Fault.KILL;
            case "killed at start" -> Fault.KILL_AT_START;
            default -> OTHERS.get(name);
        };
    }

    /** Nothing is on its way any more: adapter and broker are empty, and the accounting system was told of all. */
    private static void awaitDrained(Installation field) throws InterruptedException {
        try {
            Await.until("everything is booked", DRAINED, () -> {
                Comparison now = Comparison.of(field.lab, field.books);
                return now.lost() == 0
                        && now.doubled() == 0
                        && field.life().said().undelivered() == 0
                        && untold(field).isEmpty();
            });
        } catch (AssertionError late) {
            // What is missing or too much is said by the assertions that follow.
            System.out.println("Faults: " + late.getMessage());
        }
    }

    private static List<String> untold(Installation field) throws Exception {
        List<String> untold = new ArrayList<>();
        for (Books.Numbering numbering : field.books.numberings()) {
            field.accounting
                    .missing(numbering.subAccount(), numbering.last())
                    .forEach(sequence -> untold.add(numbering.subAccount() + " " + sequence));
        }
        return untold;
    }

    private static void assertAccounting(Installation field) throws Exception {
        assertThat(untold(field))
                .as("bookings that the accounting system was not told of")
                .isEmpty();
        assertThat(field.accounting.contradictions())
                .as("numbers that came twice with different bookings")
                .isEmpty();
    }

    private void print(Installation field, Comparison comparison) throws Exception {
        List<Said> said = field.lives().stream().map(FieldProcess::said).toList();
        System.out.printf(
                "Faults: %s; deliveries: %d repeated, %d reordered, %d simultaneous, %d in doubt; %d lives, %d reports."
                        + " Shares: %d accepted by pools, %d booked, %d unanswered, %d lost, %d doubled.%n",
                happened,
                said.stream().mapToLong(Said::repeated).sum(),
                said.stream().mapToLong(Said::reordered).sum(),
                said.stream().mapToLong(Said::simultaneous).sum(),
                said.stream().mapToLong(Said::doubted).sum(),
                field.lives().size(),
                field.books.reports(),
                comparison.accepted(),
                comparison.total().accepted(),
                comparison.total().unanswered(),
                comparison.lost(),
                comparison.doubled());
    }
}
