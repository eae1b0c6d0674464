package io.sluice.stratum.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Objects;

/** Bytes and words in hexadecimal: written in lower case, read in either. */
public final class Hex {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private Hex() {}

    /**
     * Reads pairs of hexadecimal digits, and nothing else: no prefix, no spaces.
     *
     * @throws IllegalArgumentException when the number of digits is odd or something is not a digit
     */
    public static byte[] bytes(CharSequence hex) {
        Objects.requireNonNull(hex, "hex");
        int length = hex.length();
        if ((length & 1) != 0) {
            throw new IllegalArgumentException("hexadecimal bytes have an even number of digits, not " + length);
        }
        byte[] bytes = new byte[length / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (digit(hex.charAt(2 * i)) << 4 | digit(hex.charAt(2 * i + 1)));
        }
        return bytes;
    }

    /**
     * Reads a 32-bit word of 1 to 8 hexadecimal digits, the most significant first.
     *
     * @throws IllegalArgumentException when there are none or more, or something is not a digit
     */
    public static int word(CharSequence hex) {
        int length = hex.length();
        if (length < 1 || length > 8) {
            throw new IllegalArgumentException("a word has 1 to 8 hexadecimal digits, not " + length);
        }
        int word = 0;
        for (int i = 0; i < length; i++) {
            word = word << 4 | digit(hex.charAt(i));
        }
        return word;
    }

    /** Two digits for each byte. */
    public static String of(byte[] bytes) {
        byte[] text = new byte[bytes.length * 2];
        write(bytes, text, 0);
        return new String(text, ISO_8859_1);
    }

    /** Eight digits, the most significant first. */
    public static String of(int word) {
        byte[] text = new byte[8];
        write(word, text, 0);
        return new String(text, ISO_8859_1);
    }

    /** Puts two digits for each byte into a buffer. */
    static void write(byte[] bytes, byte[] to, int at) {
        int i = at;
        for (byte b : bytes) {
            to[i++] = DIGITS[b >> 4 & 15];
            to[i++] = DIGITS[b & 15];
        }
    }

    /** Puts eight digits into a buffer. */
    static void write(int word, byte[] to, int at) {
        for (int i = 0; i < 8; i++) {
            to[at + i] = DIGITS[word >>> (28 - 4 * i) & 15];
        }
    }

    /** Reads pairs of hexadecimal digits; null when their number is odd or something is not a digit. */
    static byte[] bytesOrNull(byte[] ascii, int from, int to) {
        int digits = to - from;
        if ((digits & 1) != 0) {
            return null;
        }
        byte[] bytes = new byte[digits / 2];
        int wrong = 0;
        for (int i = 0; i < bytes.length; i++) {
            int value = digitOrMinus(ascii[from + 2 * i]) << 4 | digitOrMinus(ascii[from + 2 * i + 1]);
            wrong |= value;
            bytes[i] = (byte) value;
        }
        return wrong < 0 ? null : bytes;
    }

    private static int digit(char c) {
        int value = c < 0x80 ? digitOrMinus((byte) c) : -1;
        if (value < 0) {
            throw new IllegalArgumentException("something in it is not a hexadecimal digit");
        }
        return value;
    }

    /** The value of a hexadecimal digit; negative when it is none. */
    static int digitOrMinus(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        if (c >= 'A' && c <= 'F') {
            return c - 'A' + 10;
        }
        return -1;
    }
}
