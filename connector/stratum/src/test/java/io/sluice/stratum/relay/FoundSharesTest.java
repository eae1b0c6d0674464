package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoundSharesTest {
    private final FoundShares.Together together = new FoundShares.Together();

    @Test
    void aShareIsFoundOnce() {
        var found = new FoundShares(together);
        assertThat(found.add(hash(1))).isTrue();
        assertThat(found.add(hash(2))).isTrue();
        assertThat(found.add(hash(1))).isFalse();
        assertThat(found.add(hash(0))).isTrue();
        assertThat(found.add(hash(0))).isFalse();
    }

    /** However their hashes are spread: evenly, or all with the same first bits, which a machine could make on purpose. */
    @Test
    void ofHundredsOfThousandsEachIsFoundOnce() {
        int shares = 200_000;
        var random = new Random(7);
        long[] hashes = random.longs(2L * shares).distinct().toArray();
        var found = new FoundShares(together);
        for (int i = 0; i < shares; i++) {
            assertThat(found.add(hash(hashes[i]))).isTrue();
            long alike = 0x1234L << 48 | i;
            assertThat(found.add(hash(alike))).isTrue();
            assertThat(found.add(hash(alike))).isFalse();
        }
        for (int i = 0; i < shares; i++) {
            assertThat(found.add(hash(hashes[i]))).isFalse();
        }
        for (int i = shares; i < 2 * shares; i++) {
            assertThat(found.add(hash(hashes[i]))).isTrue();
        }
    }

    /** The room for all jobs is bounded, and of a job that is over it is free again. */
    @Test
    void manyJobsOfManySharesDoNotFillTheMemory() {
        FoundShares first = full();
        FoundShares second = full();
        assertThat(first.isFull()).isTrue();
        assertThat(together.isFull()).isTrue();
        // One of its ids goes on.
        first.letGo();
        assertThat(together.isFull()).isTrue();
        first.letGo();
        assertThat(together.isFull()).isFalse();
        assertThat(second.add(hash(7))).isFalse();
        assertThat(first.add(hash(7))).isTrue();
    }

    private FoundShares full() {
        var found = new FoundShares(together);
        found.held();
        found.held();
        for (long i = 1; !found.isFull(); i++) {
            found.add(hash(i));
        }
        return found;
    }

    private static byte[] hash(long number) {
        return ByteBuffer.allocate(32).putLong(number).array();
    }
}
