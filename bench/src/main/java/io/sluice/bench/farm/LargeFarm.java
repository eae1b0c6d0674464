package io.sluice.bench.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStoreTool;

/**
 * Fills the database of a {@code sluice.jar} that is not running with what a large farm leaves there: machines in three
 * groups, one in a hundred standing by, a month of periods, two days of bookings, a week of events and assignments.
 */
final class LargeFarm {
    static final int SUB_ACCOUNTS = 20;
    static final int BOOKINGS = 200_000;
    static final int EVENTS = 300_000;
    static final int ASSIGNMENTS = 200_000;

    private static final long SECOND = 1_000_000;
    private static final long DAY = 86_400 * SECOND;
    private static final int PERIODS = 30;

    private final Statement sql;
    private final long now;

    private LargeFarm(Statement sql, Instant now) {
        this.sql = sql;
        this.now = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    }

    /** Sets up the pool and the sub-accounts by REST, as their passwords are encrypted. */
    static void begin(SluiceProcess sluice, String poolUrl) throws IOException, InterruptedException {
        sluice.put("pools/easy", "{\"urls\":[\"" + poolUrl + "\"]}");
        sluice.put("groups/north", "{\"policy\":\"STEADY\"}");
        sluice.put("groups/south", "{\"policy\":\"WEIGHTED\"}");
        for (int i = 0; i < SUB_ACCOUNTS; i++) {
            sluice.put(
                    "sub-accounts/customer-%02d".formatted(i),
                    """
                    {"pool":"easy","user":"customer-%d","password":"x","position":%d,"group":"%s","weight":1,
                     "standard":{"hashes":5000,"period":"DAILY"}}"""
                            .formatted(i, i + 1, i < 14 ? "default" : i < 17 ? "north" : "south"));
        }
    }

    /**
     * H2 neither tidies up meanwhile nor closes what it has not closed before, as that has left a file that it would not open
     * any more ("Double mark"). What is rewritten after that has no room that is not used.
     *
     * @param home of the {@code sluice.jar}
     */
    static void fill(Path home, int machines) throws SQLException, IOException {
        Path database = home.resolve("db").resolve("sluice");
        String password = Files.readString(home.resolve("db.password")).strip();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + database + ";WRITE_DELAY=0", "sluice", password);
                Statement statement = connection.createStatement()) {
            new LargeFarm(statement, Instant.now()).fill(machines);
            statement.execute("shutdown immediately");
        }
        MVStoreTool.compact(database + ".mv.db", false);
    }

    private void fill(int machines) throws SQLException {
        run(
                """
                insert into machine (id, name, role, group_name, out_of_service, archived, created_at, first_seen_at,
                    last_seen_at, online, disconnected_at, learned_hashrate, learned_shares, learned_at)
                select 1000 + x, 'farm.m' || lpad(x, 5, '0'), case mod(x, 100) when 99 then 'STANDBY' else 'ACTIVE' end,
                    case mod(x, 10) when 8 then 'north' when 9 then 'south' else 'default' end, false, false,
                    %1$d, %1$d, %2$d - x, false, %2$d - x, 0.1 + mod(x, 7) / 50.0, 5000, %2$d
                from system_range(0, %3$d)""",
                now - 30 * DAY, now - 3_600 * SECOND, machines - 1);
        run("alter sequence machine_ids restart with %d", machines + 2_000L);
        run("insert into incarnation (name, number, started_at) values ('earlier', -1, %d)", now - 30 * DAY);
        // The present period of a sub-account was begun by the process itself.
        long today = now - Math.floorMod(now, DAY);
        run(
                """
                insert into standard_period (id, sub_account_id, starts_at, ends_at, standard_hashes, accumulated_hashes,
                    accepted_shares, rejected_shares, unanswered_shares, up_to_standard_at, incarnation_base,
                    carried_hashes)
                select 100000 + s.id * 100 + x, s.id, %1$d - x * %2$d, %1$d - (x - 1) * %2$d, 5000, 5000.25, 1280064, 1200, 3,
                    %1$d - x * %2$d + 72000000000, 0, 0
                from sub_account s, system_range(1, %3$d) r""",
                today, DAY, PERIODS);
        run("alter sequence standard_period_ids restart with 1000000");
        run(
                """
                insert into life_count (incarnation, period_id, booked_accepted, booked_rejected, booked_unanswered,
                    booked_hashes, counted_sent, counted_accepted, counted_rejected, counted_unanswered, counted_hashes)
                select 'earlier', p.id, p.accepted_shares, p.rejected_shares, p.unanswered_shares, p.accumulated_hashes,
                    p.accepted_shares + p.rejected_shares + p.unanswered_shares, p.accepted_shares, p.rejected_shares,
                    p.unanswered_shares, p.accumulated_hashes
                from standard_period p where p.id >= 100000""");
        bookings(machines);
        events(machines);
        run(
                """
                insert into assignment (id, machine, sub_account, from_at, until_at, why, ended_why)
                select 1000 + x, 'farm.m' || lpad(mod(x * 7919, %1$d), 5, '0'), 'customer-' || lpad(mod(x, %2$d), 2, '0'),
                    %3$d + x * %4$d, %3$d + x * %4$d + %5$d, 'plan', 'the standard of customer-00 is filled'
                from system_range(0, %6$d)""",
                machines, SUB_ACCOUNTS, now - 7 * DAY, 7 * DAY / ASSIGNMENTS, 3 * 3_600 * SECOND, ASSIGNMENTS - 1);
        run("alter sequence assignment_ids restart with %d", ASSIGNMENTS + 2_000L);
        run(
                """
                insert into audit_entry (id, happened_at, who, address, did, thing, before_json, after_json)
                select 1000 + x, %d + x * %d, 'admin', '127.0.0.1', 'changed', 'machine farm.m' || lpad(x, 5, '0'),
                    '{"group":"default"}', '{"group":"north"}'
                from system_range(0, 4999)""",
                now - 30 * DAY, 30 * DAY / 5_000);
        run("alter sequence audit_entry_ids restart with 10000");
    }

    private void bookings(int machines) throws SQLException {
        long spacing = 2 * DAY / BOOKINGS;
        run(
                """
                insert into booking (id, sub_account_id, sequence_number, period_starts_at, period_ends_at, machine, from_at,
                    to_at, accepted_shares, hashes, accumulated_hashes, rejected_shares, rejected_by_reason,
                    unanswered_shares, up_to_standard, incarnation, report_number, report_index, booked_at)
                select 1000 + x, s.id, s.last_sequence + 1 + x / %1$d, at - mod(at, %2$d), at - mod(at, %2$d) + %2$d,
                    'farm.m' || lpad(mod(x * 7919, %3$d), 5, '0'), at - 1000000, at, 3, 0.01171875, 0.01171875 * (1 + x / %1$d),
                    case mod(x, 100) when 7 then 1 else 0 end, case mod(x, 100) when 7 then '{"stale":1}' else '{}' end, 0, false,
                    'earlier', 1 + x / 200, mod(x, 200), at
                from (select x, cast(x as bigint) * %4$d + %5$d as at from system_range(0, %6$d)) b
                join (select id, last_sequence, row_number() over (order by id) - 1 as nth from sub_account) s
                    on s.nth = mod(b.x, %1$d)""",
                SUB_ACCOUNTS, DAY, machines, spacing, now - 2 * DAY, BOOKINGS - 1);
        run("alter sequence booking_ids restart with %d", BOOKINGS + 2_000L);
        run("insert into report (incarnation, number, booked_at) select distinct incarnation, report_number, 0"
                + " from booking where incarnation = 'earlier'");
        run("update sub_account s set last_sequence = (select max(sequence_number) from booking b"
                + " where b.sub_account_id = s.id)");
        run(
                there("publication")
                        ? "insert into publication (sub_account_id, published_sequence) select id, last_sequence from sub_account"
                        : "update sub_account set published_sequence = last_sequence");
        run(
                """
                insert into stretch (sub_account_id, period_starts_at, seconds, starts_at, accepted_shares, rejected_shares,
                    unanswered_shares, hashes)
                select s.id, at - mod(at, %1$d), 60, at, 900, 1, 0, 3.5
                from sub_account s, (select %2$d - cast(x as bigint) * 60000000 as at from system_range(1, 2880)) m""",
                DAY, now - Math.floorMod(now, 60 * SECOND));
        run(
                """
                insert into stretch (sub_account_id, period_starts_at, seconds, starts_at, accepted_shares, rejected_shares,
                    unanswered_shares, hashes)
                select sub_account_id, period_starts_at, 86400, period_starts_at, sum(accepted_shares), sum(rejected_shares), 0,
                    sum(hashes)
                from stretch group by sub_account_id, period_starts_at""");
        if (there("stretch", "first_booking")) { // since version 16
            run("update stretch set first_booking = 1000, last_booking = %d", 1000L + BOOKINGS - 1);
        }
        if (there("rejection")) {
            run("insert into rejection (booking_id, sub_account_id, period_starts_at, machine, to_at, by_reason)"
                    + " select id, sub_account_id, period_starts_at, machine, to_at, rejected_by_reason from booking"
                    + " where rejected_shares > 0");
        }
    }

    private void events(int machines) throws SQLException {
        run(
                """
                insert into event (id, happened_at, kind, machine, sub_account, pool, text)
                select 1000 + x, %1$d + x * %2$d, kind, 'farm.m' || lpad(mod(x * 7919, %3$d), 5, '0'),
                    'customer-' || lpad(mod(x, %4$d), 2, '0'), null,
                    case kind when 'SWITCHED' then 'farm.m works for customer-01: plan' else 'farm.m is gone: the other side closed the connection' end
                from (select x, case when mod(x, 10) < 6 then 'SWITCHED' when mod(x, 10) < 8 then 'MACHINE_CONNECTED'
                    when mod(x, 10) < 9 then 'MACHINE_DISCONNECTED' else 'MACHINE_SILENT' end as kind
                    from system_range(0, %5$d)) e""",
                now - 7 * DAY, 7 * DAY / EVENTS, machines, SUB_ACCOUNTS, EVENTS - 1);
        run(
                """
                insert into event (id, happened_at, kind, machine, sub_account, pool, text)
                select %1$d + x, %2$d + x * %3$d, case mod(x, 2) when 0 then 'POOL_FAILING' else 'POOL_SERVING' end, null, null,
                    'easy', 'stratum+tcp://127.0.0.1:3333 of pool easy ' || case mod(x, 2) when 0 then 'fails: connection refused' else 'serves.' end
                from system_range(0, 39)""",
                EVENTS + 1_000L, now - 7 * DAY, 7 * DAY / 40);
        run("alter sequence event_ids restart with %d", EVENTS + 2_000L);
    }

    private boolean there(String table) throws SQLException {
        try (ResultSet found =
                sql.executeQuery("select 1 from information_schema.tables where lower(table_name) = '" + table + "'")) {
            return found.next();
        }
    }

    private boolean there(String table, String column) throws SQLException {
        try (ResultSet found = sql.executeQuery("select 1 from information_schema.columns where lower(table_name) = '"
                + table + "' and lower(column_name) = '" + column + "'")) {
            return found.next();
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // All templates are here.
    private void run(String template, Object... numbers) throws SQLException {
        long begin = System.nanoTime();
        int rows = sql.executeUpdate(numbers.length == 0 ? template : template.formatted(numbers));
        System.out.printf("  %,d rows in %d ms%n", rows, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
}
