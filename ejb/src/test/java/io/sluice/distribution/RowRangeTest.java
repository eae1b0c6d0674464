package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowRangeTest {
    /** Ids have gaps: blocks of them are lost with a process, and the oldest rows are deleted. */
    @Test
    void theNewestAreFoundHoweverFarApartTheyAre() {
        var random = new Random(5);
        for (int run = 0; run < 200; run++) {
            NavigableSet<Long> ids = new TreeSet<>();
            long id = random.nextInt(5_000);
            while (ids.size() < 300) {
                id += random.nextInt(20) == 0 ? random.nextInt(1_000_000) : 1;
                ids.add(id);
            }
            long last = id - random.nextInt(10);
            int most = random.nextInt(400);
            List<Long> wanted =
                    ids.headSet(last, true).descendingSet().stream().limit(most).toList();
            List<RowRange> asked = new ArrayList<>();
            assertThat(new RowRange(ids.first(), last).newest(most, (range, atMost) -> {
                        asked.add(range);
                        return ids.subSet(range.first(), true, range.last(), true).descendingSet().stream()
                                .limit(atMost)
                                .toList();
                    }))
                    .isEqualTo(wanted);
            // Each once, and few of them.
            for (int i = 1; i < asked.size(); i++) {
                assertThat(asked.get(i).last()).isEqualTo(asked.get(i - 1).first() - 1);
            }
            assertThat(asked).hasSizeLessThan(10);
        }
    }

    @Test
    void thereMayBeNone() {
        assertThat(RowRange.NONE.newest(5, (range, most) -> List.of("never asked")))
                .isEmpty();
    }
}
