package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A power cut takes the last commits of a database that does not wait for the disk, or an older copy is put in its place. */
class LostCommitsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path home;

    @Test
    void whatIsBookedAgainHasTheSameNumbersAndTheAccountingSystemReadsTheSame() throws Exception {
        List<TaskResults> reports = new ArrayList<>();
        for (long number = 1; number <= 12; number++) {
            List<TaskResult> results = new ArrayList<>();
            for (int line = 0; line < 4; line++) {
                Instant start = START.plusSeconds(3600L * (number / 7));
                results.add(new TaskResult(
                        "m" + line,
                        line % 2 == 0 ? "alice" : "bob",
                        start,
                        start,
                        start.plusSeconds(number),
                        number,
                        new Work(BigDecimal.valueOf(number)),
                        Map.of("Stale", number),
                        1));
            }
            reports.add(new TaskResults(new ReportId("life", number), results));
        }
        run(store -> {
            for (String name : List.of("alice", "bob")) {
                store.run(em -> {
                    var subAccount =
                            new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                    em.persist(subAccount);
                    Store.standards(em)
                            .set(
                                    subAccount,
                                    Optional.of(new Standard(new Work(BigDecimal.valueOf(60)), Cycle.parse("PT1H"))),
                                    START);
                });
            }
            book(store, reports.subList(0, 5));
        });
        copy("sluice.mv.db", "earlier");
        Map<String, String> told = new TreeMap<>();
        run(store -> {
            book(store, reports.subList(5, 12));
            told.putAll(bodies(store));
        });
        copy("earlier", "sluice.mv.db");
        run(store -> {
            assertThat(bodies(store)).hasSize(20);
            List<ReportId> kept =
                    reports.subList(2, 12).stream().map(TaskResults::id).toList();
            List<ReportId> unbooked = store.get(em -> Store.ledger(em).unbooked(kept));
            assertThat(unbooked).containsExactlyElementsOf(kept.subList(3, 10));
            book(
                    store,
                    reports.stream()
                            .filter(report -> unbooked.contains(report.id()))
                            .toList());
            assertThat(bodies(store)).hasSize(48).isEqualTo(told);
        });
    }

    private JdbcConnectionPool connections() {
        return JdbcConnectionPool.create(
                "jdbc:h2:file:" + home.resolve("sluice") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1", "sluice", "");
    }

    /** As a process that begins and ends; the file is closed afterwards. */
    private void run(Consumer<Store> work) throws SQLException {
        JdbcConnectionPool connections = connections();
        try (Store store = TestDatabase.open(connections)) {
            work.accept(store);
        }
        try (var connection = connections.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("shutdown");
        }
        connections.dispose();
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(home.resolve(from), home.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void book(Store store, List<TaskResults> reports) {
        reports.forEach(report -> store.run(em -> Store.ledger(em).book(report)));
    }

    private static Map<String, String> bodies(Store store) {
        Map<String, String> bodies = new TreeMap<>();
        store.run(em -> Store.outbox(em)
                .pending(1_000, new FreshMessages(System::nanoTime))
                .forEach(message -> bodies.put(message.subAccount() + message.sequence(), message.body())));
        return bodies;
    }
}
