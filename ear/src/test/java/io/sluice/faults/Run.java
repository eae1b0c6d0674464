package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Faults in an order that nobody chose, on one field and one ledger, and the comparison at the end. The seed makes the same
 * faults in the same order again ({@code -Dfaults.seed}); the instants are as exact as the machine is.
 */
final class Run {
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final Duration DRAINED = Duration.ofSeconds(60);
    private static final int LAST_SHARES = 20;

    private final String name;
    private final Map<String, Fault> kinds;
    private final List<String> schedule = new ArrayList<>();
    private final Map<String, Long> happened = new TreeMap<>();
    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * Faults to be.
     *
     * @param kinds by what they are called in the summary
     * @param times how often each happens
     */
    Run(String name, Map<String, Fault> kinds, Map<String, Integer> times) {
        this.name = name;
        this.kinds = kinds;
        times.forEach((kind, count) -> schedule.addAll(Collections.nCopies(count, kind)));
        Collections.sort(schedule);
        Collections.shuffle(schedule, new Random(random.nextLong()));
    }

    /** A new folder for the files of a run. */
    static Path folder() throws IOException {
        return Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "faults").toAbsolutePath()), "run");
    }

    /** Has everything happen and compares; says in one line what came of it. */
    void on(Setup setup) throws Exception {
        System.out.println("Faults, " + name + ": seed " + SEED + ", files in " + setup.folder());
        try (Installation field = new Installation(setup, random.split())) {
            for (String kind : schedule) {
                kinds.get(kind).happen(field, random);
                happened.merge(kind, 1L, Long::sum);
            }
            field.awaitMachines();
            field.awaitShares(LAST_SHARES);
            field.lab.finish();
            drain(field);
            Comparison comparison = Comparison.of(field.lab, field.books);
            System.out.println(summary(field, comparison));
            List<Customer> customers = Customer.all(setup.standard());
            comparison.assertShares(customers);
            Comparison.assertConsistent(field.books, field.life().incarnation());
            Comparison.assertUnansweredByKillsOnly(field.books, field.unkilled());
            comparison.assertStandards(customers);
            assertThat(field.untold())
                    .as("bookings that the accounting system was not told of")
                    .isEmpty();
            assertThat(field.accounting.contradictions())
                    .as("numbers that came twice with different bookings")
                    .isEmpty();
            assertThat(field.lab.faults()).as("faults of the lab").isEmpty();
        }
        // Kept where something is to be found out.
        Tree.delete(setup.folder());
    }

    /** Waits until nothing is on its way any more; what is missing then is for the assertions to say. */
    private static void drain(Installation field) throws InterruptedException, IOException {
        Await.Condition drained = () -> isDrained(field);
        if (field.setup.embedded()) {
            // Its database can be read by nobody else while the field runs.
            field.terminate();
            drained = () -> {
                if (isDrained(field)) {
                    return true;
                }
                field.begin();
                field.awaitMachines();
                field.terminate();
                return false;
            };
        }
        try {
            Await.until("everything is booked and told", DRAINED, drained);
        } catch (AssertionError late) {
            System.out.println("Faults: " + late.getMessage());
        }
    }

    private static boolean isDrained(Installation field) throws SQLException {
        Comparison now = Comparison.of(field.lab, field.books);
        return now.lost() == 0
                && now.doubled() == 0
                && field.life().said().undelivered() == 0
                && field.books.differences(field.life().incarnation()).isEmpty()
                && field.untold().isEmpty();
    }

    private String summary(Installation field, Comparison comparison) throws SQLException {
        List<Said> said = field.lives().stream().map(FieldProcess::said).toList();
        return String.format(
                "Faults, %s: %s%s; deliveries: %d repeated, %d reordered, %d simultaneous, %d in doubt; %d lives,"
                        + " %d reports; standards exceeded by %d shares at most."
                        + " Shares: %d accepted by pools, %d booked, %d unanswered, %d lost, %d doubled.",
                name,
                happened,
                field.setup.smallDisk() ? " on " + field.disk() : "",
                said.stream().mapToLong(Said::repeated).sum(),
                said.stream().mapToLong(Said::reordered).sum(),
                said.stream().mapToLong(Said::simultaneous).sum(),
                said.stream().mapToLong(Said::doubted).sum(),
                field.lives().size(),
                field.books.reports(),
                comparison.exceeded(Customer.all(field.setup.standard())),
                comparison.accepted(),
                comparison.total().accepted(),
                comparison.total().unanswered(),
                comparison.lost(),
                comparison.doubled());
    }
}
