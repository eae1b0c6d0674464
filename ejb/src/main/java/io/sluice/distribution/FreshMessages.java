package io.sluice.distribution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Messages of bookings that were just committed, so that who sends them need not read them from the database. Never more
 * than a shortcut: what is not here, or has been here for too long, is read.
 *
 * <p>Too long is well before a database that lost its latest commits could be back and have these numbers booked anew.
 */
public final class FreshMessages {
    /** What a farm of 8,000 shares a second is booked within the time that they may be here; about 20 MB. */
    private static final int MOST = 40_000;

    private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

    private record Fresh(AccountingMessage message, long atNanos) {}

    private final LongSupplier clock;
    private final Map<Long, Deque<Fresh>> bySubAccount = new HashMap<>();
    private int size;

    /** @param clock nanoseconds; never steps */
    public FreshMessages(LongSupplier clock) {
        this.clock = clock;
    }

    /** Takes the messages of one report, after its transaction has ended well. */
    public synchronized void add(List<AccountingMessage> messages) {
        long now = clock.getAsLong();
        bySubAccount.values().forEach(there -> forgetOld(there, now - LONGEST_NANOS));
        for (AccountingMessage message : messages) {
            Deque<Fresh> there = bySubAccount.computeIfAbsent(message.subAccountId(), id -> new ArrayDeque<>());
            if (!there.isEmpty() && there.getLast().message().sequence() + 1 != message.sequence()) {
                // What was left out is read, with all that was here; or numbers were booked anew, and those here are
                // void.
                size -= there.size();
                there.clear();
            }
            if (size == MOST && !there.isEmpty()) {
                // Whoever sends is behind and reads the first from the database. Without the last he would read
                // those too, which takes longer than to send them, and never catch up.
                there.removeFirst();
                size--;
            }
            if (size < MOST) {
                there.add(new Fresh(message, now));
                size++;
            }
        }
    }

    /** What nobody took in time, as the broker is away, is read, and leaves room for others. */
    private void forgetOld(Deque<Fresh> there, long oldest) {
        while (!there.isEmpty() && there.getFirst().atNanos() - oldest <= 0) {
            there.removeFirst();
            size--;
        }
    }

    /**
     * Takes out what comes next for a sub-account.
     *
     * @param sequence the last number that was sent
     * @param most how many at most
     * @return without a gap from the next number on; empty when that is not here
     */
    synchronized List<AccountingMessage> after(long subAccountId, long sequence, int most) {
        List<AccountingMessage> next = new ArrayList<>();
        Deque<Fresh> there = bySubAccount.getOrDefault(subAccountId, new ArrayDeque<>());
        forgetOld(there, clock.getAsLong() - LONGEST_NANOS);
        while (!there.isEmpty() && next.size() < most) {
            Fresh first = there.getFirst();
            long wanted = sequence + next.size() + 1;
            if (first.message().sequence() > wanted) {
                break;
            }
            there.removeFirst();
            size--;
            if (first.message().sequence() == wanted) {
                next.add(first.message());
            }
        }
        return next;
    }
}
