package io.sluice.evidence;

import static io.sluice.evidence.Finding.State.BELOW_STANDARD;
import static io.sluice.evidence.Finding.State.HEALTHY;
import static io.sluice.evidence.Finding.State.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    @Test
    void aSilentMachineSaysForHowLongAndHowLikelyThatWas() {
        Rig rig = Rig.ofStandard(300, 1);
        rig.run(3600);
        assertThat(rig.examination.finding().state()).isEqualTo(HEALTHY);
        rig.does = 0;
        rig.runUntilFound(SILENT, 60);
        assertThat(rig.examination.finding().state()).isEqualTo(SILENT);
        assertThat(rig.examination.finding().reason())
                .contains("no share for", "its standard of 100 TH/s")
                .containsPattern("chance \\d\\.\\de-\\d\\d");
    }

    @Test
    void comesBackWhenItDoesItsStandardAgainAndNotBefore() {
        Rig rig = Rig.ofStandard(300, 2);
        rig.run(600);
        rig.does = 0.5;
        rig.runUntilFound(BELOW_STANDARD, 600);
        rig.run(3600);
        assertThat(rig.examination.finding().state()).isEqualTo(BELOW_STANDARD);
        rig.does = 1;
        double back = rig.runUntilFound(HEALTHY, 3600);
        assertThat(back).isBetween(60.0, 900.0);
    }

    @Test
    void nothingFlapsWhileAMachineIsWeak() {
        for (double part : new double[] {0.2, 0.5, 0.8, 0.9}) {
            Rig rig = Rig.ofStandard(60, 3);
            rig.does = part;
            rig.runUntilFound(BELOW_STANDARD, 86_400);
            assertThat(rig.examination.finding().state()).isEqualTo(BELOW_STANDARD);
            int changes = 0;
            for (int second = 0; second < 7 * 86_400; second += 2) {
                var before = rig.examination.finding().state();
                rig.step();
                changes += before == rig.examination.finding().state() ? 0 : 1;
            }
            assertThat(changes)
                    .as("changes in a week at %s of the standard", part)
                    .isZero();
        }
    }

    @Test
    void oneThatSendsAgainButTooLittleIsBelowItsStandard() {
        Rig rig = Rig.ofStandard(300, 4);
        rig.run(600);
        rig.does = 0;
        rig.runUntilFound(SILENT, 60);
        rig.does = 0.3;
        assertThat(rig.runUntilFound(BELOW_STANDARD, 600)).isLessThan(600);
        assertThat(rig.examination.finding().reason()).contains("was silent");
        rig.does = 0;
        assertThat(rig.runUntilFound(SILENT, 60)).isLessThan(60);
    }

    @Test
    void tooManyBadSharesCountThoughThereAreGoodOnesEnough() {
        Rig rig = Rig.ofStandard(12, 5);
        rig.run(3600);
        rig.does = 1.5;
        rig.spoils = 0.3;
        rig.runUntilFound(BELOW_STANDARD, 12 * 3600);
        assertThat(rig.examination.finding().state()).isEqualTo(BELOW_STANDARD);
        assertThat(rig.examination.finding().reason()).contains("refused or rejected");
        rig.spoils = 0;
        assertThat(rig.runUntilFound(HEALTHY, 12 * 3600)).isLessThan(12 * 3600);
    }

    @Test
    void aReconnectNeitherProvesAnythingNorWipesOutWhatWasShown() {
        Rig rig = Rig.ofStandard(60, 6);
        rig.run(600);
        rig.connected = false;
        rig.run(300);
        rig.connected = true;
        rig.reconnect();
        rig.run(40);
        assertThat(rig.examination.finding().state()).isEqualTo(HEALTHY);
        // At 90 % this takes an hour to prove; it drops its line every five minutes.
        rig.does = 0.85;
        for (int i = 0; i < 100; i++) {
            rig.reconnect();
            rig.run(300);
        }
        assertThat(rig.examination.finding().state()).isEqualTo(BELOW_STANDARD);
    }

    @Test
    void whatOneHasDoneForLongIsItsStandardUntilAnOperatorSaysAnother() {
        Rig rig = new Rig(1, OptionalDouble.empty(), 60, 2, 7);
        rig.run(700);
        assertThat(rig.examination.learned()).isPresent();
        rig.run(3 * 86_400);
        assertThat(rig.examination.learned().orElseThrow().hashrate())
                .isCloseTo(Rig.STANDARD, Percentage.withPercentage(1));
        rig.does = 0.8;
        assertThat(rig.runUntilFound(BELOW_STANDARD, 6 * 3600)).isLessThan(6 * 3600);
        rig.run(30 * 86_400);
        assertThat(rig.examination.finding().state()).isEqualTo(BELOW_STANDARD);
        assertThat(rig.examination.learned().orElseThrow().hashrate())
                .as("a weakness that was proven is not learned")
                .isCloseTo(Rig.STANDARD, Percentage.withPercentage(2));
        rig.examination.hold(OptionalDouble.of(0.8 * Rig.STANDARD), rig.now);
        assertThat(rig.examination.finding().state()).isEqualTo(HEALTHY);
        rig.run(86_400);
        assertThat(rig.examination.finding().state()).isEqualTo(HEALTHY);
    }

    @Test
    void oneThatWorkedForAMinuteIsFoundSilentThoughNobodySaidWhatItShouldDo() {
        Rig rig = new Rig(1, OptionalDouble.empty(), 300, 2, 9);
        rig.run(90);
        rig.does = 0;
        assertThat(rig.runUntilFound(SILENT, 120)).isLessThanOrEqualTo(60);
    }

    @Test
    void soIsOneThatWorkedForHalfAMinute() {
        Rig rig = new Rig(1, OptionalDouble.empty(), 300, 2, 10);
        rig.run(30);
        rig.does = 0;
        assertThat(rig.runUntilFound(SILENT, 120)).isLessThanOrEqualTo(60);
        assertThat(rig.examination.finding().reason()).contains("were to be expected");
    }

    @Test
    void oneOfWhichNothingIsKnownIsSilentAfterTenMinutes() {
        Rig rig = new Rig(1, OptionalDouble.empty(), 12, 2, 8);
        rig.does = 0;
        assertThat(Duration.ofSeconds((long) rig.runUntilFound(SILENT, 3600)))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }
}
