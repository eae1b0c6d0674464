package io.sluice.stratum.protocol;

import java.math.BigDecimal;
import java.util.List;

/** Reads values out of a message, each with the name and the bounds that its error will tell. */
final class Params {
    private final RequestId id;
    private final List<Json> values;

    Params(RequestId id, List<Json> values) {
        this.id = id;
        this.values = values;
    }

    int size() {
        return values.size();
    }

    /** The value at an index, {@link Json#NULL} beyond the end. */
    Json at(int index) {
        return index < values.size() ? values.get(index) : Json.Null.VALUE;
    }

    ProtocolException wrong(String sentence) {
        return new ProtocolException(id, sentence);
    }

    /** A string, or a number taken as one. */
    String text(int index, String name, int longest) throws ProtocolException {
        String text = textOrNull(at(index));
        if (text == null || text.length() > longest) {
            throw wrong(name + " is a string of at most " + longest + " characters");
        }
        return text;
    }

    byte[] bytes(int index, String name, int least, int most) throws ProtocolException {
        return bytes(at(index), name, least, most);
    }

    byte[] bytes(Json value, String name, int least, int most) throws ProtocolException {
        if (value instanceof Json.Text text
                && text.value().length() >= 2 * least
                && text.value().length() <= 2 * most) {
            try {
                return Hex.bytes(text.value());
            } catch (IllegalArgumentException e) {
                throw wrong(name + " is hexadecimal: " + e.getMessage());
            }
        }
        throw wrong(name + " is hexadecimal, of " + (least == most ? "" : least + " to ") + most + " bytes");
    }

    /** A word of 1 to 8 hexadecimal digits. */
    int word(int index, String name) throws ProtocolException {
        return word(at(index), name);
    }

    int word(Json value, String name) throws ProtocolException {
        if (value instanceof Json.Text text) {
            try {
                return Hex.word(text.value());
            } catch (IllegalArgumentException e) {
                throw wrong(name + ": " + e.getMessage());
            }
        }
        throw wrong(name + " is a string of 1 to 8 hexadecimal digits");
    }

    /** A whole number, or a string of one. */
    int integer(Json value, String name, int least, int most) throws ProtocolException {
        String text = textOrNull(value);
        if (text != null && text.length() <= 11) {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw wrong(name + " is a whole number from " + least + " to " + most);
            }
        }
        throw wrong(name + " is a whole number from " + least + " to " + most);
    }

    /** A decimal, or a string of one, exactly as printed. */
    BigDecimal decimal(Json value, String name) throws ProtocolException {
        String text = textOrNull(value);
        if (text != null && text.length() <= 100) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw wrong(name + " is a decimal number");
            }
        }
        throw wrong(name + " is a decimal number of at most 100 characters");
    }

    /** A decimal that can be a difficulty. */
    BigDecimal difficulty(Json value, String name) throws ProtocolException {
        BigDecimal decimal = decimal(value, name);
        try {
            return FromPool.SetDifficulty.checked(decimal);
        } catch (IllegalArgumentException e) {
            throw wrong(name + ": " + e.getMessage());
        }
    }

    /** What a string or number says; null for anything else. */
    static String textOrNull(Json value) {
        if (value instanceof Json.Text text) {
            return text.value();
        }
        return value instanceof Json.Numeral number ? number.text() : null;
    }

    /** A stranger's words without control characters, cut to a length. */
    static String tame(String text, int longest) {
        StringBuilder tame = new StringBuilder(Math.min(text.length(), longest));
        for (int i = 0; i < text.length() && tame.length() < longest; i++) {
            char c = text.charAt(i);
            if (!Character.isISOControl(c)) {
                tame.append(c);
            }
        }
        return tame.toString();
    }
}
