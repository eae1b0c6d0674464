package io.sluice.lab;

import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.Hex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A job of a lab pool, the same for all its connections. Belongs to the pool's loop. */
final class LabJob {
    private static final byte[] PAY_TO =
            Hex.bytes("ffffffff0100f2052a010000001976a914" + "5a".repeat(20) + "88ac00000000");

    private final Notify message;
    private final long height;
    private final Set<Long> shares = new HashSet<>();

    private LabJob(Notify message, long height) {
        this.message = message;
        this.height = height;
    }

    /**
     * Makes a job like any pool's.
     *
     * @param height of the block it is for; a job is stale once another block is on
     * @param extranonces bytes that will stand in the coinbase between its parts
     */
    static LabJob next(
            long number, long height, byte[] previousHash, int extranonces, int branches, RandomGenerator random) {
        byte[] script = new byte[8];
        random.nextBytes(script);
        ByteBuffer coinbase1 = ByteBuffer.allocate(42 + script.length);
        coinbase1.putInt(0x01000000).put((byte) 1).put(new byte[32]).putInt(-1);
        coinbase1.put((byte) (script.length + extranonces)).put(script);
        List<byte[]> hashes = new ArrayList<>(branches);
        for (int i = 0; i < branches; i++) {
            byte[] hash = new byte[32];
            random.nextBytes(hash);
            hashes.add(hash);
        }
        Notify message = new Notify(
                Long.toHexString(number),
                previousHash,
                coinbase1.array(),
                PAY_TO,
                List.copyOf(hashes),
                0x20000000,
                0x17034219,
                (int) (System.currentTimeMillis() / 1000),
                false);
        return new LabJob(message, height);
    }

    Notify message() {
        return message;
    }

    String id() {
        return message.jobId();
    }

    long height() {
        return height;
    }

    /**
     * Notes the hash of a share that is otherwise good; false when it was noted before. Eight bytes of a hash tell
     * more shares apart than a lab will see.
     */
    boolean isNew(byte[] hash) {
        return shares.add(ByteBuffer.wrap(hash).getLong());
    }

    /** Lets go of the shares of a job that takes no more. */
    void forgetShares() {
        shares.clear();
    }
}
