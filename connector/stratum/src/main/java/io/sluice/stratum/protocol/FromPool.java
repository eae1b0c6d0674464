package io.sluice.stratum.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a pool says: notifications, requests, and its answers to ours. */
@SuppressWarnings("ArrayRecordComponent") // bytes off the wire, owned by their reader; messages are not compared
public sealed interface FromPool {

    /**
     * {@code mining.notify}: a job.
     *
     * @param previousHash 32 bytes as on the wire: eight 4-byte words, each byte-swapped
     * @param coinbase1 coinbase up to the extranonces
     * @param coinbase2 coinbase after them
     * @param branches merkle branches, 32 bytes each, at most 32
     * @param clean whether earlier jobs are void
     */
    record Notify(
            String jobId,
            byte[] previousHash,
            byte[] coinbase1,
            byte[] coinbase2,
            List<byte[]> branches,
            int version,
            int nbits,
            int ntime,
            boolean clean)
            implements FromPool {}

    /** {@code mining.set_difficulty}: between 2^-40 and 2^100, exactly as the pool printed it. */
    record SetDifficulty(BigDecimal difficulty) implements FromPool {
        static final BigDecimal LEAST = BigDecimal.ONE.divide(BigDecimal.valueOf(1L << 40));
        static final BigDecimal MOST = new BigDecimal(BigInteger.ONE.shiftLeft(100));

        public SetDifficulty {
            checked(difficulty);
        }

        /** @throws IllegalArgumentException with a sentence, unless the difficulty is between 2^-40 and 2^100 */
        public static BigDecimal checked(BigDecimal difficulty) {
            if (difficulty.compareTo(LEAST) < 0 || difficulty.compareTo(MOST) > 0) {
                throw new IllegalArgumentException("a difficulty is between 2^-40 and 2^100");
            }
            return difficulty;
        }
    }

    /** {@code mining.set_extranonce}. */
    record SetExtranonce(byte[] extranonce1, int extranonce2Size) implements FromPool {}

    /** {@code mining.set_version_mask}. */
    record SetVersionMask(int mask) implements FromPool {}

    /** {@code client.get_version}. */
    record GetVersion(RequestId id) implements FromPool {}

    /** {@code client.show_message}; at most 1,000 characters, control characters removed. */
    record ShowMessage(String text) implements FromPool {}

    /** {@code client.reconnect}; empty host or port 0: the same. */
    record Reconnect(String host, int port, int waitSeconds) implements FromPool {}

    /** {@code mining.ping}. */
    record Ping(RequestId id) implements FromPool {}

    /** A method that we do not know. */
    record Unknown(RequestId id, String method) implements FromPool {}

    /**
     * An answer to one of our requests.
     *
     * @param id the number we gave it
     * @param result what it says
     * @param error the pool's error; empty when there is none
     */
    record Answer(long id, Result result, Optional<StratumError> error) implements FromPool {
        public Answer {
            Objects.requireNonNull(result, "result");
            Objects.requireNonNull(error, "error");
        }
    }

    /** The result of an {@link Answer}, by its shape. */
    sealed interface Result {
        /** {@code true}, {@code false}, or {@code null} (as false). */
        record Truth(boolean value) implements Result {}

        /** Of {@code mining.subscribe}. */
        record Subscribed(String session, byte[] extranonce1, int extranonce2Size) implements Result {}

        /** Of {@code mining.configure}: mask 0 when version rolling was not granted. */
        record Configured(int versionMask) implements Result {}

        /** Anything else, as JSON text cut at 200 characters. */
        record Other(String json) implements Result {}
    }
}
