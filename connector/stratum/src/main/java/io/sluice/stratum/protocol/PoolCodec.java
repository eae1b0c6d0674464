package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The pools' side: reads what a pool says and renders what it is asked. A pool is a stranger too: what cannot be is
 * refused, and all that is taken is bounded. Rendered lines end in a line feed.
 */
public final class PoolCodec {
    /** Two coinbase parts and 32 branches fit into a line of 64 KiB. */
    private static final int MOST_COINBASE_BYTES = 16_384;

    /** As long as a line can be: what is too long for its place is refused by name. */
    private static final JsonFactory PARSERS = Message.parsers(64 * 1024);

    private static final int MOST_BRANCHES = 32;
    private static final int LONGEST_JOB_ID = 64;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_REASON = 200;

    private PoolCodec() {}

    /** What the session is waiting for, which tells how to read an answer. */
    public interface Awaited {
        /** How an answer's result is to be read. */
        enum Shape {
            SUBSCRIBE,
            CONFIGURE,
            TRUTH
        }

        /** Shape of the answer to our request of this id; {@link Shape#TRUTH} when nothing is awaited under it. */
        Shape shapeOf(long id);
    }

    /**
     * Reads one line.
     *
     * @param line holds the line, with or without its line feed
     * @throws MisleadingException when it is a job, or what jobs are judged by, and cannot be taken
     * @throws ProtocolException when it is not a message that a pool can mean, with a sentence for the operator
     */
    public static FromPool parse(byte[] line, int offset, int length, Awaited awaited) throws ProtocolException {
        FromPool.Answer yes = Shortcut.yes(line, offset, length, awaited);
        return yes != null ? yes : parseAny(line, offset, length, awaited);
    }

    /** Reads a line whatever it is. */
    static FromPool parseAny(byte[] line, int offset, int length, Awaited awaited) throws ProtocolException {
        Message message = Message.read(PARSERS, line, offset, length);
        RequestId id = message.id();
        Params params = new Params(id, message.params());
        return switch (message.method()) {
            case "" -> answer(message, params, awaited);
            case "mining.notify", "mining.set_difficulty", "mining.set_extranonce", "mining.set_version_mask" -> {
                try {
                    yield work(message.method(), params);
                } catch (ProtocolException e) {
                    throw new MisleadingException(e);
                }
            }
            case "client.get_version" -> new FromPool.GetVersion(id);
            case "client.show_message" -> {
                String text = Params.textOrNull(params.at(0));
                yield new FromPool.ShowMessage(Params.tame(text == null ? "" : text, 1_000));
            }
            case "client.reconnect" -> reconnect(params);
            case "mining.ping" -> new FromPool.Ping(id);
            default -> new FromPool.Unknown(id, Params.tame(message.method(), 64));
        };
    }

    /** Jobs, and what they are judged by. */
    private static FromPool work(String method, Params params) throws ProtocolException {
        return switch (method) {
            case "mining.notify" -> job(params);
            case "mining.set_difficulty" ->
                new FromPool.SetDifficulty(params.difficulty(params.at(0), "the pool's difficulty"));
            case "mining.set_extranonce" -> {
                byte[] extranonce1 = params.bytes(0, "extranonce1", 0, 16);
                yield new FromPool.SetExtranonce(extranonce1, extranonce2Size(params, params.at(1)));
            }
            default -> new FromPool.SetVersionMask(params.word(0, "version mask"));
        };
    }

    private static FromPool job(Params params) throws ProtocolException {
        if (params.size() < 9) {
            throw params.wrong("mining.notify has nine parameters, not " + params.size());
        }
        if (!(params.at(4) instanceof Json.Array hashes) || hashes.items().size() > MOST_BRANCHES) {
            throw params.wrong("the merkle branches are a list of at most " + MOST_BRANCHES);
        }
        if (!(params.at(8) instanceof Json.Truth clean)) {
            throw params.wrong("clean_jobs is true or false");
        }
        List<byte[]> branches = new ArrayList<>(hashes.items().size());
        for (Json branch : hashes.items()) {
            branches.add(params.bytes(branch, "a merkle branch", 32, 32));
        }
        return new FromPool.Notify(
                params.text(0, "job id", LONGEST_JOB_ID),
                params.bytes(1, "the previous block's hash", 32, 32),
                params.bytes(2, "the coinbase's first part", 0, MOST_COINBASE_BYTES),
                params.bytes(3, "the coinbase's second part", 0, MOST_COINBASE_BYTES),
                List.copyOf(branches),
                params.word(5, "version"),
                params.word(6, "nbits"),
                params.word(7, "ntime"),
                clean.value());
    }

    private static FromPool reconnect(Params params) throws ProtocolException {
        String host = params.at(0) instanceof Json.Null ? "" : params.text(0, "host", LONGEST_HOST);
        int port = params.at(1) instanceof Json.Null ? 0 : params.integer(params.at(1), "port", 0, 65_535);
        int wait = params.at(2) instanceof Json.Null ? 0 : params.integer(params.at(2), "wait", 0, 86_400);
        return new FromPool.Reconnect(Params.tame(host, LONGEST_HOST), port, wait);
    }

    private static int extranonce2Size(Params params, Json value) throws ProtocolException {
        return params.integer(value, "the size of extranonce2", 1, 16);
    }

    private static FromPool answer(Message message, Params params, Awaited awaited) throws ProtocolException {
        Optional<StratumError> error = errorOf(message.error());
        long id;
        try {
            id = Long.parseLong(message.id().json().replace("\"", ""));
        } catch (NumberFormatException e) {
            throw params.wrong("an answer carries the number of the request it answers"
                    + error.map(it -> "; this one says: " + it.message()).orElse(""));
        }
        if (error.isPresent()) {
            return new FromPool.Answer(id, new FromPool.Result.Truth(false), error);
        }
        FromPool.Result result =
                switch (awaited.shapeOf(id)) {
                    case SUBSCRIBE -> subscribed(message.result(), params);
                    case CONFIGURE -> configured(message.result(), params);
                    case TRUTH -> truthOrOther(message.result());
                };
        return new FromPool.Answer(id, result, error);
    }

    /** Reads {@code [subscriptions, extranonce1, size]}, whatever the subscriptions look like. */
    private static FromPool.Result subscribed(Json result, Params params) throws ProtocolException {
        if (!(result instanceof Json.Array array) || array.items().size() < 2) {
            throw params.wrong("the answer to mining.subscribe is a list of subscriptions, extranonce1 and size");
        }
        List<Json> items = array.items();
        int at = items.size() > 2 ? 1 : 0;
        byte[] extranonce1 = params.bytes(items.get(at), "extranonce1", 0, 16);
        int size = extranonce2Size(params, items.get(at + 1));
        return new FromPool.Result.Subscribed(session(items.get(0), at), extranonce1, size);
    }

    /** The id told with the subscription to mining.notify, wherever that is nested; empty when there is none. */
    private static String session(Json subscriptions, int extranonceAt) {
        if (extranonceAt == 0 || !(subscriptions instanceof Json.Array list)) {
            return "";
        }
        List<Json> items = list.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Json.Text method && method.value().equals("mining.notify")) {
                String session = i + 1 < items.size() ? Params.textOrNull(items.get(i + 1)) : null;
                return session == null ? "" : Params.tame(session, 128);
            }
            String nested = session(items.get(i), extranonceAt);
            if (!nested.isEmpty()) {
                return nested;
            }
        }
        return "";
    }

    private static FromPool.Result configured(Json result, Params params) throws ProtocolException {
        if (result instanceof Json.Members members
                && members.byName().get("version-rolling") instanceof Json.Truth rolling
                && rolling.value()
                && members.byName().get("version-rolling.mask") instanceof Json.Text mask) {
            return new FromPool.Result.Configured(params.word(mask, "version-rolling.mask"));
        }
        return new FromPool.Result.Configured(0);
    }

    private static FromPool.Result truthOrOther(Json result) {
        if (result instanceof Json.Truth truth) {
            return new FromPool.Result.Truth(truth.value());
        }
        if (result instanceof Json.Null) {
            return new FromPool.Result.Truth(false);
        }
        Line json = new Line(64);
        result.write(json);
        byte[] ascii = json.done();
        return new FromPool.Result.Other(new String(ascii, 0, Math.min(ascii.length, LONGEST_REASON), ISO_8859_1));
    }

    /** Reads an error in any of the forms met in the field: list, object, string, number. */
    private static Optional<StratumError> errorOf(Json error) {
        if (error instanceof Json.Array array) {
            List<Json> items = array.items();
            return items.isEmpty()
                    ? Optional.empty()
                    : Optional.of(errorOf(items.get(0), items.size() > 1 ? items.get(1) : Json.Null.VALUE));
        }
        if (error instanceof Json.Members members) {
            return members.byName().isEmpty()
                    ? Optional.empty()
                    : Optional.of(errorOf(
                            members.byName().getOrDefault("code", Json.Null.VALUE),
                            members.byName().getOrDefault("message", Json.Null.VALUE)));
        }
        if (error instanceof Json.Text text) {
            return text.value().isEmpty() ? Optional.empty() : Optional.of(errorOf(Json.Null.VALUE, error));
        }
        if (error instanceof Json.Numeral) {
            return Optional.of(errorOf(error, Json.Null.VALUE));
        }
        return error instanceof Json.Truth truth && truth.value()
                ? Optional.of(errorOf(Json.Null.VALUE, Json.Null.VALUE))
                : Optional.empty();
    }

    /** A list may also begin with its words, or with a code in a string. */
    private static StratumError errorOf(Json code, Json message) {
        int number = StratumError.OTHER;
        String words = Params.textOrNull(message);
        String codeText = Params.textOrNull(code);
        if (codeText != null) {
            try {
                number = Integer.parseInt(codeText);
            } catch (NumberFormatException e) {
                words = words == null ? codeText : words;
            }
        }
        String reason = words == null ? "" : Params.tame(words, LONGEST_REASON).strip();
        return new StratumError(number, reason.isEmpty() ? "no reason given" : reason);
    }

    /** {@code mining.subscribe}. */
    public static byte[] subscribe(long id, String agent) {
        return request(id, "mining.subscribe").string(agent).endOfRequest();
    }

    /** {@code mining.subscribe} that asks for an earlier session's extranonce1. */
    public static byte[] subscribe(long id, String agent, String session) {
        return request(id, "mining.subscribe")
                .string(agent)
                .raw(",")
                .string(session)
                .endOfRequest();
    }

    /**
     * {@code mining.configure} for version rolling.
     *
     * @param mask bits that are wanted
     */
    public static byte[] configure(long id, int mask) {
        return request(id, "mining.configure")
                .raw("[\"version-rolling\"],{\"version-rolling.mask\":")
                .hex(mask)
                .raw(",\"version-rolling.min-bit-count\":2}")
                .endOfRequest();
    }

    /** {@code mining.extranonce.subscribe}. */
    public static byte[] extranonceSubscribe(long id) {
        return request(id, "mining.extranonce.subscribe").endOfRequest();
    }

    /** {@code mining.authorize}. */
    public static byte[] authorize(long id, String user, String password) {
        return request(id, "mining.authorize")
                .string(user)
                .raw(",")
                .string(password)
                .endOfRequest();
    }

    /**
     * {@code mining.submit}.
     *
     * @param jobId the pool's id of the job
     * @param extranonce2 the pool's: all bytes after its extranonce1
     * @param versionBits rolled bits of the version; empty where none may be rolled
     */
    public static byte[] submit(
            long id, String user, String jobId, byte[] extranonce2, int ntime, int nonce, OptionalInt versionBits) {
        // Nothing to spare, as long as nothing in it needs an escape: what fits exactly is not copied.
        int params = user.length() + jobId.length() + 2 * extranonce2.length + (versionBits.isPresent() ? 41 : 30);
        Line line = Line.request(id, "mining.submit", params)
                .string(user)
                .raw(",")
                .string(jobId)
                .raw(",")
                .hex(extranonce2)
                .raw(",")
                .hex(ntime)
                .raw(",")
                .hex(nonce);
        if (versionBits.isPresent()) {
            line.raw(",").hex(versionBits.getAsInt());
        }
        return line.endOfRequest();
    }

    /** {@code mining.suggest_difficulty}, in plain notation. */
    public static byte[] suggestDifficulty(long id, BigDecimal difficulty) {
        return request(id, "mining.suggest_difficulty")
                .raw(difficulty.toPlainString())
                .endOfRequest();
    }

    /** {@code mining.ping}. */
    public static byte[] ping(long id) {
        return request(id, "mining.ping").endOfRequest();
    }

    /** The answer to {@code client.get_version}. */
    public static byte[] version(RequestId id, String agent) {
        return MachineCodec.text(id, agent);
    }

    /** An answer of {@code true} or {@code false}. */
    public static byte[] truth(RequestId id, boolean value) {
        return MachineCodec.truth(id, value);
    }

    /** An answer that names what is wrong. */
    public static byte[] error(RequestId id, StratumError error) {
        return MachineCodec.error(id, error);
    }

    private static Line request(long id, String method) {
        return Line.request(id, method, 128);
    }
}
