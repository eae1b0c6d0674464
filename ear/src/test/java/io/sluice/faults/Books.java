package io.sluice.faults;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ledger as anybody reads it who has a database client: by SQL, past all that is under test. */
final class Books {
    private final String url;

    /** @param url of the database; each question is a connection of its own, as H2 may be asked only while the field is away */
    Books(String url) {
        this.url = url;
    }

    /** What is booked for a sub-account and a machine. */
    record Sum(long accepted, BigDecimal hashes, long rejected, long unanswered) {
        static final Sum NOTHING = new Sum(0, BigDecimal.ZERO, 0, 0);

        Sum plus(Sum more) {
            return new Sum(
                    accepted + more.accepted,
                    hashes.add(more.hashes),
                    rejected + more.rejected,
                    unanswered + more.unanswered);
        }
    }

    /** A period's own sums, and those of its bookings. */
    record Period(String subAccount, long startsAt, Sum own, Sum bookings) {}

    /** What a sub-account's numbering says. */
    record Numbering(String subAccount, long last, long bookings, long first, long most) {}

    /** A booking as the accounting system knows it. */
    record Told(String subAccount, long sequence) {}

    private static final String SUMS =
            "sum(b.accepted_shares), sum(b.hashes), sum(b.rejected_shares), sum(b.unanswered_shares)";

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> all(String query, Row<T> row) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.USER, Database.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            List<T> all = new ArrayList<>();
            while (found.next()) {
                all.add(row.of(found));
            }
            return all;
        }
    }

    private static Sum sum(ResultSet row, int from) throws SQLException {
        BigDecimal hashes = row.getBigDecimal(from + 1);
        return new Sum(
                row.getLong(from),
                hashes == null ? BigDecimal.ZERO : hashes,
                row.getLong(from + 2),
                row.getLong(from + 3));
    }

    /** All bookings, by sub-account and machine. */
    Map<Lab.Worker, Sum> workers() throws SQLException {
        Map<Lab.Worker, Sum> sums = new TreeMap<>();
        all(
                        "select s.name, b.machine, " + SUMS
                                + " from booking b join sub_account s on s.id = b.sub_account_id group by s.name, b.machine",
                        row -> Map.entry(new Lab.Worker(row.getString(1), row.getString(2)), sum(row, 3)))
                .forEach(entry -> sums.put(entry.getKey(), entry.getValue()));
        return sums;
    }

    /** Shares booked as unanswered, by the life of the adapter that sent them. */
    Map<String, Long> unanswered() throws SQLException {
        Map<String, Long> lives = new TreeMap<>();
        all(
                        "select b.incarnation, sum(b.unanswered_shares) from booking b group by b.incarnation",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(entry -> lives.put(entry.getKey(), entry.getValue()));
        return lives;
    }

    List<Period> periods() throws SQLException {
        return all(
                "select s.name, p.starts_at, p.accepted_shares, p.accumulated_hashes, p.rejected_shares,"
                        + " p.unanswered_shares, " + SUMS + " from standard_period p"
                        + " join sub_account s on s.id = p.sub_account_id left join booking b"
                        + " on b.sub_account_id = p.sub_account_id and b.period_starts_at = p.starts_at"
                        + " group by s.name, p.starts_at, p.accepted_shares, p.accumulated_hashes, p.rejected_shares,"
                        + " p.unanswered_shares",
                row -> new Period(row.getString(1), row.getLong(2), sum(row, 3), sum(row, 7)));
    }

    List<Numbering> numberings() throws SQLException {
        return all(
                "select s.name, s.last_sequence, count(b.id), coalesce(min(b.sequence_number), 1),"
                        + " coalesce(max(b.sequence_number), 0) from sub_account s"
                        + " left join booking b on b.sub_account_id = s.id group by s.name, s.last_sequence",
                row -> new Numbering(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
    }

    /** Lives of the adapter some of whose reports are missing between the first and the last that is booked. */
    List<String> gaps() throws SQLException {
        return all(
                "select incarnation, count(*), min(number), max(number) from report group by incarnation"
                        + " having count(*) <> max(number)",
                row -> row.getString(1) + " has " + row.getLong(2) + " reports from " + row.getLong(3) + " to "
                        + row.getLong(4));
    }

    /** Reports that are booked. */
    long reports() throws SQLException {
        return all("select count(*) from report", row -> row.getLong(1)).get(0);
    }

    /** Messages that the application could not deal with. */
    List<String> deadLetters() throws SQLException {
        return all("select queue, reason from dead_letter", row -> row.getString(1) + ": " + row.getString(2));
    }

    /**
     * What lives of the adapter counted for themselves and is booked otherwise, or was not told yet.
     *
     * @param present the life that still goes on, and tells when it is over
     */
    List<String> differences(String present) throws SQLException {
        return all(
                "select l.incarnation, s.name, l.counted_sent, l.counted_accepted, l.booked_accepted,"
                        + " l.counted_rejected, l.booked_rejected, l.counted_unanswered, l.booked_unanswered,"
                        + " l.counted_hashes, l.booked_hashes from life_count l"
                        + " join standard_period p on p.id = l.period_id join sub_account s on s.id = p.sub_account_id"
                        + " where l.incarnation <> '" + present + "' and (l.counted_sent is null"
                        + " or l.counted_sent <> l.counted_accepted + l.counted_rejected + l.counted_unanswered"
                        + " or l.counted_accepted <> l.booked_accepted or l.counted_rejected <> l.booked_rejected"
                        + " or l.counted_unanswered <> l.booked_unanswered or l.counted_hashes <> l.booked_hashes)",
                row -> row.getString(1) + " for " + row.getString(2) + ": sent " + row.getString(3)
                        + "; counted and booked: accepted " + row.getString(4) + " and " + row.getString(5)
                        + ", rejected " + row.getString(6) + " and " + row.getString(7) + ", unanswered "
                        + row.getString(8) + " and " + row.getString(9) + ", hashes " + row.getString(10) + " and "
                        + row.getString(11));
    }

    /** Lives of the adapter whose own counts are booked. */
    long lives() throws SQLException {
        return all(
                        "select count(distinct incarnation) from life_count where counted_sent is not null",
                        row -> row.getLong(1))
                .get(0);
    }

    /** What the application raised an alarm about. */
    List<String> alarms() throws SQLException {
        return all("select text from event where kind = 'ALARM'", row -> row.getString(1));
    }

    /** Number of the last booking that the broker was given for the accounting system, by sub-account. */
    Map<String, Long> told() throws SQLException {
        Map<String, Long> told = new HashMap<>();
        all(
                        "select name, published_sequence from sub_account join publication on sub_account_id = id",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(entry -> told.put(entry.getKey(), entry.getValue()));
        return told;
    }
}
