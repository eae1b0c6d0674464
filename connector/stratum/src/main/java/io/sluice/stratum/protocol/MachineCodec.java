package io.sluice.stratum.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The machines' side: reads what a machine says and renders what it is told. Reading is tolerant of what firmware is
 * known to do, and exact about what a value can be. Rendered lines end in a line feed.
 */
public final class MachineCodec {
    private static final JsonFactory PARSERS = Message.parsers(4_096);
    static final int LONGEST_NAME = 127;
    private static final int LONGEST_PASSWORD = 255;
    private static final int LONGEST_AGENT = 128;
    private static final int LONGEST_SESSION = 64;
    static final int LONGEST_JOB_ID = 64;
    static final int LONGEST_EXTRANONCE2 = 16;
    private static final int MOST_UNKNOWN_EXTENSIONS = 16;
    /** Asked for by who names no mask, says BIP 310. */
    private static final int WHOLE_MASK = 0xFFFF_FFFF;

    private MachineCodec() {}

    /**
     * Reads one line.
     *
     * @param line holds the line, with or without its line feed
     * @throws ProtocolException when it is not a message that a machine can mean, with a sentence for its owner
     */
    public static FromMachine parse(byte[] line, int offset, int length) throws ProtocolException {
        FromMachine.Submit share = Shortcut.submit(line, offset, length);
        return share != null ? share : parseAny(line, offset, length);
    }

    /** Reads a line whatever it is. */
    static FromMachine parseAny(byte[] line, int offset, int length) throws ProtocolException {
        Message message = Message.read(PARSERS, line, offset, length);
        RequestId id = message.id();
        Params params = new Params(id, message.params());
        return switch (message.method()) {
            case "mining.submit" -> submit(id, params);
            case "mining.authorize" ->
                new FromMachine.Authorize(id, name(params), optional(params, 1, "password", LONGEST_PASSWORD));
            case "mining.subscribe" -> subscribe(id, params);
            case "mining.configure" -> configure(id, params);
            case "mining.extranonce.subscribe" -> new FromMachine.ExtranonceSubscribe(id);
            case "mining.suggest_difficulty" ->
                new FromMachine.SuggestDifficulty(id, params.difficulty(params.at(0), "the suggested difficulty"));
            case "mining.ping" -> new FromMachine.Ping(id);
            case "" -> answer(message);
            default -> new FromMachine.Unknown(id, Params.tame(message.method(), 64));
        };
    }

    private static FromMachine submit(RequestId id, Params params) throws ProtocolException {
        if (params.size() < 5) {
            throw params.wrong("mining.submit has five parameters or six, not " + params.size());
        }
        return new FromMachine.Submit(
                id,
                optional(params, 0, "user name", LONGEST_NAME),
                params.text(1, "job id", LONGEST_JOB_ID),
                params.bytes(2, "extranonce2", 1, LONGEST_EXTRANONCE2),
                params.word(3, "ntime"),
                params.word(4, "nonce"),
                params.at(5) instanceof Json.Null
                        ? OptionalInt.empty()
                        : OptionalInt.of(params.word(5, "version bits")));
    }

    private static FromMachine subscribe(RequestId id, Params params) {
        String agent = Params.textOrNull(params.at(0));
        String session = Params.textOrNull(params.at(1));
        boolean ours = session != null && !session.isEmpty() && session.length() <= LONGEST_SESSION;
        return new FromMachine.Subscribe(
                id,
                agent == null ? "" : Params.tame(agent, LONGEST_AGENT),
                ours ? Optional.of(session) : Optional.empty());
    }

    private static FromMachine configure(RequestId id, Params params) throws ProtocolException {
        if (!(params.at(0) instanceof Json.Array extensions)) {
            throw params.wrong("mining.configure begins with a list of extensions");
        }
        Map<String, Json> values = params.at(1) instanceof Json.Members members ? members.byName() : Map.of();
        OptionalInt mask = OptionalInt.empty();
        Optional<BigDecimal> minimum = Optional.empty();
        boolean subscribeExtranonce = false;
        List<String> unknown = new ArrayList<>();
        for (Json extension : extensions.items()) {
            String name = extension instanceof Json.Text text ? text.value() : "";
            switch (name) {
                case "version-rolling" -> {
                    Json value = values.getOrDefault("version-rolling.mask", Json.Null.VALUE);
                    mask = OptionalInt.of(
                            value instanceof Json.Null ? WHOLE_MASK : params.word(value, "version-rolling.mask"));
                }
                case "minimum-difficulty" -> minimum = Optional.of(minimum(params, values));
                case "subscribe-extranonce" -> subscribeExtranonce = true;
                default -> {
                    if (name.isEmpty() || name.length() > 64) {
                        throw params.wrong("the name of an extension has 1 to 64 characters");
                    }
                    if (!unknown.contains(name)) {
                        unknown.add(name);
                    }
                    if (unknown.size() > MOST_UNKNOWN_EXTENSIONS) {
                        throw params.wrong(
                                "mining.configure names at most " + MOST_UNKNOWN_EXTENSIONS + " unknown extensions");
                    }
                }
            }
        }
        return new FromMachine.Configure(id, mask, minimum, subscribeExtranonce, List.copyOf(unknown));
    }

    /** The least difficulty asked for; what is absent or 0 asks for the least there is. */
    private static BigDecimal minimum(Params params, Map<String, Json> values) throws ProtocolException {
        Json value = values.getOrDefault("minimum-difficulty.value", Json.Null.VALUE);
        if (value instanceof Json.Null
                || params.decimal(value, "minimum-difficulty.value").signum() == 0) {
            return FromPool.SetDifficulty.LEAST;
        }
        return params.difficulty(value, "minimum-difficulty.value");
    }

    private static FromMachine answer(Message message) throws ProtocolException {
        if (message.id().equals(RequestId.NONE)) {
            throw new ProtocolException(RequestId.NONE, "a message has a method, or the id of the request it answers");
        }
        String text = message.result() instanceof Json.Text result ? result.value() : "";
        return new FromMachine.Answer(message.id(), Params.tame(text, LONGEST_AGENT));
    }

    private static String name(Params params) throws ProtocolException {
        String name = params.text(0, "user name", LONGEST_NAME);
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw params.wrong("a user name has 1 to " + LONGEST_NAME + " visible ASCII characters and no spaces");
        }
        return name;
    }

    private static String optional(Params params, int index, String name, int longest) throws ProtocolException {
        return params.at(index) instanceof Json.Null ? "" : params.text(index, name, longest);
    }

    /**
     * {@code mining.notify}.
     *
     * @param jobId our id of the job
     * @param job the pool's job, of which all but id, first coinbase part and cleanness is sent on
     * @param coinbase1 what stands before the machine's extranonce1
     * @param clean whether earlier jobs are void
     */
    public static byte[] notify(String jobId, FromPool.Notify job, byte[] coinbase1, boolean clean) {
        int size = 2 * (coinbase1.length + job.coinbase2().length)
                + 67 * job.branches().size()
                + 200;
        Line line = Line.request("null", "mining.notify", size)
                .string(jobId)
                .raw(",")
                .hex(job.previousHash())
                .raw(",")
                .hex(coinbase1)
                .raw(",")
                .hex(job.coinbase2())
                .raw(",[");
        String separator = "";
        for (byte[] branch : job.branches()) {
            line.raw(separator).hex(branch);
            separator = ",";
        }
        return line.raw("],")
                .hex(job.version())
                .raw(",")
                .hex(job.nbits())
                .raw(",")
                .hex(job.ntime())
                .raw(clean ? ",true" : ",false")
                .endOfRequest();
    }

    /** {@code mining.set_difficulty}, in plain notation: some firmware reads no exponent. */
    public static byte[] setDifficulty(BigDecimal difficulty) {
        return Line.request("null", "mining.set_difficulty", 32)
                .raw(difficulty.toPlainString())
                .endOfRequest();
    }

    /** {@code mining.set_version_mask}. */
    public static byte[] setVersionMask(int mask) {
        return Line.request("null", "mining.set_version_mask", 10).hex(mask).endOfRequest();
    }

    /** {@code mining.set_extranonce}. */
    public static byte[] setExtranonce(byte[] extranonce1, int extranonce2Size) {
        return Line.request("null", "mining.set_extranonce", 40)
                .hex(extranonce1)
                .raw(",")
                .number(extranonce2Size)
                .endOfRequest();
    }

    /** The answer to {@code mining.subscribe}. */
    public static byte[] subscribed(RequestId id, String session, byte[] extranonce1, int extranonce2Size) {
        return Line.answer(id, 160)
                .raw("[[[\"mining.set_difficulty\",")
                .string(session)
                .raw("],[\"mining.notify\",")
                .string(session)
                .raw("]],")
                .hex(extranonce1)
                .raw(",")
                .number(extranonce2Size)
                .raw("]")
                .endOfAnswer();
    }

    /**
     * The answer to {@code mining.configure}: a word on each extension that was asked for.
     *
     * @param grantedMask bits of the version that the machine may roll; 0 for none
     */
    public static byte[] configured(RequestId id, FromMachine.Configure request, int grantedMask) {
        Line line = Line.answer(id, 128).raw("{");
        String separator = "";
        if (request.versionMask().isPresent()) {
            if (grantedMask == 0) {
                line.raw("\"version-rolling\":false");
            } else {
                line.raw("\"version-rolling\":true,\"version-rolling.mask\":").hex(grantedMask);
            }
            separator = ",";
        }
        if (request.minimumDifficulty().isPresent()) {
            line.raw(separator).raw("\"minimum-difficulty\":true");
            separator = ",";
        }
        if (request.subscribeExtranonce()) {
            line.raw(separator).raw("\"subscribe-extranonce\":true");
            separator = ",";
        }
        for (String extension : request.unknownExtensions()) {
            line.raw(separator).string(extension).raw(":false");
            separator = ",";
        }
        return line.raw("}").endOfAnswer();
    }

    /** An answer of {@code true} or {@code false}. */
    public static byte[] truth(RequestId id, boolean value) {
        return Line.answer(id, value ? 4 : 5).raw(value ? "true" : "false").endOfAnswer();
    }

    /** An answer that names what is wrong. */
    public static byte[] error(RequestId id, StratumError error) {
        return Line.answer(id, 64)
                .raw("null,\"error\":[")
                .number(error.code())
                .raw(",")
                .string(error.message())
                .raw(",null]}\n")
                .done();
    }

    /** An answer of a string. */
    public static byte[] text(RequestId id, String text) {
        return Line.answer(id, text.length() + 2).string(text).endOfAnswer();
    }

    /** {@code client.get_version}. */
    public static byte[] getVersion(long id) {
        return Line.request(Long.toString(id), "client.get_version", 0).endOfRequest();
    }

    /** {@code client.show_message}. */
    public static byte[] showMessage(String text) {
        return Line.request("null", "client.show_message", text.length() + 2)
                .string(text)
                .endOfRequest();
    }

    /**
     * {@code client.reconnect}.
     *
     * @param host where to; empty for the same host and port
     */
    public static byte[] reconnect(String host, int port, int waitSeconds) {
        Line line = Line.request("null", "client.reconnect", 64);
        if (!host.isEmpty()) {
            line.string(host).raw(",").number(port).raw(",").number(waitSeconds);
        }
        return line.endOfRequest();
    }

    /** {@code mining.ping}. */
    public static byte[] ping(long id) {
        return Line.request(Long.toString(id), "mining.ping", 0).endOfRequest();
    }
}
