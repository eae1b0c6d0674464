package io.sluice.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One machine's case: what it showed lately, what follows from it, and what is learned of it. Takes less than two kilobytes,
 * however long it goes on.
 */
public final class Examination {
    /** After a connection a machine may need that long to be at its speed; what it shows then counts neither way. */
    static final Duration WARM_UP = Duration.ofSeconds(30);

    /** A line may hang or firmware pause this long, which no law of chance knows of. */
    private static final double LEAST_SILENCE = 15;

    /** Seconds without a share after which a machine is silent of which no standard is known. */
    private static final double UNKNOWN_SILENCE = 600;

    /** Seconds that a machine must do its standard again, at least, and when it is not known how it was found out. */
    private static final double LEAST_RECOVERY = 60;

    private static final double UNKNOWN_RECOVERY = 600;

    /** It is learned from so much at first, then from as much again each time, in the end from six hours at a time. */
    private static final long FIRST_SHARES = 30;

    private static final double FIRST_LESSON = 30;
    private static final double LONGEST_LESSON = 6 * 3600.0;

    private final Significance significance;
    private final Windows windows = new Windows();
    private final Rows rows = new Rows();
    private Finding finding;
    private Optional<Learned> learned;
    private OptionalDouble set = OptionalDouble.empty();
    private boolean begun;
    private Sample last;

    /** Since the last share. */
    private double silentSeconds;

    private double silentExposure;

    /** Since something was proven, or since the last try to be well again. */
    private final Stretch fresh = new Stretch();

    private double recoverySeconds = UNKNOWN_RECOVERY;

    /** Hashes a second that it showed when it was last found below its standard; its gaps are those of this rate. */
    private double shown = Double.POSITIVE_INFINITY;

    /** Since something was learned last; thrown away when something is proven. */
    private final Stretch lesson = new Stretch();

    /** Shares by the pool's verdict, those of the last minutes; to compare with others on the same sub-account. */
    double recentAccepted;

    double recentRejected;
    String recentSubAccount = "";

    private static final class Stretch {
        double seconds;
        long shares;
        double exposure;
        long all;
        long bad;

        void add(double moreSeconds, long moreShares, double moreExposure, long moreBad, long moreRefused) {
            seconds += moreSeconds;
            shares += moreShares;
            exposure += moreExposure;
            all += moreShares + moreRefused;
            bad += moreBad;
        }

        void clear() {
            seconds = 0;
            shares = 0;
            exposure = 0;
            all = 0;
            bad = 0;
        }
    }

    /** Goes on from what was found before. */
    Examination(Significance significance, Finding before, Optional<Learned> learned) {
        this.significance = significance;
        this.finding = before;
        this.learned = learned;
    }

    /** What the evidence says now. */
    public Finding finding() {
        return finding;
    }

    /** What the machine does when nothing is wrong with it; empty until enough was seen. */
    public Optional<Learned> learned() {
        return learned;
    }

    /** The sample before; null before the first. */
    Sample last() {
        return last;
    }

    /** It has no connection now; what it showed before still counts. */
    void away() {
        last = null;
        silentSeconds = 0;
        silentExposure = 0;
    }

    /** Takes over what an operator says that it should do; with another standard its case begins anew. */
    void hold(OptionalDouble standard, Instant now) {
        if (begun && !set.equals(standard)) {
            acquit(now);
        }
        set = standard;
        begun = true;
    }

    /**
     * Takes the next sample.
     *
     * @param rejected how many of the shares that a pool rejected meanwhile are the machine's fault
     */
    void take(Sample sample, long rejected) {
        Sample before = last;
        last = sample;
        if (before == null || !sample.continues(before)) {
            silentSeconds = 0;
            silentExposure = 0;
            return;
        }
        double seconds = Duration.between(before.at(), sample.at()).toNanos() / 1e9;
        double exposure = sample.exposure() - before.exposure();
        if (!(seconds > 0 && exposure > 0)
                || before.at().isBefore(sample.connectedSince().plus(WARM_UP))) {
            return;
        }
        long shares = sample.shares() - before.shares();
        long refused = sample.refused() - before.refused();
        if (shares > 0) {
            silentSeconds = 0;
            silentExposure = 0;
        } else {
            silentSeconds += seconds;
            silentExposure += exposure;
        }
        double standard = standard();
        Windows.Weakness weakness = windows.add(seconds, shares, exposure, standard, significance);
        Rows.Badness badness = rows.add(seconds, shares + refused, refused + rejected, significance);
        fresh.add(seconds, shares, exposure, refused + rejected, refused);
        switch (finding.state()) {
            case HEALTHY -> {
                lesson.add(seconds, shares, exposure, refused + rejected, refused);
                double atLeast = standard > 0 ? standard : first(sample);
                if (isSilent(standard) || isSilent(atLeast)) {
                    silent(sample.at(), atLeast);
                } else if (weakness != null) {
                    prove(Finding.State.BELOW_STANDARD, sample.at(), reason(weakness, standard), weakness.seconds());
                    shown = weakness.shares() / weakness.exposure();
                } else if (badness != null) {
                    prove(Finding.State.BELOW_STANDARD, sample.at(), reason(badness), badness.seconds());
                } else {
                    learn();
                }
            }
            case BELOW_STANDARD -> {
                if (isSilent(Math.min(standard, shown))) {
                    silent(sample.at(), standard);
                } else {
                    tryAgain(sample.at(), standard);
                }
            }
            case SILENT -> {
                if (fresh.shares == 0) {
                    // It has to show its standard from its first share on.
                    fresh.clear();
                } else {
                    tryAgain(sample.at(), standard);
                }
            }
        }
    }

    /** What it may be held to, in hashes a second; 0 when nobody knows. */
    private double standard() {
        return set.isPresent() ? set.getAsDouble() : learned.map(Learned::floor).orElse(0.0);
    }

    /** What a machine of which nothing was learned yet may be held to by what it has done so far; 0 when that is little. */
    private double first(Sample sample) {
        double worked = sample.exposure() - silentExposure;
        return sample.shares() >= FIRST_SHARES && worked > 0 ? new Learned(sample.shares() / worked, 1).floor() : 0;
    }

    /** @param rate at which it would find shares; 0 when nobody knows */
    private boolean isSilent(double rate) {
        if (silentSeconds < LEAST_SILENCE) {
            return false;
        }
        if (rate == 0) {
            return silentSeconds >= UNKNOWN_SILENCE;
        }
        double expected = rate * silentExposure;
        return -expected <= significance.silence(silentSeconds / expected);
    }

    private void silent(Instant at, double standard) {
        double expected = standard * silentExposure;
        String reason = standard == 0
                ? "It has sent no share for " + time(silentSeconds) + "."
                : "It has sent no share for " + time(silentSeconds) + ", when " + number(expected)
                        + " were to be expected at " + name(standard) + chance(-expected);
        prove(Finding.State.SILENT, at, reason, silentSeconds);
    }

    private void prove(Finding.State state, Instant at, String reason, double seconds) {
        finding = new Finding(state, at, reason);
        recoverySeconds = Math.max(LEAST_RECOVERY, seconds);
        shown = Double.POSITIVE_INFINITY;
        fresh.clear();
        lesson.clear();
    }

    private void acquit(Instant at) {
        if (finding.state() != Finding.State.HEALTHY) {
            finding = Finding.healthy(at);
        }
        windows.clear();
        rows.clear();
        fresh.clear();
        lesson.clear();
        silentSeconds = 0;
        silentExposure = 0;
    }

    /** It is well again when it does its standard for as long as it took to prove that it does not. */
    private void tryAgain(Instant at, double standard) {
        if (fresh.seconds < recoverySeconds) {
            return;
        }
        double expected = standard * fresh.exposure;
        // A sound machine passes in two of three tries. One as weak as was proven is several standard errors away.
        boolean enough = fresh.shares > 0 && fresh.shares >= expected - Math.sqrt(expected) / 2;
        boolean good = fresh.bad <= fresh.all * Rows.TOLERATED;
        if (enough && good) {
            acquit(at);
            return;
        }
        if (!enough) {
            shown = fresh.shares / fresh.exposure;
        }
        if (finding.state() == Finding.State.SILENT) {
            if (fresh.shares > 0) {
                finding = new Finding(
                        Finding.State.BELOW_STANDARD,
                        at,
                        "It was silent, and sent " + fresh.shares + " shares since, in " + time(fresh.seconds)
                                + ", when " + number(expected) + " were to be expected at " + name(standard) + ".");
            }
        } else if (!enough) {
            finding = new Finding(
                    Finding.State.BELOW_STANDARD,
                    finding.since(),
                    reason(
                            new Windows.Weakness(
                                    fresh.shares,
                                    fresh.exposure,
                                    fresh.seconds,
                                    Tail.poissonAtMost(fresh.shares, expected)),
                            standard));
        }
        fresh.clear();
    }

    private void learn() {
        double known = learned.map(Learned::shares).orElse(0.0);
        boolean due = lesson.shares >= FIRST_SHARES
                && lesson.seconds >= FIRST_LESSON
                && (lesson.seconds >= LONGEST_LESSON || Learned.weight(lesson.shares, lesson.seconds) >= known);
        if (due) {
            learned = Optional.of(learned.map(before -> before.and(lesson.shares, lesson.exposure, lesson.seconds))
                    .orElseGet(() -> Learned.of(lesson.shares, lesson.exposure, lesson.seconds)));
            lesson.clear();
        }
    }

    private String reason(Windows.Weakness weakness, double standard) {
        return "It sent " + weakness.shares() + " shares in " + time(weakness.seconds()) + ", when "
                + number(standard * weakness.exposure()) + " were to be expected at " + name(standard)
                + chance(weakness.logProbability());
    }

    private static String reason(Rows.Badness badness) {
        return badness.bad() + " of its last " + badness.shares() + " shares, in " + time(badness.seconds())
                + ", were refused or rejected; of a machine with 5 % of bad shares"
                + chance(badness.logProbability());
    }

    private String name(double standard) {
        return (set.isPresent() ? "its standard of " : "what it is known for, at least ") + hashrate(standard);
    }

    private static String chance(double logProbability) {
        double power = logProbability / Math.log(10);
        return " (chance "
                + (power > -300 ? String.format(Locale.ROOT, "%.1e", Math.exp(logProbability)) : "below 1e-300")
                + ").";
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, number < 100 ? "%.1f" : "%.0f", number);
    }

    private static String time(double seconds) {
        if (seconds < 120) {
            return Math.round(seconds) + " s";
        }
        return seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }

    private static String hashrate(double hashesPerSecond) {
        String[] prefixes = {"", "k", "M", "G", "T", "P", "E"};
        int prefix = 0;
        double rest = hashesPerSecond;
        while (rest >= 1000 && prefix < prefixes.length - 1) {
            rest /= 1000;
            prefix++;
        }
        return String.format(Locale.ROOT, "%.3g ", rest) + prefixes[prefix] + "H/s";
    }
}
