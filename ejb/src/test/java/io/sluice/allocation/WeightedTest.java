package io.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.OptionalDouble;
import net.jqwik.api.Example;

class WeightedTest {
    private static final double RATE = 100e12;

    private static VirtualField field(int machines, double... weights) {
        var field = new VirtualField();
        field.group("default", Policy.WEIGHTED);
        for (int i = 0; i < weights.length; i++) {
            field.account("s" + i, "default", 0, Duration.ofDays(1)).weight = OptionalDouble.of(weights[i]);
        }
        for (int i = 0; i < machines; i++) {
            field.machine("m" + (100 + i), "default", false, RATE);
        }
        return field;
    }

    @Example
    void everybodyGetsHisPart() {
        VirtualField field = field(7, 1, 2, 5);
        run(field, 900);
        double all = 1800 * 7 * RATE;
        assertThat(field.accounts.get(0).total / all).isCloseTo(1 / 8.0, within(0.005));
        assertThat(field.accounts.get(1).total / all).isCloseTo(2 / 8.0, within(0.005));
        assertThat(field.accounts.get(2).total / all).isCloseTo(5 / 8.0, within(0.005));
    }

    @Example
    void whoComesBackFromAnOutageTakesNotMoreThanHisPart() {
        VirtualField field = field(40, 1, 1);
        run(field, 150);
        VirtualField.Account away = field.accounts.get(1);
        away.servable = false;
        run(field, 1800);
        away.servable = true;
        double before = away.total;
        run(field, 150);
        assertThat((away.total - before) / (300 * 40 * RATE)).isCloseTo(0.5, within(0.06));
    }

    @Example
    void whileOneCannotBeServedTheOthersShareHisPart() {
        VirtualField field = field(8, 1, 1, 2);
        field.accounts.get(2).servable = false;
        run(field, 300);
        assertThat(field.accounts.get(0).total).isCloseTo(600 * 4 * RATE, within(10 * RATE));
        assertThat(field.accounts.get(1).total).isCloseTo(600 * 4 * RATE, within(10 * RATE));
        assertThat(field.lost).isZero();
    }

    @Example
    void aPartThatIsWholeMachinesMovesNobody() {
        VirtualField field = field(8, 1, 3);
        run(field, 1000);
        assertThat(field.switches()).isZero();
    }

    private static void run(VirtualField field, int plans) {
        for (int i = 0; i < plans; i++) {
            field.plan();
            field.run(2);
        }
    }
}
