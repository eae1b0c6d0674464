package io.sluice.stratum.work;

import io.sluice.stratum.protocol.FromPool.Notify;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Works out the hash of a share: coinbase, merkle root, header, double SHA-256. It keeps its digest and its buffers for
 * the next share, so each thread needs its own.
 */
public final class ShareHasher {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle WIRE_INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int HASH = 32;
    private static final int HEADER = 80;

    private final MessageDigest sha256 = newSha256();
    private final byte[] header = new byte[HEADER];
    private final byte[] pair = new byte[2 * HASH];
    private final byte[] result = new byte[HASH];

    /**
     * The hash of the header that a share stands for.
     *
     * @param coinbase1 coinbase up to the extranonce; the job's own, or one rebased from it
     * @param extranonce what stands between {@code coinbase1} and the job's second part
     * @param version with the rolled bits in place
     * @return 32 bytes in this hasher's own buffer, valid until its next call
     */
    public byte[] hash(Notify job, byte[] coinbase1, byte[] extranonce, int version, int ntime, int nonce) {
        merkleRoot(job, coinbase1, extranonce);
        INTS.set(header, 0, version);
        byte[] previousHash = job.previousHash();
        for (int at = 0; at < HASH; at += 4) {
            INTS.set(header, 4 + at, (int) WIRE_INTS.get(previousHash, at));
        }
        System.arraycopy(pair, 0, header, 36, HASH);
        INTS.set(header, 68, ntime);
        INTS.set(header, 72, job.nbits());
        INTS.set(header, 76, nonce);
        return headerHash(header);
    }

    /**
     * The header of a share, 80 new bytes, as hashed by {@link #hash}. For who will try many nonces on it: version is
     * at 0, time at 68 and nonce at 76, each little-endian.
     */
    public byte[] header(Notify job, byte[] coinbase1, byte[] extranonce, int version, int ntime, int nonce) {
        hash(job, coinbase1, extranonce, version, ntime, nonce);
        return header.clone();
    }

    /**
     * The double SHA-256 of a block header.
     *
     * @param header80 80 bytes
     * @return 32 bytes in this hasher's own buffer, valid until its next call
     */
    public byte[] headerHash(byte[] header80) {
        sha256.update(header80, 0, HEADER);
        finishTwice(result);
        return result;
    }

    /** The double SHA-256 of any bytes. */
    public static byte[] sha256d(byte[] bytes) {
        MessageDigest sha256 = newSha256();
        return sha256.digest(sha256.digest(bytes));
    }

    /** Leaves the merkle root in the first half of {@link #pair}. */
    private void merkleRoot(Notify job, byte[] coinbase1, byte[] extranonce) {
        sha256.update(coinbase1);
        sha256.update(extranonce);
        sha256.update(job.coinbase2());
        finishTwice(pair);
        List<byte[]> branches = job.branches();
        for (int i = 0; i < branches.size(); i++) {
            byte[] branch = branches.get(i);
            System.arraycopy(branch, 0, pair, HASH, HASH);
            sha256.update(pair);
            finishTwice(pair);
        }
    }

    private void finishTwice(byte[] to) {
        try {
            sha256.digest(to, 0, HASH);
            sha256.update(to, 0, HASH);
            sha256.digest(to, 0, HASH);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes are too few for a SHA-256", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
