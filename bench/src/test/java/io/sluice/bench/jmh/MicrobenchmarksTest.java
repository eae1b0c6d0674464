package io.sluice.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.stratum.protocol.FromMachine.Submit;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.work.ShareHasher;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is compared does the same. */
class MicrobenchmarksTest {
    @Test
    void everyWayToHashAShareFindsTheSameHash() throws Exception {
        Notify job = Sample.job();
        byte[] product = new ShareHasher()
                .hash(job, job.coinbase1(), Sample.EXTRANONCE, Sample.VERSION, job.ntime(), 7)
                .clone();
        HashingBenchmark benchmark = new HashingBenchmark();

        assertThat(HashingBenchmark.plain(job, 7)).isEqualTo(product);
        // Its own job is of the same second or the next.
        Notify own = benchmark.job();
        assertThat(benchmark.midstate(7)).startsWith(HashingBenchmark.plain(own, 7));
        assertThat(benchmark.midstate(8)).as("and again").startsWith(HashingBenchmark.plain(own, 8));
    }

    @Test
    void everyWayToReadAndRenderSaysTheSame() throws Exception {
        CodecBenchmark benchmark = new CodecBenchmark();

        Submit product = (Submit) benchmark.productSubmit();
        assertThat(product).usingRecursiveComparison().isEqualTo(benchmark.plainSubmit());
        assertThat(text(benchmark.productTruth())).isEqualTo(text(benchmark.plainTruth()));
        assertThat(text(benchmark.productForward()).replace("\"id\":1,", "\"id\":2,"))
                .isEqualTo(text(benchmark.plainForward()));
        assertThat(benchmark.productNotify()[CodecBenchmark.MACHINES - 1])
                .isEqualTo(benchmark.plainNotify()[0]);
    }

    @Test
    void theMachinesSharesAreAccepted() {
        OneMachine machine = new OneMachine();
        for (int i = 0; i < 200_000; i++) {
            assertThat(machine.share()).isEqualTo(Sample.ascii("{\"id\":1234567,\"result\":true,\"error\":null}\n"));
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII);
    }
}
