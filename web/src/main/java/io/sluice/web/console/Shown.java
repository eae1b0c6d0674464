package io.sluice.web.console;

import io.sluice.admin.MachineView;
import io.sluice.admin.ReconciliationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How numbers, times and names of states are shown to people, each in their language and time zone. */
@Named
@ApplicationScoped
public class Shown {
    private static final Pattern INSTANT =
            Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z");
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};

    /** Hashes a second, such as 12.3 TH/s. */
    public String hashrate(double hashesPerSecond) {
        return scaled(hashesPerSecond) + "H/s";
    }

    /** The same; a dash when it is not known. */
    public String hashrateIfAny(Optional<Double> hashesPerSecond) {
        return hashesPerSecond.map(this::hashrate).orElse("–");
    }

    /** What a machine should do; what was learned is marked so, a dash when nobody knows. */
    public String standard(MachineView machine) {
        return machine.standardHashrate()
                .map(this::hashrate)
                .or(() -> machine.learnedHashrate().map(learned -> Words.say("learned", hashrate(learned))))
                .orElse("–");
    }

    /** Hashes, such as 1.50 PH. */
    public String work(BigDecimal hashes) {
        return scaled(hashes.doubleValue()) + "H";
    }

    /** Hashes with all their digits. */
    public String exact(BigDecimal hashes) {
        return Words.say("exactHashes", hashes.toPlainString());
    }

    /** A standard's period in words. */
    public String period(String period) {
        return Words.named("period.", period);
    }

    /** Bytes, such as 64.0 MB. */
    public String bytes(long bytes) {
        return scaled((double) bytes) + "B";
    }

    /** A number with its thousands apart. */
    public String count(long number) {
        return NumberFormat.getIntegerInstance(Words.locale()).format(number);
    }

    /** A difficulty, with as many digits as matter. */
    public String difficulty(double difficulty) {
        if (difficulty == 0) {
            return "–";
        }
        return difficulty >= 1_000_000 ? scaled(difficulty).strip() : String.format(Words.locale(), "%.6g", difficulty);
    }

    /** A part of one as percent, never 100 before it is all. */
    public String percent(double part) {
        return String.format(Words.locale(), "%.1f", Math.floor(part * 1000) / 10) + "\u202f%";
    }

    /** A part of one in percent as CSS and ARIA write it: no exponent. */
    public double hundredths(double part) {
        return Math.round(part * 1000) / 10.0;
    }

    /** How much of a whole a part is, as percent; a dash when there is no whole. */
    public String share(long part, long whole) {
        return whole == 0 ? "–" : String.format(Words.locale(), "%.2f", 100.0 * part / whole) + "\u202f%";
    }

    /** A time in the zone of whoever looks, with the zone. */
    public String time(Instant at) {
        return DateTimeFormatter.ofPattern(Words.say("timePattern"), Words.locale())
                .withZone(Preferences.zone(FacesContext.getCurrentInstance()))
                .format(at);
    }

    /** The same; a dash when there is none. */
    public String timeIfAny(Optional<Instant> at) {
        return at.map(this::time).orElse("–");
    }

    /** How long ago something was, roughly; a dash when it never was. */
    public String ago(Optional<Instant> at) {
        return at.map(instant -> rough(Duration.between(instant, Instant.now())))
                .orElse("–");
    }

    /** How long something takes, roughly. */
    public String duration(Duration duration) {
        return rough(duration);
    }

    /** Names, a few of them. */
    public String some(List<String> names) {
        return names.isEmpty()
                ? "–"
                : String.join(", ", names.subList(0, Math.min(6, names.size()))) + (names.size() > 6 ? ", …" : "");
    }

    /** The state of a machine in words. */
    public String state(MachineView.State state) {
        return Words.say("machineState." + state.name());
    }

    /** What a machine is for, in words. */
    public String role(MachineView.Role role) {
        return Words.say("role." + role.name());
    }

    /** How ledger and count compare, in words. */
    public String state(ReconciliationView.State state) {
        return Words.say("reconciliationState." + state.name());
    }

    /** The state of a login in words. */
    public String login(String state) {
        return Words.named("loginState.", state);
    }

    /** The state of a pool's address in words. */
    public String address(String state) {
        return Words.named("addressState.", state);
    }

    /** What the application said by itself, in the language and time zone of whoever looks. */
    public String said(String sentence) {
        return INSTANT.matcher(Sentences.in(Words.locale(), sentence))
                .replaceAll(found -> Matcher.quoteReplacement(moment(found.group())));
    }

    /** Why an assignment began or ended: two reasons are single words as the adapter says them. */
    public String why(String reason) {
        String words = Words.named("why.", reason);
        return words.equals(reason) ? said(reason) : words;
    }

    private String moment(String written) {
        try {
            return time(Instant.parse(written));
        } catch (DateTimeException e) {
            // Somebody wrote a day that there is not.
            return written;
        }
    }

    /** The kind of an event in words. */
    public String kind(String kind) {
        String words = Words.named("eventKind.", kind);
        return words.equals(kind) ? kind.toLowerCase(Locale.ROOT).replace('_', ' ') : words;
    }

    static String rough(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return Words.say("seconds", seconds);
        }
        if (seconds < 7200) {
            return Words.say("minutes", seconds / 60);
        }
        return seconds < 172_800 ? Words.say("hours", seconds / 3600) : Words.say("days", seconds / 86_400);
    }

    static String scaled(double number) {
        double rest = number;
        int prefix = 0;
        while (rest >= 1000 && prefix < PREFIXES.length - 1) {
            rest /= 1000;
            prefix++;
        }
        String digits = rest >= 100 || rest == 0 ? "%.0f" : rest >= 10 ? "%.1f" : "%.2f";
        return String.format(Words.locale(), digits, rest) + "\u202f" + PREFIXES[prefix];
    }
}
