package io.sluice.lab;

import io.sluice.stratum.work.ShareHasher;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A machine's way through nonces, version bits and extranonce2. Used by one thread. The merkle root is worked out once
 * for an extranonce2; from one nonce to the next only the header is hashed.
 */
final class Search {
    /** Nonces tried before another version; far fewer than there are, so that a slow machine rolls too. */
    private static final int NONCES = 1 << 14;

    /** Versions tried before another extranonce2, where the mask has so many. */
    private static final int VERSIONS = 8;

    private final boolean restartsExtranonce2;
    private Task task;
    private long extranonce2;
    private byte[] header;
    private int nonce;
    private int versions;
    private int versionBits;

    /** @param restartsExtranonce2 whether it counts from 0 with each job, as simple software does */
    Search(boolean restartsExtranonce2) {
        this.restartsExtranonce2 = restartsExtranonce2;
    }

    /** Tries so many nonces of a task, and tells its connection of each that is a share. */
    void go(Task next, int hashes, ShareHasher hasher) {
        if (!next.continues(task)) {
            extranonce2 = restartsExtranonce2 ? 0 : extranonce2 + 1;
            header = null;
        }
        task = next;
        for (int i = 0; i < hashes; i++) {
            if (header == null) {
                begin(hasher);
            }
            write(nonce, 76);
            if (task.target().isMetBy(hasher.headerHash(header))) {
                found();
            }
            if (++nonce == NONCES) {
                nonce = 0;
                roll();
            }
        }
    }

    private void begin(ShareHasher hasher) {
        nonce = 0;
        versions = 0;
        versionBits = 0;
        byte[] extranonce1 = task.extranonce1();
        byte[] extranonce = Arrays.copyOf(extranonce1, extranonce1.length + task.extranonce2Size());
        System.arraycopy(extranonce2(), 0, extranonce, extranonce1.length, task.extranonce2Size());
        int version = task.job().version() & ~task.versionMask();
        header = hasher.header(
                task.job(),
                task.job().coinbase1(),
                extranonce,
                task.versionMask() == 0 ? task.job().version() : version,
                task.job().ntime(),
                0);
    }

    /** On to the next version, or to the next extranonce2 where no more may be rolled. */
    private void roll() {
        int most = Integer.bitCount(task.versionMask()) >= 3 ? VERSIONS : 1 << Integer.bitCount(task.versionMask());
        if (++versions >= most) {
            extranonce2++;
            header = null;
            return;
        }
        // Counts within the bits of the mask alone.
        versionBits = ((versionBits | ~task.versionMask()) + 1) & task.versionMask();
        write((task.job().version() & ~task.versionMask()) | versionBits, 0);
    }

    private void found() {
        OptionalInt bits = task.versionMask() == 0 ? OptionalInt.empty() : OptionalInt.of(versionBits);
        task.connection().found(task, extranonce2(), nonce, bits);
    }

    /** The counter in as many bytes as there are, the most significant first. */
    private byte[] extranonce2() {
        byte[] bytes = new byte[task.extranonce2Size()];
        for (int i = 0; i < bytes.length && i < Long.BYTES; i++) {
            bytes[bytes.length - 1 - i] = (byte) (extranonce2 >>> (8 * i));
        }
        return bytes;
    }

    private void write(int word, int at) {
        for (int i = 0; i < 4; i++) {
            header[at + i] = (byte) (word >>> (8 * i));
        }
    }
}
