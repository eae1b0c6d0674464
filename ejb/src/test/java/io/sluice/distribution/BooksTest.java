package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.FieldReport.TaskResults;
import io.sluice.api.ReportId;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.distribution.Books.Selection;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BooksTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Selection ALL =
            new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Lines of a year and more, most in the order of their times and some that come late, of three sub-accounts and their daily periods;
     * of those before yesterday minutes have become ten minutes, and of those before a year days.
     */
    @ParameterizedTest
    @EnumSource
    void findsWhatIsMeantAndNothingElse(TestDatabase database) {
        var random = new Random(16);
        try (Store store = database.open()) {
            book(store, random);
            List<Booking> all = store.get(em -> em.createQuery("select b from Booking b order by b.id", Booking.class)
                    .getResultList());
            assertThat(all).hasSizeGreaterThan(300);
            for (int i = 0; i < 50; i++) {
                Selection selection = any(random, all);
                List<Long> meant = all.stream()
                        .filter(booking -> isMeant(booking, selection))
                        .map(Booking::getId)
                        .toList();
                assertThat(store.<Integer>get(em -> Store.books(em).count(selection, 10_000)))
                        .as("%s", selection)
                        .isEqualTo(meant.size());

                int limit = 20 + random.nextInt(200);
                List<Long> parts = new ArrayList<>();
                List<Long> part;
                do {
                    long after = parts.isEmpty() ? 0 : parts.get(parts.size() - 1);
                    part = store.get(em -> ids(Store.books(em).part(selection, after, limit)));
                    parts.addAll(part);
                } while (part.size() == limit);
                assertThat(parts).as("%s", selection).isEqualTo(meant);

                int first = random.nextInt(50);
                assertThat(store.<List<Long>>get(em -> ids(Store.books(em).page(selection, first, limit))))
                        .as("%s from %s, %s", selection, first, limit)
                        .isEqualTo(meant.stream()
                                .sorted(Comparator.reverseOrder())
                                .skip(first)
                                .limit(limit)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterALineOfAnotherSubAccount(TestDatabase database) {
        try (Store store = database.open()) {
            book(store, new Random(17));
            List<Booking> all = store.get(em -> em.createQuery("select b from Booking b order by b.id", Booking.class)
                    .getResultList());
            Booking other = all.stream()
                    .filter(booking -> booking.getSubAccount().getName().equals("bob"))
                    .skip(40)
                    .findFirst()
                    .orElseThrow();
            Selection alice = new Selection(Optional.of("alice"), Optional.empty(), Optional.empty(), Optional.empty());
            assertThat(store.<List<Long>>get(em -> ids(Store.books(em).part(alice, other.getId(), 1_000))))
                    .isEqualTo(all.stream()
                            .filter(booking -> isMeant(booking, alice) && booking.getId() > other.getId())
                            .map(Booking::getId)
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageHasLines(TestDatabase database) {
        try (Store store = database.open()) {
            assertThat(store.<List<Booking>>get(em -> Store.books(em).page(ALL, 0, 1)))
                    .isEmpty();
            assertThatThrownBy(() -> store.get(em -> Store.books(em).part(ALL, 0, 0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 1000");
        }
    }

    private void book(Store store, Random random) {
        for (String name : List.of("alice", "bob", "carol")) {
            store.run(em -> {
                var subAccount = new SubAccount(
                        name, em.find(AllocationGroup.class, AllocationGroup.DEFAULT), now.minus(Duration.ofDays(500)));
                em.persist(subAccount);
            });
        }
        Instant at = now.minus(Duration.ofDays(420));
        for (long report = 1; report <= 130; report++) {
            // From hours down to seconds, so that there are days with many lines and days with none.
            long left = Math.max(1, Duration.between(at, now).toSeconds());
            at = at.plusSeconds(1 + random.nextLong(Math.max(1, left / 5)));
            List<TaskResult> results = new ArrayList<>();
            int lines = 1 + random.nextInt(5);
            for (int i = 0; i < lines; i++) {
                Instant to = random.nextInt(10) == 0 ? at.minusSeconds(random.nextLong(400_000)) : at;
                results.add(new TaskResult(
                        "m" + random.nextInt(3),
                        List.of("alice", "bob", "carol").get(random.nextInt(3)),
                        to.truncatedTo(ChronoUnit.DAYS),
                        to,
                        to,
                        1,
                        new Work(BigDecimal.ONE),
                        Map.of(),
                        0));
            }
            var taskResults = new TaskResults(new ReportId("life", report), results);
            store.run(em -> Store.ledger(em).book(taskResults));
        }
        Instant yesterday = now.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.DAYS);
        while (store.<Integer>get(em -> Store.history(em).coarsen(yesterday, 100)) > 0) {}
        store.run(em -> Store.history(em).forget(now.minus(Duration.ofDays(365))));
        assertThat(store.<List<Integer>>get(em -> em.createQuery(
                                "select distinct s.seconds from Stretch s order by s.seconds", Integer.class)
                        .getResultList()))
                .containsExactly(60, 600, 86_400);
    }

    private static Selection any(Random random, List<Booking> all) {
        Optional<Instant> one = Optional.of(all.get(random.nextInt(all.size())))
                .map(booking -> booking.getTo().plusSeconds(random.nextInt(7_200) - 3_600));
        Optional<Instant> other =
                Optional.of(all.get(random.nextInt(all.size()))).map(Booking::getTo);
        boolean inOrder = one.get().isBefore(other.get()) || random.nextInt(10) == 0;
        return new Selection(
                Optional.of(List.of("alice", "bob", "carol", "nobody").get(random.nextInt(4)))
                        .filter(name -> random.nextInt(3) > 0),
                Optional.of(all.get(random.nextInt(all.size())))
                        .map(booking -> booking.getPeriod().start())
                        .filter(period -> random.nextInt(4) == 0),
                (inOrder ? one : other).filter(from -> random.nextInt(3) > 0),
                (inOrder ? other : one).filter(to -> random.nextInt(3) > 0));
    }

    private static boolean isMeant(Booking booking, Selection selection) {
        return selection
                        .subAccount()
                        .filter(name -> !name.equals(booking.getSubAccount().getName()))
                        .isEmpty()
                && selection
                        .period()
                        .filter(start -> !start.equals(booking.getPeriod().start()))
                        .isEmpty()
                && selection.from().filter(booking.getTo()::isBefore).isEmpty()
                && selection.to().filter(to -> !booking.getTo().isBefore(to)).isEmpty();
    }

    private static List<Long> ids(List<Booking> bookings) {
        return bookings.stream().map(Booking::getId).toList();
    }
}
