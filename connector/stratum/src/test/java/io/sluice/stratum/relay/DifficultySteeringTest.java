package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DifficultySteeringTest {
    private static final int POOL = 10;

    /** Lets a machine that finds a share of difficulty 2^speed every five seconds work for a while. */
    private static int settle(DifficultySteering steering, int poolExponent, int speed, long forMillis) {
        long now = 0;
        double nextShare = 0;
        while (now < forMillis) {
            double exponent = steering.exponent(poolExponent);
            nextShare += 5_000 * Math.pow(2, exponent - speed);
            while (now < nextShare && now < forMillis) {
                now += 1_000;
                if (steering.judgeable(now)) {
                    steering.judge(now, poolExponent);
                    if (steering.exponent(poolExponent) != exponent) {
                        nextShare = now;
                        break;
                    }
                }
            }
            if (now >= nextShare && steering.exponent(poolExponent) == exponent) {
                steering.share(Math.pow(2, exponent));
                if (steering.judgeable(now)) {
                    steering.judge(now, poolExponent);
                }
            }
        }
        return steering.exponent(poolExponent);
    }

    @Property(tries = 200)
    void followsTheSpeedAndStaysBelowThePools(@ForAll @IntRange(min = -20, max = 16) int speed) {
        int exponent = settle(new DifficultySteering(12, 0), POOL, speed, 3_600_000);
        assertThat(exponent).isLessThanOrEqualTo(POOL);
        assertThat(exponent).isBetween(Math.min(POOL, speed - 1), Math.min(POOL, speed + 1));
    }

    @Test
    void withoutAWantedRateItIsThePools() {
        assertThat(settle(new DifficultySteering(0, 0), POOL, -5, 3_600_000)).isEqualTo(POOL);
    }

    @Test
    void aSuggestionIsWhereItBeginsAndALeastOneWhereItEnds() {
        DifficultySteering steering = new DifficultySteering(12, 0);
        steering.suggest(3);
        assertThat(steering.exponent(POOL)).isEqualTo(3);
        assertThat(steering.exponent(2)).as("never above the pool's").isEqualTo(2);
        steering.atLeast(5);
        assertThat(settle(steering, POOL, -20, 3_600_000)).isEqualTo(5);
        assertThat(steering.exponent(4)).isEqualTo(4);
    }
}
