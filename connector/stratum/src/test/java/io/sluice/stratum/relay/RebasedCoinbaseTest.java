package io.sluice.stratum.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.work.Difficulty;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What the machine hashes is, byte for byte, what the pool will hash. */
class RebasedCoinbaseTest {
    @Property(tries = 20_000)
    void theMachinesCoinbaseIsThePools(
            @ForAll @Size(max = 60) byte[] coinbase1,
            @ForAll @Size(max = 60) byte[] coinbase2,
            @ForAll @Size(max = 16) byte[] poolExtranonce1,
            @ForAll @IntRange(min = 4, max = 16) int poolExtranonce2Size,
            @ForAll Profile profile,
            @ForAll @LongRange(min = 0, max = 255) long number,
            @ForAll @Size(value = 8) byte[] random) {
        FromPool.Notify notify = new FromPool.Notify(
                "j", new byte[32], coinbase1, coinbase2, List.of(), 0x20000000, 0x1d00ffff, 0, true);
        Job job = new Job(
                1,
                null,
                notify,
                new PoolSession.Terms(poolExtranonce1, poolExtranonce2Size, Difficulty.of("1"), 0),
                new FoundShares.Together());
        if (!job.canCarry(profile)) {
            assertThat(profile.size()).isGreaterThan(poolExtranonce2Size);
            return;
        }
        Extranonce extranonce = new Extranonce(profile, number, 0, profile.extranonce1(number));
        byte[] machineExtranonce2 = Arrays.copyOf(random, profile.extranonce2Size);

        byte[] machines = joined(job.coinbase1(profile), extranonce.extranonce1(), machineExtranonce2, coinbase2);
        byte[] poolExtranonce2 = job.poolExtranonce2(extranonce, machineExtranonce2);
        byte[] pools = joined(coinbase1, poolExtranonce1, poolExtranonce2, coinbase2);

        assertThat(poolExtranonce2).hasSize(poolExtranonce2Size);
        assertThat(machines).isEqualTo(pools);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
