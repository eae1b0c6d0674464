package io.sluice.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A share's whole way through the relay: from the machine's line to the answer that it gets, with the pool's between. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShareBenchmark {
    private final OneMachine machine = new OneMachine();

    /** Read, found to be of a job, hashed, compared, no duplicate, taken from the grant, forwarded, the answer read and passed on. */
    @Benchmark
    public byte[] accepted() {
        return machine.share();
    }
}
