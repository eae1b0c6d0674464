package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class CycleTest {
    private static final Instant SET = Instant.parse("2026-10-25T15:20:30Z");

    @Example
    void onceNeverEnds() {
        assertThat(Cycle.parse("once").spanAt(SET, SET.plus(Duration.ofDays(4000))))
                .isEqualTo(new Span(SET, Optional.empty()));
    }

    @Example
    void dailyGoesByUtcDaysAndBeginsWithTheRestOfTheFirst() {
        Cycle daily = Cycle.parse("DAILY");
        Instant midnight = Instant.parse("2026-10-26T00:00:00Z");
        assertThat(daily.spanAt(SET, SET.plusSeconds(60))).isEqualTo(new Span(SET, Optional.of(midnight)));
        assertThat(daily.spanAt(SET, midnight.minusMillis(1)).start()).isEqualTo(SET);
        assertThat(daily.spanAt(SET, midnight))
                .isEqualTo(new Span(midnight, Optional.of(midnight.plus(Duration.ofDays(1)))));
    }

    @Example
    void aDurationCountsFromWhenItWasSet() {
        Cycle hourly = Cycle.parse("PT1H");
        assertThat(hourly.spanAt(SET, SET.plusSeconds(2 * 3600 + 5)))
                .isEqualTo(new Span(SET.plusSeconds(2 * 3600), Optional.of(SET.plusSeconds(3 * 3600))));
    }

    @Example
    void durationsAreComparedByLengthAndKeptAsWritten() {
        assertThat(Cycle.parse("P1W")).isEqualTo(Cycle.parse("P7D")).isEqualTo(Cycle.parse("PT168H"));
        assertThat(Cycle.parse("p1w").text()).isEqualTo("P1W");
        assertThat(Cycle.parse("P1D")).isNotEqualTo(Cycle.parse("DAILY"));
    }

    @Example
    void saysWhatToWrite() {
        assertThatThrownBy(() -> Cycle.parse("MONTHLY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'MONTHLY' is not a period; write ONCE, DAILY or a duration such as PT12H or P7D.");
        for (String length : new String[] {"PT0S", "-PT5S", "PT0.5S", "P40000D", "PT1.0000001S"}) {
            assertThatThrownBy(() -> Cycle.parse(length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from one second to 100 years");
        }
    }

    @Property
    void periodsFollowOneAnotherWithoutGapAndHoldTheirInstants(
            @ForAll("cycles") Cycle cycle, @ForAll @LongRange(min = 0, max = 400L * 86_400_000) long millis) {
        Instant at = SET.plusMillis(millis);
        Span span = cycle.spanAt(SET, at);
        assertThat(span.start()).isBetween(SET, at);
        assertThat(cycle.spanAt(SET, span.start())).isEqualTo(span);
        span.end().ifPresent(end -> {
            assertThat(end).isAfter(at);
            assertThat(cycle.spanAt(SET, end.minusNanos(1))).isEqualTo(span);
            assertThat(cycle.spanAt(SET, end).start()).isEqualTo(end);
        });
    }

    @Property
    void whatWasNotYetFallsIntoTheFirstPeriod(@ForAll("cycles") Cycle cycle) {
        assertThat(cycle.spanAt(SET, SET.minusSeconds(100_000))).isEqualTo(cycle.spanAt(SET, SET));
    }

    @Provide
    Arbitrary<Cycle> cycles() {
        return Arbitraries.oneOf(
                Arbitraries.of("ONCE", "DAILY").map(Cycle::parse),
                Arbitraries.longs()
                        .between(1000, 100L * 86_400_000)
                        .map(millis -> Cycle.parse(Duration.ofMillis(millis).toString())));
    }
}
