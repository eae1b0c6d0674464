package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.MachineEvent;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that an earlier version filled. */
class UpgradeTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** As the first version left it: one report booked, one message put aside. */
    private static final String FIRST_VERSION =
            """
            insert into sub_account values (50, 'alice', null, '', '', 1, 'default', null, null, 1772359200000000, 1, 1,
                'CONNECTING', '', '', null, false, 1772359200000000);
            insert into standard_period values (50, 50, 1772359200000000, null, null, 5, 1, 0, 0, null, 'old', 0);
            insert into incarnation values ('old', 1, 1772359200000000);
            insert into report values ('old', 1, 1772359200000000);
            insert into booking values (50, 50, 1, 1772359200000000, null, 'm', 1772359200000000, 1772359200000000, 1, 5, 5, 0,
                '{}', 0, false, 'old', 1, 0, 1772359200000000);
            insert into outbox values (50, 1, 'alice', '{}', null);
            insert into dead_letter values (50, 1772359200000000, 'taskResults', 'garbled', 'half a rep');
            """;

    @ParameterizedTest
    @EnumSource
    void whatTheAccountingSystemWasToldItIsNotToldAgain(TestDatabase database) throws SQLException {
        var dataSource = leftByTheFirstVersion(database);
        TestDatabase.migrate(dataSource, "14");
        execute(dataSource, "update sub_account set published_sequence = 1");
        try (Store store = TestDatabase.open(dataSource)) {
            assertThat(store.<Long>get(em -> Store.queries(em).unpublished())).isZero();
            var result = new TaskResult("m", "alice", START, START, START, 1, work(7), Map.of(), 0);
            store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId("old", 2), List.of(result))));
            assertThat(store.<Long>get(em -> Store.queries(em).unpublished())).isEqualTo(1);
            assertThat(store.<List<AccountingMessage>>get(
                            em -> Store.outbox(em).pending(10, new FreshMessages(System::nanoTime))))
                    .extracting(AccountingMessage::sequence)
                    .containsExactly(2L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheFirstVersionBookedIsThereAndItsBacklogIsBooked(TestDatabase database) throws SQLException {
        var dataSource = leftByTheFirstVersion(database);
        try (Store store = TestDatabase.open(dataSource)) {
            DeadLetter letter = store.get(
                    em -> Store.deadLetters(em).open(Optional.empty(), 10).get(0));
            assertThat(letter.getBody()).isEqualTo("half a rep");
            assertThat(letter.getReport()).isEmpty();
            assertThat(counts(store)).isEmpty();
            // What it had not told the accounting system yet.
            assertThat(store.<List<AccountingMessage>>get(
                            em -> Store.outbox(em).pending(10, new FreshMessages(System::nanoTime))))
                    .extracting(AccountingMessage::sequence)
                    .containsExactly(1L);

            for (long number : List.of(1L, 2L)) {
                var result = new TaskResult("m", "alice", START, START, START, 1, work(7), Map.of(), 0);
                store.run(em -> Store.ledger(em).book(new TaskResults(new ReportId("old", number), List.of(result))));
            }
            assertThat(store.<Work>get(em -> em.find(StandardPeriod.class, 50L).getAccumulated()))
                    .isEqualTo(work(12));
            // What was booked before there were sums of stretches is in them too.
            assertThat(store.<List<Long>>get(em -> Store.history(em)
                            .pieces(Optional.empty(), Stretch.DAY, START.minusSeconds(86_400), START.plusSeconds(1))
                            .stream()
                            .map(piece -> piece.hashes().longValueExact())
                            .toList()))
                    .containsExactly(12L);
            // And found by its time, as those are that were booked since.
            var since = new Books.Selection(
                    Optional.of("alice"), Optional.empty(), Optional.of(START), Optional.of(START.plusSeconds(1)));
            assertThat(store.<List<Booking>>get(em -> Store.books(em).page(since, 0, 10)))
                    .extracting(Booking::getSequence)
                    .containsExactly(2L, 1L);
            assertThat(counts(store)).singleElement().satisfies(line -> assertThat(line.getBooked())
                    .isEqualTo(new Shares(1, 0, 0, work(7))));
        }
    }

    /** Also where an upgrade was ended in the middle. */
    @ParameterizedTest
    @EnumSource
    void stretchesOfEachLengthAreToldWhereTheirLinesAre(TestDatabase database) throws SQLException {
        var dataSource = leftByTheFirstVersion(database);
        TestDatabase.migrate(dataSource, "15");
        // A line of the next minute, one of the next ten minutes and one of the next day, and the stretches that they
        // fall into.
        for (long[] line : new long[][] {{60, 2, 60}, {70, 3, 61}, {80, 4, 600}, {90, 5, 86_400}}) {
            execute(
                    dataSource,
                    "insert into booking select %d, sub_account_id, %d, period_starts_at, period_ends_at, machine, from_at,"
                                    .formatted(line[0], line[1])
                            + " to_at + %d, accepted_shares, hashes, accumulated_hashes, rejected_shares, rejected_by_reason,"
                                    .formatted(line[2] * 1_000_000)
                            + " unanswered_shares, up_to_standard, incarnation, report_number, report_index, booked_at"
                            + " from booking where id = 50");
        }
        execute(dataSource, "delete from stretch");
        for (long[] stretch : new long[][] {{60, 60}, {600, 0}, {600, 600}, {86_400, -36_000}, {86_400, 50_400}}) {
            execute(
                    dataSource,
                    "insert into stretch values (50, 1772359200000000, %d, %d, 1, 0, 0, 5)"
                            .formatted(stretch[0], 1772359200000000L + stretch[1] * 1_000_000));
        }
        execute(dataSource, "alter table stretch add column first_booking bigint default 0 not null");
        execute(dataSource, "drop index booking_time");
        TestDatabase.migrate(dataSource, "latest");
        List<String> told = new ArrayList<>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select seconds, first_booking, last_booking from stretch order by seconds, starts_at")) {
            while (rows.next()) {
                told.add(rows.getInt(1) + ": " + rows.getLong(2) + " to " + rows.getLong(3));
            }
        }
        assertThat(told)
                .containsExactly(
                        "60: 60 to 70", "600: 50 to 70", "600: 80 to 80", "86400: 50 to 80", "86400: 90 to 90");
    }

    /** Each index of a row costs as much as the row, and H2 keeps one of its own for some keys. */
    @ParameterizedTest
    @EnumSource
    void whatComesByTheThousandIsInFewIndexes(TestDatabase database) throws SQLException {
        var dataSource = database.empty();
        TestDatabase.migrate(dataSource, "latest");
        assertThat(indexes(dataSource, "booking"))
                .containsExactlyInAnyOrder(List.of("id"), List.of("sub_account_id", "sequence_number"));
        assertThat(indexes(dataSource, "event"))
                .containsExactlyInAnyOrder(
                        List.of("id"),
                        List.of("machine", "id"),
                        List.of("kind", "happened_at", "sub_account", "machine"));
    }

    private static Collection<List<String>> indexes(DataSource dataSource, String table) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            var metaData = connection.getMetaData();
            String name = metaData.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
            Map<String, List<String>> indexes = new TreeMap<>();
            try (var rows = metaData.getIndexInfo(null, null, name, false, false)) {
                while (rows.next()) {
                    indexes.computeIfAbsent(rows.getString("INDEX_NAME"), index -> new ArrayList<>())
                            .add(rows.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
            return indexes.values();
        }
    }

    /** What H2 puts aside is lost with a process, and the oldest events and assignments go by their ids. */
    @Test
    void aStartLosesOneBlockOfIdsAtMost() throws SQLException {
        var dataSource = TestDatabase.H2.empty();
        TestDatabase.migrate(dataSource, "latest");
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select sequence_name, increment, cache from"
                        + " information_schema.sequences where increment = 1000")) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1).toLowerCase(Locale.ROOT));
                assertThat(rows.getLong(3)).as(rows.getString(1)).isEqualTo(1);
            }
            assertThat(found).containsExactlyInAnyOrder("machine_ids", "event_ids", "assignment_ids", "booking_ids");
        }
    }

    /** Ids are handed out in longer blocks since version 13; those of shorter ones may all be taken. */
    @ParameterizedTest
    @EnumSource
    void noIdIsHandedOutTwice(TestDatabase database) throws SQLException {
        var dataSource = database.empty();
        TestDatabase.migrate(dataSource, "1");
        long handedOut = 0;
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(FIRST_VERSION);
            TestDatabase.migrate(dataSource, "12");
            for (int block = 0; block < 3; block++) {
                try (var next = statement.executeQuery("select nextval('booking_ids')")) {
                    next.next();
                    handedOut = next.getLong(1);
                }
            }
        }
        assertThat(handedOut).isEqualTo(150);
        try (Store store = TestDatabase.open(dataSource)) {
            var result = new TaskResult("m", "alice", START, START, START, 1, work(7), Map.of(), 0);
            var report = new TaskResults(new ReportId("old", 2), Collections.nCopies(1_200, result));
            store.run(em -> Store.ledger(em).book(report));
            assertThat(store.<List<Long>>get(
                            em -> em.createQuery("select b.id from Booking b where b.reportNumber = 2", Long.class)
                                    .getResultList()))
                    .hasSize(1_200)
                    .allSatisfy(id -> assertThat(id).isGreaterThan(150L));
        }
    }

    /** The same of machines and what they do, since version 18. */
    @ParameterizedTest
    @EnumSource
    void noIdOfWhatMachinesDoIsHandedOutTwice(TestDatabase database) throws SQLException {
        var dataSource = database.empty();
        TestDatabase.migrate(dataSource, "17");
        List<String> sequences = List.of("machine_ids", "event_ids", "assignment_ids");
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            for (String sequence : sequences) {
                long handedOut = 0;
                for (int block = 0; block < 3; block++) {
                    try (var next = statement.executeQuery("select nextval('" + sequence + "')")) {
                        next.next();
                        handedOut = next.getLong(1);
                    }
                }
                assertThat(handedOut).as(sequence).isEqualTo(150);
            }
        }
        try (Store store = TestDatabase.open(dataSource)) {
            Map<String, String> machines = new TreeMap<>();
            IntStream.range(0, 1_200).forEach(i -> machines.put("rig-" + i, "10.0.0.1:5"));
            store.run(em -> Store.machines(em).admit(machines, START));
            store.run(em -> Store.assignments(em)
                    .note(machines.keySet().stream()
                            .map(name -> new MachineEvent(START, name, MachineEvent.Kind.SWITCHED, "alice", ""))
                            .toList()));
            for (String entity : List.of("Machine", "Event", "Assignment")) {
                assertThat(store.<List<Long>>get(em -> em.createQuery("select x.id from " + entity + " x", Long.class)
                                .getResultList()))
                        .as(entity)
                        .hasSize(1_200)
                        .allSatisfy(id -> assertThat(id).isGreaterThan(150L));
            }
        }
    }

    private static DataSource leftByTheFirstVersion(TestDatabase database) throws SQLException {
        DataSource dataSource = database.empty();
        TestDatabase.migrate(dataSource, "1");
        execute(dataSource, FIRST_VERSION);
        return dataSource;
    }

    private static void execute(DataSource dataSource, String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<LifeCount> counts(Store store) {
        return store.get(em -> Store.queries(em).lifeCounts(Optional.empty(), Optional.empty(), 10));
    }

    private static Work work(long hashes) {
        return new Work(BigDecimal.valueOf(hashes));
    }
}
