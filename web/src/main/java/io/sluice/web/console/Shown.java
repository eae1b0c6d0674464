package io.sluice.web.console;

import io.sluice.admin.MachineView;
import io.sluice.admin.ReconciliationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How numbers and times are shown to people. */
@Named
@ApplicationScoped
public class Shown {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Hashes a second, such as 12.3 TH/s. */
    public String hashrate(double hashesPerSecond) {
        return scaled(hashesPerSecond) + "H/s";
    }

    /** What a machine should do; what was learned is marked so, a dash when nobody knows. */
    public String standard(MachineView machine) {
        return machine.standardHashrate()
                .map(this::hashrate)
                .or(() -> machine.learnedHashrate().map(learned -> hashrate(learned) + " (learned)"))
                .orElse("–");
    }

    /** Hashes, such as 1.50 PH. */
    public String work(BigDecimal hashes) {
        return scaled(hashes.doubleValue()) + "H";
    }

    /** Hashes with all their digits. */
    public String exact(BigDecimal hashes) {
        return hashes.toPlainString() + " hashes";
    }

    /** Bytes, such as 64.0 MB. */
    public String bytes(long bytes) {
        return scaled((double) bytes) + "B";
    }

    /** A number with its thousands apart. */
    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    /** A part of one as percent, never 100 before it is all. */
    public String percent(double part) {
        return String.format(Locale.ROOT, "%.1f", Math.floor(part * 1000) / 10) + "\u202f%";
    }

    /** A time in UTC. */
    public String time(Instant at) {
        return TIME.format(at);
    }

    /** A time in UTC; a dash when there is none. */
    public String timeIfAny(Optional<Instant> at) {
        return at.map(this::time).orElse("–");
    }

    /** How long ago something was, roughly; a dash when it never was. */
    public String ago(Optional<Instant> at) {
        return at.map(instant -> rough(Duration.between(instant, Instant.now())))
                .orElse("–");
    }

    /** The state of a machine in words. */
    public String state(MachineView.State state) {
        return switch (state) {
            case ONLINE -> "online";
            case OFFLINE -> "offline";
            case SILENT -> "silent";
            case BELOW_STANDARD -> "below standard";
            case OUT_OF_SERVICE -> "out of service";
        };
    }

    /** How ledger and count compare, in words. */
    public String state(ReconciliationView.State state) {
        return switch (state) {
            case EQUAL -> "equal";
            case CATCHING_UP -> "catching up";
            case DIFFERENT -> "different";
        };
    }

    /** The kind of an event in words. */
    public String kind(String kind) {
        return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String rough(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    private static String scaled(double number) {
        double rest = number;
        int prefix = 0;
        while (rest >= 1000 && prefix < PREFIXES.length - 1) {
            rest /= 1000;
            prefix++;
        }
        String digits = rest >= 100 || rest == 0 ? "%.0f" : rest >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, digits, rest) + "\u202f" + PREFIXES[prefix];
    }
}
