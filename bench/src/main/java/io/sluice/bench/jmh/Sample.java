package io.sluice.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.stratum.protocol.FromPool.Notify;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A job and a share of the size that pools have them. */
final class Sample {
    /** A long first part, as with merged mining: more than two blocks of SHA-256 come before the extranonce. */
    private static final int COINBASE1 = 140;

    private static final int COINBASE2 = 130;
    private static final int BRANCHES = 12;
    private static final int HASH = 32;

    static final byte[] EXTRANONCE = {1, 2, 3, 4, 5, 6, 7, 8};
    static final int VERSION = 0x2000_0000;
    static final byte[] SUBMIT = ascii(
            "{\"id\":1234567,\"method\":\"mining.submit\",\"params\":[\"farm.rig-0001\",\"1c6b2a40f\",\"0000002a\",\"6553f100\",\"b2957c02\",\"00c00000\"]}");
    static final byte[] ANSWER = ascii("{\"id\":1234567,\"result\":true,\"error\":null}");

    private Sample() {}

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** The same each time but for its time, which is now. */
    static Notify job() {
        Random random = new Random(1);
        List<byte[]> branches = new ArrayList<>();
        for (int i = 0; i < BRANCHES; i++) {
            branches.add(bytes(random, HASH));
        }
        return new Notify(
                "5f3e9",
                bytes(random, HASH),
                bytes(random, COINBASE1),
                bytes(random, COINBASE2),
                List.copyOf(branches),
                VERSION,
                0x1703_4219,
                (int) Instant.now().getEpochSecond(),
                false);
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
