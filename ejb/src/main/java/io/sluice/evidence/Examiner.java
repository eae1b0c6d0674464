package io.sluice.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Examines all machines. Single-threaded. */
public final class Examiner {
    /** Seconds after which a pool's verdict counts half, where machines are compared. */
    private static final double RECENT = 60;

    /** Verdicts on others that it takes to say that a pool accepts shares. */
    private static final double ENOUGH = 20;

    private final Significance significance;
    private Map<String, Examination> cases = Map.of();
    private final Map<String, Verdicts> pools = new HashMap<>();
    private Instant at = Instant.MIN;

    /**
     * A machine to be examined.
     *
     * @param standard hashes a second that an operator says it should do; empty: what is learned holds
     * @param before what was found when it was last examined, by whomever
     * @param learned what was learned of it before
     * @param sample what it shows now; empty while it has no connection
     */
    public record Subject(
            String name, OptionalDouble standard, Finding before, Optional<Learned> learned, Optional<Sample> sample) {
        public Subject {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(standard, "standard");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(learned, "learned");
            Objects.requireNonNull(sample, "sample");
        }
    }

    /** What pools said lately of the shares for one sub-account. */
    private static final class Verdicts {
        double accepted;
        double rejected;
    }

    /**
     * An examiner without memory.
     *
     * @param falseAlarmsPerYear how often a machine that does its standard may be found silent or below it, on average
     */
    public Examiner(double falseAlarmsPerYear) {
        significance = new Significance(falseAlarmsPerYear);
    }

    /**
     * Examines all machines; those that are not named are forgotten.
     *
     * @param now of the samples
     * @return one for each, by name
     */
    public Map<String, Examination> examine(Instant now, List<Subject> subjects) {
        double kept = at.equals(Instant.MIN) || !now.isAfter(at)
                ? 1
                : Math.pow(0.5, Duration.between(at, now).toNanos() / 1e9 / RECENT);
        boolean later = now.isAfter(at);
        at = now;
        pools.values().forEach(verdicts -> {
            verdicts.accepted *= kept;
            verdicts.rejected *= kept;
        });
        pools.values().removeIf(verdicts -> verdicts.accepted + verdicts.rejected < 0.01);
        Map<String, Examination> all = new HashMap<>(subjects.size() * 4 / 3 + 1);
        for (Subject subject : subjects) {
            Examination examination = cases.get(subject.name());
            if (examination == null) {
                examination = new Examination(significance, subject.before(), subject.learned());
            }
            examination.hold(subject.standard(), now);
            if (subject.sample().isEmpty()) {
                examination.away();
            } else if (later) {
                Sample sample = subject.sample().get();
                examination.take(sample, blamed(examination, sample, kept));
            }
            all.put(subject.name(), examination);
        }
        cases = all;
        return all;
    }

    /**
     * How many rejects are the machine's fault: all, where the same sub-account's pool accepts what others send, else none.
     * Its own verdicts do not count for that, and where it is alone nothing can be said.
     */
    private long blamed(Examination examination, Sample sample, double kept) {
        examination.recentAccepted *= kept;
        examination.recentRejected *= kept;
        if (!sample.subAccount().equals(examination.recentSubAccount)) {
            examination.recentSubAccount = sample.subAccount();
            examination.recentAccepted = 0;
            examination.recentRejected = 0;
        }
        Sample before = examination.last();
        if (before == null || !sample.continues(before) || sample.subAccount().isEmpty()) {
            return 0;
        }
        long accepted = sample.accepted() - before.accepted();
        long rejected = sample.rejected() - before.rejected();
        Verdicts all = pools.computeIfAbsent(sample.subAccount(), name -> new Verdicts());
        all.accepted += accepted;
        all.rejected += rejected;
        examination.recentAccepted += accepted;
        examination.recentRejected += rejected;
        double othersAccepted = all.accepted - examination.recentAccepted;
        double othersRejected = all.rejected - examination.recentRejected;
        double others = othersAccepted + othersRejected;
        return others >= ENOUGH && othersRejected <= Rows.TOLERATED * others ? rejected : 0;
    }
}
