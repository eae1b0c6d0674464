package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FreshMessagesTest {
    private static final long ALICE = 1;
    private static final long BOB = 2;

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    private final FreshMessages fresh = new FreshMessages(clock::get);

    @Test
    void givesEachSubAccountsMessagesOnceAndInOrder() {
        fresh.add(messages(ALICE, 1, 3));
        fresh.add(messages(BOB, 1, 2));
        fresh.add(messages(ALICE, 4, 5));
        assertThat(numbers(ALICE, 0, 4)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(numbers(ALICE, 4, 4)).containsExactly(5L);
        assertThat(numbers(ALICE, 5, 4)).isEmpty();
        assertThat(numbers(BOB, 0, 4)).containsExactly(1L, 2L);
    }

    @Test
    void givesNothingAcrossAGap() {
        fresh.add(messages(ALICE, 4, 6));
        assertThat(numbers(ALICE, 2, 10)).as("3 must be read").isEmpty();
        assertThat(numbers(ALICE, 4, 10)).as("4 was sent").containsExactly(5L, 6L);
        fresh.add(messages(ALICE, 7, 8));
        fresh.add(messages(ALICE, 11, 12));
        assertThat(numbers(ALICE, 6, 10)).as("9 and 10 must be read").isEmpty();
        assertThat(numbers(ALICE, 10, 10)).containsExactly(11L, 12L);
    }

    @Test
    void numbersBookedAnewReplaceThoseThatWereThere() {
        fresh.add(messages(ALICE, 1, 4));
        fresh.add(List.of(new AccountingMessage(ALICE, "x", 3, "anew")));
        assertThat(numbers(ALICE, 0, 10)).isEmpty();
        assertThat(fresh.after(ALICE, 2, 10))
                .extracting(AccountingMessage::body)
                .containsExactly("anew");
    }

    @Test
    void whatHasBeenHereForTooLongIsRead() {
        fresh.add(messages(ALICE, 1, 2));
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        fresh.add(messages(ALICE, 3, 4));
        assertThat(numbers(ALICE, 0, 10)).isEmpty();
        assertThat(numbers(ALICE, 2, 10)).containsExactly(3L, 4L);
    }

    @Test
    void keepsTheNewestOfWhatIsTooMuch() {
        fresh.add(messages(ALICE, 1, 40_000));
        fresh.add(messages(BOB, 1, 1));
        fresh.add(messages(ALICE, 40_001, 40_500));
        assertThat(numbers(BOB, 0, 10)).as("there was no room").isEmpty();
        assertThat(numbers(ALICE, 0, 10)).as("these are read").isEmpty();
        assertThat(numbers(ALICE, 499, 10)).as("500 is read").isEmpty();
        assertThat(numbers(ALICE, 500, 50_000)).hasSize(40_000).startsWith(501L).endsWith(40_500L);
    }

    @Test
    void whatNobodyTookLeavesRoomForOthers() {
        fresh.add(messages(ALICE, 1, 40_000));
        clock.addAndGet(Duration.ofSeconds(6).toNanos());
        fresh.add(messages(BOB, 1, 2));
        assertThat(numbers(BOB, 0, 10)).containsExactly(1L, 2L);
    }

    private List<Long> numbers(long subAccount, long after, int most) {
        return fresh.after(subAccount, after, most).stream()
                .map(AccountingMessage::sequence)
                .toList();
    }

    private static List<AccountingMessage> messages(long subAccount, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(number -> new AccountingMessage(subAccount, "x", number, "body " + number))
                .toList();
    }
}
