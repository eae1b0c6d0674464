package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Whatever a machine sends is a message within bounds, or refused with a sentence; and its request id can be sent back. */
public final class MachineLineFuzz {
    private MachineLineFuzz() {}

    /** Called by the fuzzer, and with each line of the corpus. */
    public static void fuzzerTestOneInput(byte[] line) {
        RequestId id;
        try {
            FromMachine message = MachineCodec.parse(line, 0, line.length);
            check(message);
            require(
                    !(message instanceof FromMachine.Submit submit) || sameAs(any(line), submit),
                    "a share is read as any line is");
            id = message.id();
        } catch (ProtocolException e) {
            require(!e.getMessage().isBlank() && e.getMessage().length() < 500, "a sentence: " + e.getMessage());
            id = e.id();
        }
        answered(MachineCodec.truth(id, true));
        answered(MachineCodec.error(id, new StratumError(20, "no")));
    }

    private static void check(FromMachine message) {
        if (message instanceof FromMachine.Submit submit) {
            require(submit.user().length() <= 127, "a name is bounded");
            require(submit.jobId().length() <= 64, "a job's id is bounded");
            int bytes = submit.extranonce2().length;
            require(bytes >= 1 && bytes <= 16, "extranonce2 is bounded");
        } else if (message instanceof FromMachine.Authorize authorize) {
            String user = authorize.user();
            require(!user.isEmpty() && user.length() <= 127, "a name is bounded");
            require(user.chars().allMatch(c -> c > ' ' && c < 0x7F), "a name can be printed");
            require(authorize.password().length() <= 255, "a password is bounded");
        } else if (message instanceof FromMachine.Subscribe subscribe) {
            require(subscribe.agent().length() <= 128, "an agent is bounded");
            require(subscribe.agent().chars().noneMatch(Character::isISOControl), "an agent can be printed");
        } else if (message instanceof FromMachine.Configure configure) {
            require(configure.unknownExtensions().size() <= 16, "extensions are bounded");
        } else if (message instanceof FromMachine.SuggestDifficulty suggestion) {
            require(suggestion.difficulty().signum() > 0, "a difficulty is positive");
        } else if (message instanceof FromMachine.Unknown unknown) {
            require(unknown.method().length() <= 64, "a method is bounded");
        }
    }

    private static FromMachine any(byte[] line) {
        try {
            return MachineCodec.parseAny(line, 0, line.length);
        } catch (ProtocolException e) {
            throw new AssertionError("what was taken would be refused", e);
        }
    }

    private static boolean sameAs(FromMachine any, FromMachine.Submit share) {
        return any instanceof FromMachine.Submit submit
                && submit.id().equals(share.id())
                && submit.user().equals(share.user())
                && submit.jobId().equals(share.jobId())
                && Arrays.equals(submit.extranonce2(), share.extranonce2())
                && submit.ntime() == share.ntime()
                && submit.nonce() == share.nonce()
                && submit.versionBits().equals(share.versionBits());
    }

    /** What we answer is one line of JSON, whatever the id was. */
    private static void answered(byte[] answer) {
        int end = answer.length - 1;
        require(answer[end] == '\n', "a line ends");
        for (int i = 0; i < end; i++) {
            require(answer[i] >= ' ', "one line, and nothing that a terminal obeys: " + new String(answer, UTF_8));
        }
        try {
            Message.read(Message.parsers(4_096), answer, 0, answer.length);
        } catch (ProtocolException e) {
            throw new AssertionError("not JSON: " + new String(answer, UTF_8), e);
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
