package io.sluice.stratum.protocol;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a machine says: requests, and its answers to ours. */
@SuppressWarnings("ArrayRecordComponent") // bytes off the wire, owned by their reader; messages are not compared
public sealed interface FromMachine {
    RequestId id();

    /**
     * {@code mining.configure} (BIP 310).
     *
     * @param versionMask bits that it wants to roll; empty when it did not ask for version rolling
     * @param minimumDifficulty the least difficulty that it wants; empty when it did not ask
     * @param subscribeExtranonce whether it takes {@code mining.set_extranonce}
     * @param unknownExtensions names of extensions that we do not know, to be answered {@code false}; at most 16
     */
    record Configure(
            RequestId id,
            OptionalInt versionMask,
            Optional<BigDecimal> minimumDifficulty,
            boolean subscribeExtranonce,
            List<String> unknownExtensions)
            implements FromMachine {}

    /**
     * {@code mining.subscribe}.
     *
     * @param agent software and version; empty when not sent
     * @param session id of an earlier session that it wants to resume
     */
    record Subscribe(RequestId id, String agent, Optional<String> session) implements FromMachine {}

    /** {@code mining.authorize}; the password is empty when not sent. */
    record Authorize(RequestId id, String user, String password) implements FromMachine {
        @Override
        public String toString() {
            return "Authorize[id=" + id + ", user=" + user + "]";
        }
    }

    /** {@code mining.extranonce.subscribe}. */
    record ExtranonceSubscribe(RequestId id) implements FromMachine {}

    /** {@code mining.suggest_difficulty}. */
    record SuggestDifficulty(RequestId id, BigDecimal difficulty) implements FromMachine {}

    /**
     * {@code mining.submit}, with five parameters or six.
     *
     * @param extranonce2 bytes as sent, 1 to 16 of them
     * @param versionBits the sixth parameter
     */
    record Submit(
            RequestId id, String user, String jobId, byte[] extranonce2, int ntime, int nonce, OptionalInt versionBits)
            implements FromMachine {}

    /** {@code mining.ping}. */
    record Ping(RequestId id) implements FromMachine {}

    /** An answer to one of our requests, such as {@code client.get_version}; {@code text} is its result if a string. */
    record Answer(RequestId id, String text) implements FromMachine {}

    /** A method that we do not know. */
    record Unknown(RequestId id, String method) implements FromMachine {}
}
