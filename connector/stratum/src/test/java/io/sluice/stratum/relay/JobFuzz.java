package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.FromMachine;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A job from a pool and a share of it from a machine, as lines: what the machine hashes is what the pool will hash, byte for
 * byte. The input is the pool's line, the machine's line, and a line with the pool's extranonce1 and extranonce2's size.
 */
public final class JobFuzz {
    private static final ShareHasher HASHER = new ShareHasher();

    private JobFuzz() {}

    /** Called by the fuzzer, and with each file of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 4);
        if (lines.length < 3) {
            return;
        }
        try {
            byte[] poolLine = lines[0].getBytes(StandardCharsets.ISO_8859_1);
            byte[] machineLine = lines[1].getBytes(StandardCharsets.ISO_8859_1);
            byte[] terms = ("{\"method\":\"mining.set_extranonce\",\"params\":[" + lines[2] + "]}")
                    .getBytes(StandardCharsets.ISO_8859_1);
            FromPool job = PoolCodec.parse(poolLine, 0, poolLine.length, id -> PoolCodec.Awaited.Shape.TRUTH);
            FromMachine share = MachineCodec.parse(machineLine, 0, machineLine.length);
            FromPool extranonce = PoolCodec.parse(terms, 0, terms.length, id -> PoolCodec.Awaited.Shape.TRUTH);
            if (job instanceof FromPool.Notify notify
                    && share instanceof FromMachine.Submit submit
                    && extranonce instanceof FromPool.SetExtranonce set) {
                check(notify, submit, set);
            }
        } catch (ProtocolException e) {
            // Refused, which is all right.
            return;
        }
    }

    private static void check(FromPool.Notify notify, FromMachine.Submit submit, FromPool.SetExtranonce set)
            throws ProtocolException {
        Job first = new Job(
                1,
                null,
                notify,
                new PoolSession.Terms(set.extranonce1(), set.extranonce2Size(), Difficulty.of("1"), -1),
                new FoundShares.Together());
        for (Profile profile : Profile.values()) {
            if (!first.canCarry(profile)) {
                continue;
            }
            Extranonce machine = new Extranonce(profile, 5, 0, profile.extranonce1(5));
            byte[] own = Arrays.copyOf(submit.extranonce2(), profile.extranonce2Size);
            for (Job job : new Job[] {first, first.reissued(2, true)}) {
                byte[] line = job.line(profile, true);
                FromPool told = PoolCodec.parse(line, 0, line.length - 1, id -> PoolCodec.Awaited.Shape.TRUTH);
                if (!(told instanceof FromPool.Notify shown)) {
                    throw new AssertionError("no job: " + new String(line, StandardCharsets.US_ASCII));
                }
                byte[] poolExtranonce2 = job.poolExtranonce2(machine, own);
                if (poolExtranonce2.length != set.extranonce2Size()) {
                    throw new AssertionError("an extranonce2 of " + poolExtranonce2.length);
                }
                byte[] machines = HASHER.hash(
                                shown,
                                shown.coinbase1(),
                                joined(machine.extranonce1(), own),
                                submit.versionBits().orElse(shown.version()),
                                submit.ntime(),
                                submit.nonce())
                        .clone();
                byte[] pools = HASHER.hash(
                        notify,
                        notify.coinbase1(),
                        joined(set.extranonce1(), poolExtranonce2),
                        submit.versionBits().orElse(notify.version()),
                        submit.ntime(),
                        submit.nonce());
                if (!Arrays.equals(machines, pools)) {
                    throw new AssertionError("the pool would hash " + Hex.of(pools) + ", not " + Hex.of(machines));
                }
            }
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
