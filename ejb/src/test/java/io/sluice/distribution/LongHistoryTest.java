package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is asked for all the time is found without reading what is over. What is read is counted by H2 itself; PostgreSQL decides by how
 * much there is, and rightly reads a small table whole.
 */
class LongHistoryTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    @Test
    void whatMachinesWorkFor() {
        int machines = 50;
        int switches = 100;
        try (Store store = TestDatabase.H2.open()) {
            store.run(em -> em.createNativeQuery("insert into assignment"
                            + " (id, machine, sub_account, from_at, until_at, why, ended_why)"
                            + " select x, 'rig-' || mod(x, ?1), 'alice', x, case when x <= ?2 then x + ?1 end, '', ''"
                            + " from system_range(1, ?2 + ?1)")
                    .setParameter(1, machines)
                    .setParameter(2, (switches - 1) * machines)
                    .executeUpdate());
            Object[] names =
                    IntStream.range(0, machines).mapToObj(i -> "rig-" + i).toArray();
            Object[] namesAndTime = Arrays.copyOf(names, machines + 1);
            namesAndTime[machines] = (long) switches * machines;
            store.run(em -> {
                assertThat(scanned(em, AssignmentRows.selectOfMachines(machines, AssignmentRows.OPEN), names))
                        .isBetween(machines, 4 * machines);
                assertThat(scanned(
                                em,
                                AssignmentRows.selectOfMachines(machines, AssignmentRows.BEGUN_SINCE),
                                namesAndTime))
                        .isBetween(machines, 4 * machines);
            });
        }
    }

    @Test
    void theNewestEvents() {
        int events = 50_000;
        try (Store store = TestDatabase.H2.open()) {
            store.run(em -> em.createNativeQuery("insert into event (id, happened_at, kind, text)"
                            + " select x, x, 'ALARM', '' from system_range(1, ?1)")
                    .setParameter(1, events)
                    .executeUpdate());
            for (Optional<Long> before : List.of(Optional.<Long>empty(), Optional.of(events / 2L))) {
                store.run(
                        em -> em.createNativeQuery("set query_statistics true").executeUpdate());
                store.run(
                        em -> assertThat(Store.queries(em).events(before, 100)).hasSize(100));
                store.run(em -> {
                    List<?> sent = em.createNativeQuery(
                                    "select sql_statement from"
                                            + " information_schema.query_statistics where sql_statement ilike 'select%from event%'")
                            .getResultList();
                    // Where they begin and end, and one range.
                    assertThat(sent).hasSize(2);
                    Object[] range = {before.orElse(events + 1L) - 1_000, before.orElse(events + 1L) - 1, 100, 0};
                    int scanned = sent.stream()
                            .map(String::valueOf)
                            .mapToInt(sql -> scanned(em, sql, sql.contains("?") ? range : new Object[0]))
                            .sum();
                    assertThat(scanned).isBetween(100, 1_100);
                });
                store.run(
                        em -> em.createNativeQuery("set query_statistics false").executeUpdate());
            }
        }
    }

    @Test
    void theChartOfOneSubAccount() {
        int minutes = 500;
        String[] names = IntStream.range(0, 40).mapToObj(i -> "customer-" + i).toArray(String[]::new);
        Instant end = START.plus(Duration.ofMinutes(minutes));
        Optional<String> one = Optional.of("customer-7");
        try (Store store = TestDatabase.H2.open()) {
            subAccounts(store, 1, names);
            stretches(store, Stretch.MINUTE, 0, minutes - 1);
            stretches(store, Stretch.TEN_MINUTES, -10_000, minutes / 10 - 1);
            stretches(store, Stretch.DAY, -70, 0);
            store.run(em -> em.createNativeQuery("set query_statistics true").executeUpdate());
            store.run(em -> {
                assertThat(Store.history(em).minutes(one, START, Duration.ofHours(1), end))
                        .hasSize(9)
                        .allMatch(piece -> piece.subAccount().equals("customer-7"));
                assertThat(Store.history(em).pieces(one, Stretch.TEN_MINUTES, START, end))
                        .hasSize(50)
                        .allMatch(piece -> piece.subAccount().equals("customer-7"));
                assertThat(Store.history(em).pieces(Optional.empty(), Stretch.TEN_MINUTES, START, end))
                        .hasSize(50 * names.length);
            });
            store.run(em -> {
                List<?> sent = em.createNativeQuery("select sql_statement from information_schema.query_statistics"
                                + " where sql_statement ilike 'select%from stretch m%sub_account_id = ?%'")
                        .getResultList();
                Long from = InstantColumn.micros(START);
                Long to = InstantColumn.micros(end);
                long id = subAccount(em, one.get()).getId();
                assertThat(sent).hasSize(2);
                for (Object sql : sent) {
                    int seconds = sql.toString().contains(" / ") ? 60 : 600;
                    // There are forty times as many of all.
                    assertThat(scanned(em, sql.toString(), seconds, from, to, id, from))
                            .as("rows that are read for %s", sql)
                            .isBetween(minutes * 60 / seconds, minutes * 60 / seconds + 2);
                }
                List<?> days = em.createNativeQuery("select sql_statement from information_schema.query_statistics"
                                + " where sql_statement ilike 'select distinct%from stretch m%'")
                        .getResultList();
                assertThat(days).hasSize(1);
                // The days of all in that time, each with the name.
                assertThat(scanned(em, days.get(0).toString(), 86_400, from, to, one.get()))
                        .isBetween(1, 4 * names.length);
            });
        }
    }

    /** Of all sub-accounts, each in the period of its day, from one to another of that length, counted from the start. */
    private static void stretches(Store store, Duration length, int first, int last) {
        store.run(
                em -> em.createNativeQuery("insert into stretch (sub_account_id, period_starts_at, seconds, starts_at,"
                                + " accepted_shares, rejected_shares, unanswered_shares, hashes)"
                                + " select id, at - mod(at, 86400000000), cast(?2 as bigint) / 1000000, at, 1, 0, 0, 1"
                                + " from (select s.id, ?1 + cast(x.x as bigint) * cast(?2 as bigint) as at"
                                + " from sub_account s, system_range(?3, ?4) x)")
                        .setParameter(1, InstantColumn.micros(START))
                        .setParameter(2, length.toMillis() * 1_000)
                        .setParameter(3, first)
                        .setParameter(4, last)
                        .executeUpdate());
    }

    @Test
    void periodsThatRun() {
        int days = 200;
        try (Store store = TestDatabase.H2.open()) {
            subAccounts(store, days, "alice", "bob");
            store.run(em -> em.createNativeQuery("set query_statistics true").executeUpdate());
            Instant now = START.plus(Duration.ofDays(days - 1));
            store.run(em -> assertThat(new Periods(em).notOver(now)).hasSize(2));
            store.run(em -> assertThat(new Periods(em).notBegun(now)).isEmpty());
            store.run(em -> {
                List<?> sent = em.createNativeQuery("select sql_statement from information_schema.query_statistics"
                                + " where sql_statement ilike 'select%from%standard_period%'"
                                + " or sql_statement ilike 'select%from%sub_account%'")
                        .getResultList();
                // Two for those that are not over, one for their sub-accounts, three for those that are not begun.
                assertThat(sent).hasSize(6);
                Object time = new InstantColumn().convertToDatabaseColumn(now);
                int scanned = sent.stream()
                        .map(String::valueOf)
                        .mapToInt(sql -> scanned(
                                em,
                                sql,
                                sql.chars()
                                        .filter(c -> c == '?')
                                        .mapToObj(c -> time)
                                        .toArray()))
                        .sum();
                assertThat(scanned).isBetween(2 * 2, 5 * sent.size());
            });
        }
    }

    @Test
    void theLatestPeriods() {
        int days = 300;
        Instant now = START.plus(Duration.ofDays(days - 1));
        try (Store store = TestDatabase.H2.open()) {
            subAccounts(store, days, "alice", "bob");
            store.run(em -> em.createNativeQuery("set query_statistics true").executeUpdate());
            store.run(em -> assertThat(new Periods(em).latest(Optional.empty(), true, 10, now))
                    .as("nothing was counted")
                    .isEmpty());
            store.run(em -> {
                em.createNativeQuery("set query_statistics false").executeUpdate();
                em.createNativeQuery("set query_statistics true").executeUpdate();
            });
            store.run(em -> assertThat(new Periods(em).latest(Optional.empty(), false, 10, now))
                    .extracting(period -> period.getSpan().start())
                    .startsWith(now, now, now.minus(Duration.ofDays(1)))
                    .hasSize(10));
            store.run(em -> {
                List<?> sent = em.createNativeQuery("select sql_statement from information_schema.query_statistics"
                                + " where sql_statement ilike 'select%from standard_period%'")
                        .getResultList();
                assertThat(sent).hasSize(2);
                // A day back are four periods, and eight days back more than enough.
                Object from = InstantColumn.micros(now.minus(Duration.ofDays(8)));
                for (Object sql : sent) {
                    Object[] parameters = sql.toString().contains("IS NULL")
                            ? new Object[] {from, 10, 0}
                            : new Object[] {from, from, 10, 0};
                    assertThat(scanned(em, sql.toString(), parameters)).isBetween(0, 3 * 2 * 9);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLatestPeriodsAreTheSameHoweverManyAreAskedForAtOnce(TestDatabase database) {
        Instant now = START.plus(Duration.ofDays(20));
        try (Store store = database.open()) {
            subAccounts(store, 20, "alice", "bob");
            store.run(em -> {
                em.persist(new StandardPeriod(
                        subAccount(em, "bob"),
                        new Span(START.plusSeconds(7), Optional.empty()),
                        Optional.of(Work.ZERO)));
                Instant none = START.plusSeconds(9);
                em.persist(new StandardPeriod(
                        subAccount(em, "bob"), new Span(none, Optional.of(none)), Optional.of(Work.ZERO)));
            });
            List<Long> all = store.get(em -> em.createQuery(
                            "select p.id from StandardPeriod p order by p.startsAt desc, p.id desc", Long.class)
                    .getResultList());
            store.run(em -> {
                for (int most : List.of(1, 3, 7, 100)) {
                    List<Long> paged = new ArrayList<>();
                    Optional<StandardPeriod> last = Optional.empty();
                    do {
                        List<StandardPeriod> page = new Periods(em).latest(last, false, most, now);
                        page.forEach(period -> paged.add(period.getId()));
                        last = page.stream().reduce((one, other) -> other);
                    } while (last.isPresent());
                    assertThat(paged).as("%d at a time", most).isEqualTo(all).hasSize(42);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodIsNotOverBeforeItsEnd(TestDatabase database) {
        try (Store store = database.open()) {
            subAccounts(store, 3, "alice", "bob");
            store.run(em -> em.persist(new StandardPeriod(
                    subAccount(em, "bob"), new Span(START.plusSeconds(7), Optional.empty()), Optional.of(Work.ZERO))));
            store.run(em -> {
                assertThat(notOver(em, START.minusSeconds(1))).hasSize(7);
                assertThat(notOver(em, START.plus(Duration.ofDays(2)).minusSeconds(1)))
                        .containsExactlyInAnyOrder("alice 86400", "alice 172800", "bob 86400", "bob 172800", "bob 7");
                assertThat(notOver(em, START.plus(Duration.ofDays(2))))
                        .containsExactlyInAnyOrder("alice 172800", "bob 172800", "bob 7");
                assertThat(notOver(em, START.plus(Duration.ofDays(9)))).containsExactly("bob 7");
                assertThat(new Periods(em).notBegun(START.plus(Duration.ofDays(2))))
                        .isEmpty();
                assertThat(new Periods(em).notBegun(START.plusSeconds(5))).isEmpty();
                assertThat(new Periods(em).notBegun(START.minusSeconds(5))).containsExactly("alice", "bob");
                assertThat(new Periods(em).notBegun(START.plus(Duration.ofDays(9))))
                        .containsExactly("alice");
            });
        }
    }

    private static List<String> notOver(EntityManager em, Instant at) {
        return new Periods(em)
                .notOver(at).stream()
                        .map(period -> period.getSubAccount().getName() + " "
                                + Duration.between(START, period.getSpan().start())
                                        .toSeconds())
                        .toList();
    }

    /** Each with as many days, one after the other. */
    private static void subAccounts(Store store, int days, String... names) {
        store.run(em -> {
            for (String name : names) {
                var subAccount = new SubAccount(name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), START);
                em.persist(subAccount);
                for (int day = 0; day < days; day++) {
                    Instant start = START.plus(Duration.ofDays(day));
                    em.persist(new StandardPeriod(
                            subAccount,
                            new Span(start, Optional.of(start.plus(Duration.ofDays(1)))),
                            Optional.of(Work.ZERO)));
                }
            }
        });
    }

    private static SubAccount subAccount(EntityManager em, String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static int scanned(EntityManager em, String sql, Object... parameters) {
        Query query = em.createNativeQuery("explain analyze " + sql);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        int rows = 0;
        for (Matcher scan = SCANNED.matcher(String.valueOf(query.getSingleResult())); scan.find(); ) {
            rows += Integer.parseInt(scan.group(1));
        }
        return rows;
    }
}
