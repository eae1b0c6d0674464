package io.sluice.api;

import java.util.Objects;
import java.util.regex.Pattern;

/** What a name of a pool, sub-account, group or machine may be. */
public final class Names {
    /** Longest name that we give out; some firmware cuts names at 63 bytes. */
    public static final int LONGEST = 63;

    /** Longest user name taken from a machine; some firmware overflows above 127. */
    public static final int LONGEST_MACHINE = 127;

    // Compiled once: a report has thousands of names.
    private static final Pattern OURS = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0," + (LONGEST - 1) + "}");

    private static final Pattern MACHINE = Pattern.compile("[!-~]{1," + LONGEST_MACHINE + "}");

    private Names() {}

    /**
     * A name of ours: 1 to 63 letters, digits, dots, dashes or underscores, the first a letter or digit.
     *
     * @param what what is named, for the error's sentence
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static String checked(String what, String name) {
        Objects.requireNonNull(name, what);
        if (!OURS.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " has 1 to " + LONGEST
                    + " letters, digits, dots, dashes or underscores, the first a letter or digit");
        }
        return name;
    }

    /**
     * A machine's user name, which is whatever its owner typed: 1 to 127 visible ASCII characters.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static String machine(String name) {
        Objects.requireNonNull(name, "machine");
        if (!MACHINE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a machine's user name has 1 to " + LONGEST_MACHINE + " visible ASCII characters and no spaces");
        }
        return name;
    }
}
