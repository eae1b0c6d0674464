package io.sluice.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LatestTest {
    @Test
    void whoAsksWhileItIsDoneHasItDoneOnceMore() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var runs = new AtomicInteger();
        var latest = new Latest(() -> {
            runs.incrementAndGet();
            begun.countDown();
            await(goOn);
        });
        var threads = Executors.newSingleThreadExecutor();
        Future<?> first = threads.submit(latest::ask);
        await(begun);
        latest.ask();
        latest.ask();
        assertThat(runs).hasValue(1);
        goOn.countDown();
        first.get();
        assertThat(runs).hasValue(2);
        threads.shutdown();
    }

    @Test
    void aFailureIsTheCallersAndDoesNotStopTheNext() {
        var runs = new AtomicInteger();
        var latest = new Latest(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
            }
        });
        assertThatThrownBy(latest::ask).hasMessage("away");
        latest.ask();
        assertThat(runs).hasValue(2);
    }

    @Test
    void whatWasTrueWhenAskedIsSeenAndNeverByTwoAtOnce() throws Exception {
        var truth = new AtomicLong();
        var seen = new AtomicLong();
        var inside = new AtomicInteger();
        var latest = new Latest(() -> {
            assertThat(inside.incrementAndGet()).isEqualTo(1);
            seen.set(truth.get());
            inside.decrementAndGet();
        });
        var threads = Executors.newFixedThreadPool(4);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(threads.submit(() -> {
                truth.incrementAndGet();
                latest.ask();
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        assertThat(seen).hasValue(20_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
