package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Grant;
import io.sluice.api.Work;
import io.sluice.stratum.work.Difficulty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GrantCounterTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private static Grant grant(Work limit) {
        return new Grant(START, Optional.empty(), Optional.of(limit));
    }

    @Property
    void aStandardOfSoManySharesTakesSoManySharesWhateverTheDifficulty(
            @ForAll @LongRange(min = 1, max = 3_000) long shares,
            @ForAll @LongRange(min = 1, max = 1L << 50) long numerator,
            @ForAll @IntRange(min = 0, max = 20) int scale) {
        BigDecimal difficulty = BigDecimal.valueOf(numerator, scale);
        if (difficulty.compareTo(new BigDecimal("1e-11")) < 0) {
            return;
        }
        Work share = Difficulty.of(difficulty).work();
        GrantCounter counter = new GrantCounter(grant(share.times(shares)));
        GrantCounter.Tally units = counter.tally(share);
        long taken = 0;
        while (!counter.usedUp()) {
            counter.take(units);
            taken++;
        }
        assertThat(taken).isEqualTo(shares);
    }

    @Test
    void ofManyThreadsOneIsToldThatTheGrantIsUsedUpAndOneThatItIsOpenAgain() throws Exception {
        Work share = Difficulty.of("8").work();
        GrantCounter counter = new GrantCounter(grant(share.times(40_000)));
        GrantCounter.Tally units = counter.tally(share);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<int[]>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(threads.submit(() -> {
                    int[] told = new int[2];
                    for (int i = 0; i < 10_001; i++) {
                        told[0] += counter.take(units) ? 1 : 0;
                    }
                    return told;
                }));
            }
            int usedUp = 0;
            for (Future<int[]> one : all) {
                usedUp += one.get()[0];
            }
            assertThat(usedUp).isEqualTo(1);
            int opened = 0;
            for (int i = 0; i < 10; i++) {
                opened += counter.giveBack(units) ? 1 : 0;
            }
            assertThat(opened).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void employsHalfAsManyMachinesAsSharesAreDue() {
        Work share = Difficulty.of("1").work();
        GrantCounter counter = new GrantCounter(grant(share.times(10)));
        GrantCounter.Tally units = counter.tally(share);
        int employed = 0;
        while (counter.employ(units)) {
            employed++;
        }
        assertThat(employed).isEqualTo(5);
        for (int i = 0; i < 8; i++) {
            counter.take(units);
        }
        assertThat(counter.employable(units)).isEqualTo(1);
        assertThat(counter.tooManyEmployed(units, 1)).isTrue();
        counter.take(units);
        counter.take(units);
        assertThat(counter.employable(units)).isZero();
    }

    @Test
    void aRaisedLimitOpensItAgainAndALoweredOneClosesIt() {
        Work share = Difficulty.of("1").work();
        GrantCounter counter = new GrantCounter(grant(share.times(2)));
        GrantCounter.Tally units = counter.tally(share);
        counter.take(units);
        counter.take(units);
        assertThat(counter.usedUp()).isTrue();
        counter.renew(grant(share.times(1_000_000)));
        assertThat(counter.usedUp()).isFalse();
        assertThat(counter.employable(units)).isEqualTo(499_999);
        counter.renew(grant(share));
        assertThat(counter.usedUp()).isTrue();
    }

    @Property
    void isMetToTheLastShareWhenDifficultiesMixAndLimitsAreNoMultiple(
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 1, max = 1L << 40) Long> numerators,
            @ForAll @IntRange(min = 0, max = 9) int scale,
            @ForAll @LongRange(min = 1, max = 3_000) long first,
            @ForAll @LongRange(min = 1, max = 997) long crumb) {
        List<Work> shares = numerators.stream()
                .map(n -> Difficulty.of(BigDecimal.valueOf(n, scale)).work())
                .toList();
        Work limit = shares.get(0).times(first).plus(new Work(BigDecimal.valueOf(crumb, 3)));
        GrantCounter counter = new GrantCounter(grant(limit));
        Work sum = Work.ZERO;
        for (int i = 0; !counter.usedUp(); i++) {
            Work share = shares.get(i % shares.size());
            assertThat(sum).isLessThan(limit);
            assertThat(counter.employable(counter.tally(share))).isPositive();
            counter.take(counter.tally(share));
            sum = sum.plus(share);
        }
        assertThat(sum).isGreaterThanOrEqualTo(limit);
    }

    @Test
    void aPoolThatChangesItsDifficultyAllTheTimeNeedsNoMoreRoom() {
        Work limit = Work.ZERO;
        for (int i = 1; i <= 1_000; i++) {
            limit = limit.plus(Difficulty.of(BigDecimal.valueOf(i)).work());
        }
        GrantCounter counter = new GrantCounter(grant(limit));
        for (int i = 1; i <= 1_000; i++) {
            assertThat(counter.usedUp()).isFalse();
            counter.take(counter.tally(Difficulty.of(BigDecimal.valueOf(i)).work()));
        }
        assertThat(counter.usedUp()).isTrue();
    }

    /** So many other difficulties that those before them are no longer counted apart. */
    private static void otherDifficulties(GrantCounter counter) {
        for (int i = 1_001; i <= 1_064; i++) {
            counter.tally(Difficulty.of(BigDecimal.valueOf(i)).work());
        }
    }

    @Test
    void aLateRejectIsGivenBackWhateverDifficultiesCameMeanwhile() {
        Work share = Difficulty.of("100").work();
        GrantCounter counter = new GrantCounter(grant(share.times(1_000)));
        GrantCounter.Tally underWay = counter.tally(share);
        for (int i = 0; i < 10; i++) {
            counter.take(underWay);
        }
        otherDifficulties(counter);
        for (int i = 0; i < 10; i++) {
            counter.giveBack(underWay);
        }

        int taken = 0;
        while (!counter.usedUp()) {
            counter.take(counter.tally(share));
            taken++;
        }
        assertThat(taken).isEqualTo(1_000);
    }

    @Test
    void sharesOfAJobInHandCountWhateverDifficultiesCameMeanwhile() {
        Work share = Difficulty.of("100").work();
        GrantCounter counter = new GrantCounter(grant(share.times(1_000)));
        GrantCounter.Tally inHand = counter.tally(share);
        counter.take(inHand);
        otherDifficulties(counter);

        for (int i = 1; i < 999; i++) {
            assertThat(counter.take(inHand)).isFalse();
        }
        assertThat(counter.take(inHand)).isTrue();
    }

    @Test
    void aSurplusAccountNeverHasEnough() {
        GrantCounter counter = new GrantCounter(new Grant(START, Optional.empty(), Optional.empty()));
        GrantCounter.Tally tally = counter.tally(Difficulty.of("1000000").work());
        for (int i = 0; i < 1_000; i++) {
            assertThat(counter.take(tally)).isFalse();
        }
        assertThat(counter.usedUp()).isFalse();
        assertThat(counter.employ(tally)).isTrue();
    }

    @Test
    void noMoreThanThreeSharesOfTheOneThatFilledItAreTaken() {
        Work share = Difficulty.of("8").work();
        GrantCounter counter = new GrantCounter(grant(share.times(10)));
        GrantCounter.Tally units = counter.tally(share);
        for (int i = 0; i < 9; i++) {
            assertThat(counter.reserve(units)).isEqualTo(GrantCounter.Taken.TAKEN);
        }
        assertThat(counter.reserve(units)).isEqualTo(GrantCounter.Taken.FILLED);
        for (int i = 0; i < 3; i++) {
            assertThat(counter.reserve(units)).isEqualTo(GrantCounter.Taken.TAKEN);
        }
        GrantCounter.Tally coarse = counter.tally(Difficulty.of("64").work());
        for (GrantCounter.Tally tally : List.of(units, coarse)) {
            assertThat(counter.reserve(tally)).isEqualTo(GrantCounter.Taken.TOO_MUCH);
            assertThat(counter.giveBack(tally)).isFalse();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(counter.giveBack(units))
                    .as("opened by giving back %s", i)
                    .isEqualTo(i == 3);
        }
        assertThat(counter.reserve(coarse)).as("due again").isEqualTo(GrantCounter.Taken.FILLED);
    }

    @Test
    void aCoarseShareIsTooMuchOnlyWhileOthersSoonFinishByFinerOnes() {
        Work fine = Difficulty.of("1").work();
        GrantCounter counter = new GrantCounter(grant(fine.times(100)));
        GrantCounter.Tally units = counter.tally(fine);
        GrantCounter.Tally coarse = counter.tally(Difficulty.of("64").work());
        for (int i = 0; i < 60; i++) {
            counter.take(units);
        }
        double oneASecond = fine.hashes().doubleValue();
        Object session = "s";

        counter.finisher(session, units, oneASecond / 10);
        assertThat(counter.reserve(coarse)).as("they are too slow").isEqualTo(GrantCounter.Taken.FILLED);
        assertThat(counter.giveBack(coarse)).isTrue();
        counter.finisher(session, units, oneASecond);
        assertThat(counter.reserve(coarse)).isEqualTo(GrantCounter.Taken.TOO_MUCH);
        counter.giveBack(coarse);
        counter.noFinisher(session);
        assertThat(counter.reserve(coarse)).as("nobody else is there").isEqualTo(GrantCounter.Taken.FILLED);
    }
}
