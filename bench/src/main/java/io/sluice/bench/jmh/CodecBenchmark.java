package io.sluice.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.stratum.protocol.FromMachine;
import io.sluice.stratum.protocol.FromMachine.Submit;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.RequestId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Lines read and lines rendered; beside them, read into maps and lists by Jackson, and put together as text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    /** That a job is rendered for. */
    static final int MACHINES = 1_000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final HexFormat HEX = HexFormat.of();

    private final Notify job = Sample.job();
    private final RequestId id = RequestId.of(1_234_567);
    private final byte[][] written = new byte[MACHINES][];
    private long lastId;

    /** A share's line as a machine sends it. */
    @Benchmark
    public FromMachine productSubmit() throws ProtocolException {
        return MachineCodec.parse(Sample.SUBMIT, 0, Sample.SUBMIT.length);
    }

    @Benchmark
    public Submit plainSubmit() throws IOException {
        Map<String, Object> message = read(Sample.SUBMIT);
        List<?> params = (List<?>) message.get("params");
        return new Submit(
                new RequestId((String) message.get("id")),
                (String) params.get(0),
                (String) params.get(1),
                HEX.parseHex((String) params.get(2)),
                HexFormat.fromHexDigits((String) params.get(3)),
                HexFormat.fromHexDigits((String) params.get(4)),
                OptionalInt.of(HexFormat.fromHexDigits((String) params.get(5))));
    }

    /** A pool's answer to a share. */
    @Benchmark
    public FromPool productAnswer() throws ProtocolException {
        return PoolCodec.parse(Sample.ANSWER, 0, Sample.ANSWER.length, any -> PoolCodec.Awaited.Shape.TRUTH);
    }

    @Benchmark
    public Map<String, Object> plainAnswer() throws IOException {
        return read(Sample.ANSWER);
    }

    /** A share's line as the pool is sent it. */
    @Benchmark
    public byte[] productForward() {
        return PoolCodec.submit(
                ++lastId, "alice", job.jobId(), Sample.EXTRANONCE, 0x6553_f100, 0xb295_7c02, OptionalInt.of(0xc0_0000));
    }

    @Benchmark
    public byte[] plainForward() {
        return ("{\"id\":" + ++lastId + ",\"method\":\"mining.submit\",\"params\":[\"alice\",\"" + job.jobId() + "\",\""
                        + HEX.formatHex(Sample.EXTRANONCE) + "\",\"" + HEX.toHexDigits(0x6553_f100) + "\",\""
                        + HEX.toHexDigits(0xb295_7c02) + "\",\"" + HEX.toHexDigits(0xc0_0000) + "\"]}\n")
                .getBytes(UTF_8);
    }

    /** What the machine is answered. */
    @Benchmark
    public byte[] productTruth() {
        return MachineCodec.truth(id, true);
    }

    @Benchmark
    public byte[] plainTruth() {
        return ("{\"id\":" + id.json() + ",\"result\":true,\"error\":null}\n").getBytes(UTF_8);
    }

    /** A job for a thousand machines as the relay has it rendered: once. */
    @Benchmark
    @OperationsPerInvocation(MACHINES)
    public byte[][] productNotify() {
        byte[] line = MachineCodec.notify("1c6b2a40f", job, job.coinbase1(), false);
        for (int i = 0; i < MACHINES; i++) {
            written[i] = line;
        }
        return written;
    }

    /** The same for each of them. */
    @Benchmark
    @OperationsPerInvocation(MACHINES)
    public byte[][] plainNotify() {
        for (int i = 0; i < MACHINES; i++) {
            written[i] = MachineCodec.notify("1c6b2a40f", job, job.coinbase1(), false);
        }
        return written;
    }

    private static Map<String, Object> read(byte[] line) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            Map<String, Object> members = new HashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return members;
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return parser.getText();
        }
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }
}
