package io.sluice.bench.jmh;

import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.work.ShareHasher;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The hash of a share: coinbase, merkle root over twelve branches, header. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashingBenchmark {
    private static final int HASH = 32;
    private static final int BLOCK = 64;

    private final Notify job = Sample.job();
    private final ShareHasher hasher = new ShareHasher();
    private final MessageDigest begun = begun(job);
    private final MessageDigest sha256 = sha256();
    private final byte[] header = new byte[80];
    private final byte[] pair = new byte[2 * HASH];
    private int nonce;

    Notify job() {
        return job;
    }

    /** As the relay does it. */
    @Benchmark
    public byte[] product() {
        return hasher.hash(job, job.coinbase1(), Sample.EXTRANONCE, Sample.VERSION, job.ntime(), nonce++);
    }

    /** As one writes it down: everything put together, and hashed twice by what Java has. */
    @Benchmark
    public byte[] plain() throws NoSuchAlgorithmException {
        return plain(job, nonce++);
    }

    /**
     * With the coinbase's midstate, the only way there is with what Java has: a digest that has seen the first part, cloned for
     * each share.
     */
    @Benchmark
    public byte[] midstate() throws CloneNotSupportedException, DigestException {
        return midstate(nonce++);
    }

    /** The header alone, as who tries nonces hashes it. */
    @Benchmark
    public byte[] productHeader() {
        header[76] = (byte) nonce++;
        return hasher.headerHash(header);
    }

    /** The same as one writes it down. */
    @Benchmark
    public byte[] plainHeader() throws NoSuchAlgorithmException {
        header[76] = (byte) nonce++;
        return twice(header);
    }

    static byte[] plain(Notify job, int nonce) throws NoSuchAlgorithmException {
        byte[] root =
                twice(ByteBuffer.allocate(job.coinbase1().length + Sample.EXTRANONCE.length + job.coinbase2().length)
                        .put(job.coinbase1())
                        .put(Sample.EXTRANONCE)
                        .put(job.coinbase2())
                        .array());
        for (byte[] branch : job.branches()) {
            root = twice(ByteBuffer.allocate(2 * HASH).put(root).put(branch).array());
        }
        return twice(header(job, ByteBuffer.allocate(80), root, nonce).array());
    }

    byte[] midstate(int withNonce) throws CloneNotSupportedException, DigestException {
        MessageDigest coinbase = (MessageDigest) begun.clone();
        int seen = job.coinbase1().length / BLOCK * BLOCK;
        coinbase.update(job.coinbase1(), seen, job.coinbase1().length - seen);
        coinbase.update(Sample.EXTRANONCE);
        coinbase.update(job.coinbase2());
        coinbase.digest(pair, 0, HASH);
        again(pair);
        for (byte[] branch : job.branches()) {
            System.arraycopy(branch, 0, pair, HASH, HASH);
            sha256.update(pair);
            sha256.digest(pair, 0, HASH);
            again(pair);
        }
        sha256.update(header(job, ByteBuffer.wrap(header), pair, withNonce).array());
        sha256.digest(pair, 0, HASH);
        again(pair);
        return pair;
    }

    private void again(byte[] hash) throws DigestException {
        sha256.update(hash, 0, HASH);
        sha256.digest(hash, 0, HASH);
    }

    private static ByteBuffer header(Notify job, ByteBuffer header, byte[] root, int nonce) {
        header.order(ByteOrder.LITTLE_ENDIAN).putInt(Sample.VERSION);
        ByteBuffer previous = ByteBuffer.wrap(job.previousHash());
        while (previous.hasRemaining()) {
            header.putInt(previous.getInt());
        }
        return header.put(root, 0, HASH).putInt(job.ntime()).putInt(job.nbits()).putInt(nonce);
    }

    private static byte[] twice(byte[] bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return digest.digest(digest.digest(bytes));
    }

    private static MessageDigest begun(Notify job) {
        MessageDigest digest = sha256();
        digest.update(job.coinbase1(), 0, job.coinbase1().length / BLOCK * BLOCK);
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
