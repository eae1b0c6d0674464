package io.sluice.allocation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a machine is where it is, and what comes next.
 *
 * @param subAccount what it works for, or would if it could be served; empty for none
 * @param next what it is expected to work for next; empty when nothing is foreseen
 * @param nextAt when about; an estimate, by the hashrates of now
 * @param sentence the same for an operator
 */
public record Explanation(
        Why why, Optional<String> subAccount, Optional<String> next, Optional<Instant> nextAt, String sentence) {
    /** The kinds of reasons. */
    public enum Why {
        /** It is the first in order that is not up to standard. */
        FIRST_IN_ORDER,
        /** Its hashrate is needed for the standard to be met evenly. */
        EVEN,
        /** It alternates: the sub-account needs a part of it. */
        ALTERNATES,
        /** Its hashrate is the sub-account's part by weight. */
        WEIGHT,
        /** It waits for the sub-account, which is up to standard or cannot be served. */
        WAITS,
        /** It is not needed for any standard. */
        SPARE,
        /** It is kept ready. */
        STANDBY,
        /** It is out of service. */
        OUT_OF_SERVICE,
        /** An operator has standby machines in its place. */
        REPLACED,
        /** It is not connected. */
        AWAY
    }

    public Explanation {
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(subAccount, "subAccount");
        Objects.requireNonNull(next, "next");
        Objects.requireNonNull(nextAt, "nextAt");
        Objects.requireNonNull(sentence, "sentence");
    }

    /** The same for a machine that is in another's place. */
    Explanation inPlaceOf(String machine) {
        return new Explanation(why, subAccount, next, nextAt, "In the place of " + machine + ": " + sentence);
    }

    /** A hashrate as one reads it, {@code 3.20 TH/s}. */
    public static String hashrate(double hashesPerSecond) {
        return scaled(hashesPerSecond) + "H/s";
    }

    /** Work as one reads it, {@code 3.20 EH}. */
    public static String work(double hashes) {
        return scaled(hashes) + "H";
    }

    private static String scaled(double value) {
        String[] prefixes = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
        int power = 0;
        double rest = value;
        while (rest >= 1000 && power < prefixes.length - 1) {
            rest /= 1000;
            power++;
        }
        return String.format(
                Locale.ROOT, rest >= 100 ? "%.0f %s" : rest >= 10 ? "%.1f %s" : "%.2f %s", rest, prefixes[power]);
    }

    /** An instant as one reads it: UTC, to the second. */
    public static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
