package io.sluice.stratum.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.stratum.protocol.FromMachine.Authorize;
import io.sluice.stratum.protocol.FromMachine.Configure;
import io.sluice.stratum.protocol.FromMachine.Submit;
import io.sluice.stratum.protocol.FromMachine.Subscribe;
import io.sluice.stratum.protocol.FromMachine.SuggestDifficulty;
import io.sluice.stratum.protocol.FromPool.Answer;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.FromPool.Reconnect;
import io.sluice.stratum.protocol.FromPool.Result;
import io.sluice.stratum.protocol.FromPool.SetDifficulty;
import io.sluice.stratum.protocol.FromPool.SetExtranonce;
import io.sluice.stratum.protocol.FromPool.SetVersionMask;
import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What one codec renders, the other reads as it was meant. */
class RoundTripTest {
    @Property
    void notifyReachesTheMachine(
            @ForAll @StringLength(min = 1, max = 64) String jobId,
            @ForAll @Size(32) byte[] previousHash,
            @ForAll @Size(max = 300) byte[] coinbase1,
            @ForAll @Size(max = 300) byte[] coinbase2,
            @ForAll @Size(max = 32) List<@Size(32) byte[]> branches,
            @ForAll int version,
            @ForAll int nbits,
            @ForAll int ntime,
            @ForAll boolean clean)
            throws ProtocolException {
        Notify job =
                new Notify("pool's", previousHash, new byte[] {1}, coinbase2, branches, version, nbits, ntime, !clean);
        Notify read = (Notify) fromPool(MachineCodec.notify(jobId, job, coinbase1, clean), Shape.TRUTH);
        assertThat(read)
                .usingRecursiveComparison()
                .isEqualTo(
                        new Notify(jobId, previousHash, coinbase1, coinbase2, branches, version, nbits, ntime, clean));
    }

    @Property
    void settingsReachTheMachine(
            @ForAll("difficulties") BigDecimal difficulty,
            @ForAll int mask,
            @ForAll @Size(max = 16) byte[] extranonce1,
            @ForAll @IntRange(min = 1, max = 16) int size,
            @ForAll @IntRange(min = 1, max = 65_535) int port)
            throws ProtocolException {
        SetDifficulty read = (SetDifficulty) fromPool(MachineCodec.setDifficulty(difficulty), Shape.TRUTH);
        assertThat(read.difficulty()).isEqualByComparingTo(difficulty);
        assertThat(fromPool(MachineCodec.setVersionMask(mask), Shape.TRUTH)).isEqualTo(new SetVersionMask(mask));
        assertThat(fromPool(MachineCodec.setExtranonce(extranonce1, size), Shape.TRUTH))
                .usingRecursiveComparison()
                .isEqualTo(new SetExtranonce(extranonce1, size));
        assertThat(fromPool(MachineCodec.reconnect("pool.example", port, size), Shape.TRUTH))
                .isEqualTo(new Reconnect("pool.example", port, size));
    }

    @Property
    void answersReachTheMachine(
            @ForAll @LongRange(min = 0) long id,
            @ForAll boolean truth,
            @ForAll @Size(max = 16) byte[] extranonce1,
            @ForAll @IntRange(min = 1, max = 16) int size,
            @ForAll int mask,
            @ForAll int code,
            @ForAll("words") String words)
            throws ProtocolException {
        RequestId request = RequestId.of(id);
        assertThat(fromPool(MachineCodec.truth(request, truth), Shape.TRUTH))
                .isEqualTo(new Answer(id, new Result.Truth(truth), Optional.empty()));
        assertThat(fromPool(MachineCodec.subscribed(request, words, extranonce1, size), Shape.SUBSCRIBE))
                .usingRecursiveComparison()
                .isEqualTo(new Answer(id, new Result.Subscribed(words, extranonce1, size), Optional.empty()));
        Configure asked = new Configure(request, OptionalInt.of(-1), Optional.empty(), true, List.of(words));
        assertThat(fromPool(MachineCodec.configured(request, asked, mask), Shape.CONFIGURE))
                .isEqualTo(new Answer(id, new Result.Configured(mask), Optional.empty()));
        assertThat(fromPool(MachineCodec.error(request, new StratumError(code, words)), Shape.TRUTH))
                .isEqualTo(new Answer(id, new Result.Truth(false), Optional.of(new StratumError(code, words))));
    }

    @Property
    void requestsReachThePool(
            @ForAll @LongRange(min = 0) long id,
            @ForAll("names") String user,
            @ForAll @StringLength(max = 255) String password,
            @ForAll @StringLength(max = 64) String jobId,
            @ForAll @Size(min = 1, max = 16) byte[] extranonce2,
            @ForAll int ntime,
            @ForAll int nonce,
            @ForAll Optional<Integer> versionBits,
            @ForAll("difficulties") BigDecimal difficulty)
            throws ProtocolException {
        RequestId request = RequestId.of(id);
        assertThat(fromMachine(PoolCodec.authorize(id, user, password)))
                .isEqualTo(new Authorize(request, user, password));
        OptionalInt bits = versionBits.map(OptionalInt::of).orElse(OptionalInt.empty());
        assertThat(fromMachine(PoolCodec.submit(id, user, jobId, extranonce2, ntime, nonce, bits)))
                .usingRecursiveComparison()
                .isEqualTo(new Submit(request, user, jobId, extranonce2, ntime, nonce, bits));
        assertThat(fromMachine(PoolCodec.subscribe(id, user)))
                .isEqualTo(new Subscribe(request, user, Optional.empty()));
        assertThat(fromMachine(PoolCodec.configure(id, nonce)))
                .isEqualTo(new Configure(request, OptionalInt.of(nonce), Optional.empty(), false, List.of()));
        SuggestDifficulty suggested = (SuggestDifficulty) fromMachine(PoolCodec.suggestDifficulty(id, difficulty));
        assertThat(suggested.difficulty()).isEqualByComparingTo(difficulty);
        assertThat(fromMachine(PoolCodec.ping(id))).isEqualTo(new FromMachine.Ping(request));
        assertThat(fromMachine(PoolCodec.extranonceSubscribe(id)))
                .isEqualTo(new FromMachine.ExtranonceSubscribe(request));
        assertThat(fromMachine(PoolCodec.version(request, user))).isEqualTo(new FromMachine.Answer(request, user));
    }

    @Provide
    Arbitrary<BigDecimal> difficulties() {
        return Arbitraries.bigDecimals()
                .between(new BigDecimal("0.000000000001"), new BigDecimal("1000000000000000"))
                .ofScale(14);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(127);
    }

    /** Words without control characters, none at either end that would be stripped. */
    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars('é', '€', '漢')
                .ofMinLength(1)
                .ofMaxLength(64)
                .filter(words ->
                        !List.of("version-rolling", "subscribe-extranonce").contains(words));
    }

    private static FromPool fromPool(byte[] line, Shape shape) throws ProtocolException {
        return PoolCodec.parse(line, 0, line.length, id -> shape);
    }

    private static FromMachine fromMachine(byte[] line) throws ProtocolException {
        return MachineCodec.parse(line, 0, line.length);
    }
}
