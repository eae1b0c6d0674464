package io.sluice.scheduling;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process to be killed: books into a file of H2 as the ledger does, while the file is tidied, and says each transaction
 * that was committed, a line at a time. First it looks whether what an earlier one left is whole.
 */
final class KilledH2 {
    static final String WHOLE = "whole";
    private static final int ACCOUNTS = 500;
    private static final int LINES = 40;

    /** Transactions whose lines are kept. */
    private static final int KEPT = 200;

    private final Connection connection;
    private final SplittableRandom random;
    private long booked;

    private KilledH2(Connection connection, SplittableRandom random) {
        this.connection = connection;
        this.random = random;
    }

    /** As {@code Settings} opens it, but that room is used again after a second and not after 45. */
    static String url(String file) {
        return "jdbc:h2:file:" + file
                + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;MAX_MEMORY_ROWS=250000;RETENTION_TIME=1000";
    }

    /**
     * Takes the file, the last transaction that was said to be committed, a seed, and how many transactions there are to be;
     * then it ends by itself.
     */
    public static void main(String[] arguments) throws Exception {
        String url = url(arguments[0]);
        Connection connection = DriverManager.getConnection(url, "sluice", "password");
        connection.setAutoCommit(false);
        var books = new KilledH2(connection, new SplittableRandom(Long.parseLong(arguments[2])));
        books.begin();
        books.check(Long.parseLong(arguments[1]));
        System.out.println(WHOLE);
        var tidying = new Thread(() -> tidy(url), "tidying");
        tidying.setDaemon(true);
        tidying.start();
        long most = Long.parseLong(arguments[3]);
        while (books.booked < most) {
            books.book();
            System.out.println(books.booked);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void tidy(String url) {
        try (Connection own = DriverManager.getConnection(url, "sluice", "password")) {
            while (true) {
                Tidying.tidy(own, Duration.ofMillis(20));
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists counter (n bigint not null)");
            statement.execute(
                    "create table if not exists account (id int primary key, lines bigint not null, note varchar)");
            statement.execute(
                    "create table if not exists line (id bigint auto_increment primary key, account int not null,"
                            + " booked bigint not null, note varchar)");
            statement.execute("create index if not exists line_by_account on line (account, id)");
            statement.execute("create index if not exists line_by_booked on line (booked)");
            try (ResultSet found = statement.executeQuery("select n from counter")) {
                if (found.next()) {
                    booked = found.getLong(1);
                    return;
                }
            }
            statement.execute("insert into counter values (0)");
            statement.execute("insert into account select x, 0, '' from system_range(0, " + (ACCOUNTS - 1) + ")");
            connection.commit();
        }
    }

    private void book() throws SQLException {
        try (PreparedStatement counter = connection.prepareStatement("update counter set n = ?");
                PreparedStatement line =
                        connection.prepareStatement("insert into line (account, booked, note) values (?, ?, ?)");
                PreparedStatement account =
                        connection.prepareStatement("update account set lines = lines + 1, note = ? where id = ?");
                PreparedStatement old = connection.prepareStatement("delete from line where booked <= ?")) {
            long now = booked + 1;
            counter.setLong(1, now);
            counter.executeUpdate();
            for (int i = 0; i < LINES; i++) {
                int id = random.nextInt(ACCOUNTS);
                String note = Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(8));
                line.setInt(1, id);
                line.setLong(2, now);
                line.setString(3, note);
                line.addBatch();
                account.setString(1, note);
                account.setInt(2, id);
                account.addBatch();
            }
            line.executeBatch();
            account.executeBatch();
            old.setLong(1, now - KEPT);
            old.executeUpdate();
            connection.commit();
            booked = now;
        }
    }

    /** Reads all there is, by each of its trees. */
    private void check(long committed) throws SQLException {
        require(booked >= committed, committed + " was committed, and " + booked + " is there");
        long kept = Math.min(booked, KEPT) * LINES;
        require(number("select sum(lines) from account") == booked * LINES, "accounts");
        require(number("select count(length(note)) from line") == kept, "lines");
        require(
                number("select count(distinct booked) from line where booked > 0") == Math.min(booked, KEPT),
                "by booked");
        long byAccount = 0;
        for (int id = 0; id < ACCOUNTS; id++) {
            byAccount += number("select count(*) from line where account = " + id);
        }
        require(byAccount == kept, "lines by account");
        require(number("select count(length(note)) from account") == ACCOUNTS, "notes");
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("what was committed is not whole: " + what);
        }
    }
}
