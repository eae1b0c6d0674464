package io.sluice.stratum.protocol;

import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import io.sluice.stratum.work.Difficulty;
import java.util.Arrays;

/** Whatever a pool sends is a message within bounds, or refused with a sentence; and a job can be handed on as it is. */
public final class PoolLineFuzz {
    private PoolLineFuzz() {}

    /** Called by the fuzzer, and with each line of the corpus. */
    public static void fuzzerTestOneInput(byte[] line) {
        for (Shape shape : Shape.values()) {
            try {
                FromPool message = PoolCodec.parse(line, 0, line.length, id -> shape);
                check(message);
                require(
                        !(message instanceof FromPool.Answer answer
                                        && answer.error().isEmpty())
                                || sameAs(any(line, shape), answer),
                        "an answer is read as any line is");
            } catch (ProtocolException e) {
                require(!e.getMessage().isBlank() && e.getMessage().length() < 500, "a sentence: " + e.getMessage());
            }
        }
    }

    private static FromPool any(byte[] line, Shape shape) {
        try {
            return PoolCodec.parseAny(line, 0, line.length, id -> shape);
        } catch (ProtocolException e) {
            throw new AssertionError("what was taken would be refused", e);
        }
    }

    private static boolean sameAs(FromPool any, FromPool.Answer answer) {
        return any instanceof FromPool.Answer read
                && read.id() == answer.id()
                && (read.equals(answer) || !(read.result() instanceof FromPool.Result.Truth));
    }

    private static void check(FromPool message) throws ProtocolException {
        if (message instanceof FromPool.Notify notify) {
            handedOn(notify);
        } else if (message instanceof FromPool.SetDifficulty set) {
            Difficulty difficulty = Difficulty.of(set.difficulty());
            require(difficulty.asDouble() > 0, "a difficulty is positive");
            require(
                    difficulty.target() != null && difficulty.work() != null,
                    "a difficulty has a target and is worth work");
            byte[] rendered = MachineCodec.setDifficulty(set.difficulty());
            FromPool again = PoolCodec.parse(rendered, 0, rendered.length - 1, id -> Shape.TRUTH);
            require(
                    again instanceof FromPool.SetDifficulty same
                            && same.difficulty().compareTo(set.difficulty()) == 0,
                    "a difficulty is told as it was");
        } else if (message instanceof FromPool.SetExtranonce set) {
            extranonce(set.extranonce1(), set.extranonce2Size());
        } else if (message instanceof FromPool.Reconnect reconnect) {
            require(reconnect.host().length() <= 253, "a host is bounded");
            require(reconnect.port() >= 0 && reconnect.port() <= 65_535, "a port is one");
        } else if (message instanceof FromPool.Answer answer) {
            if (answer.result() instanceof FromPool.Result.Subscribed subscribed) {
                extranonce(subscribed.extranonce1(), subscribed.extranonce2Size());
            }
            answer.error().ifPresent(error -> require(error.message().length() <= 200, "a reason is bounded"));
        } else if (message instanceof FromPool.ShowMessage shown) {
            require(shown.text().chars().noneMatch(Character::isISOControl), "a message can be printed");
        }
    }

    private static void extranonce(byte[] extranonce1, int size) {
        require(extranonce1.length <= 16, "extranonce1 is bounded");
        require(size >= 1 && size <= 16, "the size of extranonce2 is bounded");
    }

    private static void handedOn(FromPool.Notify notify) throws ProtocolException {
        byte[] rendered = MachineCodec.notify("1", notify, notify.coinbase1(), notify.clean());
        FromPool again = PoolCodec.parse(rendered, 0, rendered.length - 1, id -> Shape.TRUTH);
        require(
                again instanceof FromPool.Notify same
                        && Arrays.equals(same.previousHash(), notify.previousHash())
                        && Arrays.equals(same.coinbase1(), notify.coinbase1())
                        && Arrays.equals(same.coinbase2(), notify.coinbase2())
                        && Arrays.deepEquals(
                                same.branches().toArray(), notify.branches().toArray())
                        && same.version() == notify.version()
                        && same.nbits() == notify.nbits()
                        && same.ntime() == notify.ntime()
                        && same.clean() == notify.clean(),
                "a machine gets the job that the pool sent");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
