package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.stratum.protocol.FromMachine.Submit;
import io.sluice.stratum.protocol.FromPool.Answer;
import io.sluice.stratum.protocol.FromPool.Result;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads the two lines that nearly all traffic is made of, a share and a pool's yes to one, where they are written as nearly
 * everybody writes them, without taking them apart as JSON first. Of any other line it says nothing, right or wrong: that
 * is left to {@link Message}, which reads all there is and has the words for what is wrong. What both read, they read
 * alike.
 */
final class Shortcut {
    private static final byte[] ID = ascii("\"id\"");
    private static final byte[] METHOD = ascii("\"method\"");
    private static final byte[] PARAMS = ascii("\"params\"");
    private static final byte[] RESULT = ascii("\"result\"");
    private static final byte[] ERROR = ascii("\"error\"");
    private static final byte[] SUBMIT = ascii("\"mining.submit\"");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] NULL = ascii("null");

    /** What surely is a long. */
    private static final int MOST_DIGITS = 18;

    private static final Result YES = new Result.Truth(true);

    private final byte[] line;
    private final int end;
    private int at;
    /** Where the last string or number was. */
    private int from;

    private int to;

    private String user;
    private String jobId;
    private byte[] extranonce2;
    private int ntime;
    private int nonce;
    private OptionalInt versionBits = OptionalInt.empty();

    private Shortcut(byte[] line, int offset, int length) {
        this.line = line;
        this.at = offset;
        this.end = offset + length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** A share; null when the line is anything else, or is written in any other way. */
    static Submit submit(byte[] line, int offset, int length) {
        return new Shortcut(line, offset, length).submit();
    }

    /** A plain yes; null when the line is anything else, or is written in any other way. */
    static Answer yes(byte[] line, int offset, int length, PoolCodec.Awaited awaited) {
        return new Shortcut(line, offset, length).yes(awaited);
    }

    private Submit submit() {
        RequestId id = null;
        boolean method = false;
        if (!next('{')) {
            return null;
        }
        do {
            if (id == null && name(ID)) {
                id = id();
                if (id == null) {
                    return null;
                }
            } else if (!method && name(METHOD)) {
                method = next(SUBMIT);
                if (!method) {
                    return null;
                }
            } else if (user == null && name(PARAMS)) {
                if (!share()) {
                    return null;
                }
            } else {
                return null;
            }
        } while (next(','));
        if (!ends() || !method || user == null) {
            return null;
        }
        return new Submit(id == null ? RequestId.NONE : id, user, jobId, extranonce2, ntime, nonce, versionBits);
    }

    private Answer yes(PoolCodec.Awaited awaited) {
        long id = -1;
        boolean yes = false;
        boolean error = false;
        if (!next('{')) {
            return null;
        }
        do {
            if (id < 0 && name(ID)) {
                if (!number()) {
                    return null;
                }
                id = decimal();
            } else if (!yes && name(RESULT)) {
                yes = next(TRUE);
                if (!yes) {
                    return null;
                }
            } else if (!error && name(ERROR)) {
                error = next(NULL);
                if (!error) {
                    return null;
                }
            } else {
                return null;
            }
        } while (next(','));
        if (!ends() || id < 0 || !yes || awaited.shapeOf(id) != PoolCodec.Awaited.Shape.TRUTH) {
            return null;
        }
        return new Answer(id, YES, Optional.empty());
    }

    /** The list of five or six strings of a share. */
    private boolean share() {
        if (!next('[') || !string(MachineCodec.LONGEST_NAME)) {
            return false;
        }
        user = text();
        if (!next(',') || !string(MachineCodec.LONGEST_JOB_ID)) {
            return false;
        }
        jobId = text();
        if (!next(',') || !string(2 * MachineCodec.LONGEST_EXTRANONCE2) || to == from) {
            return false;
        }
        extranonce2 = Hex.bytesOrNull(line, from, to);
        if (extranonce2 == null || !next(',') || !word()) {
            return false;
        }
        ntime = hex();
        if (!next(',') || !word()) {
            return false;
        }
        nonce = hex();
        if (next(',')) {
            if (!word()) {
                return false;
            }
            versionBits = OptionalInt.of(hex());
        }
        return next(']');
    }

    private RequestId id() {
        if (next(NULL)) {
            return RequestId.NONE;
        }
        return number() ? new RequestId(text()) : null;
    }

    private String text() {
        return new String(line, from, to - from, ISO_8859_1);
    }

    private long decimal() {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + (line[i] - '0');
        }
        return number;
    }

    private int hex() {
        int word = 0;
        for (int i = from; i < to; i++) {
            word = word << 4 | Hex.digitOrMinus(line[i]);
        }
        return word;
    }

    // ---- What comes next; where these say no, the line is given up, so they need not step back

    private boolean next(char token) {
        skipSpace();
        if (at < end && line[at] == token) {
            at++;
            return true;
        }
        return false;
    }

    private boolean next(byte[] token) {
        skipSpace();
        int after = at + token.length;
        if (after <= end && Arrays.equals(line, at, after, token, 0, token.length)) {
            at = after;
            return true;
        }
        return false;
    }

    /** A member's name and its colon; another name may be tried after a no. */
    private boolean name(byte[] quoted) {
        if (!next(quoted)) {
            return false;
        }
        if (!next(':')) {
            at = end; // Nothing may be read after it.
            return false;
        }
        return true;
    }

    private void skipSpace() {
        while (at < end && (line[at] == ' ' || line[at] == '\n' || line[at] == '\r' || line[at] == '\t')) {
            at++;
        }
    }

    private boolean ends() {
        if (!next('}')) {
            return false;
        }
        skipSpace();
        return at == end;
    }

    /** A whole number that is not negative. */
    private boolean number() {
        skipSpace();
        from = at;
        while (at < end && line[at] >= '0' && line[at] <= '9') {
            at++;
        }
        to = at;
        int digits = to - from;
        return digits > 0 && digits <= MOST_DIGITS && (digits == 1 || line[from] != '0');
    }

    /** A string of printable ASCII in which nothing is escaped. */
    private boolean string(int longest) {
        if (!next('"')) {
            return false;
        }
        from = at;
        while (at < end && line[at] >= ' ' && line[at] < 0x7F && line[at] != '"' && line[at] != '\\') {
            at++;
        }
        to = at;
        return next('"') && to == at - 1 && to - from <= longest;
    }

    /** A string of one to eight hexadecimal digits. */
    private boolean word() {
        if (!string(8) || to == from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Hex.digitOrMinus(line[i]) < 0) {
                return false;
            }
        }
        return true;
    }
}
