package io.sluice.stratum.protocol;

import java.util.Arrays;

/** A line being written: JSON in ASCII, everything else escaped, so that no firmware stumbles over an encoding. */
final class Line {
    private byte[] bytes;
    private int length;

    Line(int expected) {
        bytes = new byte[expected];
    }

    /** A request or notification up to its parameters, the bracket that opens these included. */
    static Line request(String idJson, String method, int expected) {
        return new Line(expected + 64 + idJson.length())
                .raw("{\"id\":")
                .raw(idJson)
                .raw(",\"method\":\"")
                .raw(method)
                .raw("\",\"params\":[");
    }

    /** Ends what {@link #request} began. */
    byte[] endOfRequest() {
        return raw("]}\n").done();
    }

    /** An answer up to its result, its name included. */
    static Line answer(RequestId id, int expected) {
        return new Line(expected + 48 + id.json().length())
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
        return raw(Long.toString(number));
    }

    /** A string, quoted and escaped. */
    Line string(String text) {
        raw("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            room(6);
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = (byte) c;
            } else if (c >= ' ' && c < 0x7F) {
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
