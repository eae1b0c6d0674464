package io.sluice.stratum.protocol;

import java.util.Arrays;

/** A line being written: JSON in ASCII, everything else escaped, so that no firmware stumbles over an encoding. */
final class Line {
    /** What a request has besides id, method and parameters, and an answer besides id and result. */
    private static final int AROUND_REQUEST = "{'id':,'method':'','params':[]}\n".length();

    private static final int AROUND_ANSWER = "{'id':,'result':,'error':null}\n".length();

    private byte[] bytes;
    private int length;

    Line(int expected) {
        bytes = new byte[expected];
    }

    /** A request or notification up to its parameters, the bracket that opens these included. */
    static Line request(String idJson, String method, int expected) {
        return new Line(expected + idJson.length() + method.length() + AROUND_REQUEST)
                .raw("{\"id\":")
                .raw(idJson)
                .toParams(method);
    }

    /** The same with a number as its id. */
    static Line request(long id, String method, int expected) {
        return new Line(expected + digits(id) + method.length() + AROUND_REQUEST)
                .raw("{\"id\":")
                .number(id)
                .toParams(method);
    }

    private Line toParams(String method) {
        return raw(",\"method\":\"").raw(method).raw("\",\"params\":[");
    }

    /** Ends what {@link #request} began. */
    byte[] endOfRequest() {
        return raw("]}\n").done();
    }

    /**
     * An answer up to its result, its name included.
     *
     * @param expected length of the result; where it is exact, the line is not copied in the end
     */
    static Line answer(RequestId id, int expected) {
        return new Line(expected + id.json().length() + AROUND_ANSWER)
                .raw("{\"id\":")
                .raw(id.json())
                .raw(",\"result\":");
    }

    /** Ends what {@link #answer} began, without an error. */
    byte[] endOfAnswer() {
        return raw(",\"error\":null}\n").done();
    }

    /** ASCII as it is. */
    Line raw(String ascii) {
        int size = ascii.length();
        room(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    Line number(long number) {
        if (number < 0) {
            return raw(Long.toString(number));
        }
        int digits = digits(number);
        room(digits);
        length += digits;
        long rest = number;
        for (int at = length - 1; at >= length - digits; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** Characters of a number in decimal. */
    private static int digits(long number) {
        int digits = number < 0 ? 2 : 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** A string, quoted and escaped. */
    Line string(String text) {
        raw("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                room(2);
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c >= ' ' && c < 0x7F) {
                room(1);
                bytes[length++] = (byte) c;
            } else {
                raw("\\u").raw(Hex.of(c).substring(4));
            }
        }
        return raw("\"");
    }

    /** A string of hexadecimal digits, quoted. */
    Line hex(byte[] value) {
        room(2 * value.length + 2);
        bytes[length++] = '"';
        Hex.write(value, bytes, length);
        length += 2 * value.length;
        bytes[length++] = '"';
        return this;
    }

    /** A string of eight hexadecimal digits, quoted. */
    Line hex(int word) {
        room(10);
        bytes[length++] = '"';
        Hex.write(word, bytes, length);
        length += 8;
        bytes[length++] = '"';
        return this;
    }

    byte[] done() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
