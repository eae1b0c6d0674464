package io.sluice.evidence;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** A machine that finds shares as a Poisson process does, in virtual time, and is looked at every few seconds. */
final class Rig {
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    /** Hashes a second that it should do. */
    static final double STANDARD = 1e14;

    final Examination examination;
    private final SplittableRandom random;
    private final double sharesASecond;
    private final double everySeconds;
    /** Part of its standard that it does. */
    double does = 1;
    /** Part of its shares that are refused. */
    double spoils;

    boolean connected = true;
    Instant now = START;
    Instant connectedSince = START;
    private double untilShare;
    private long shares;
    private double exposure;
    private long refused;

    Rig(double falseAlarmsPerYear, OptionalDouble standard, double sharesAMinute, double everySeconds, long seed) {
        this.random = new SplittableRandom(seed);
        this.sharesASecond = sharesAMinute / 60;
        this.everySeconds = everySeconds;
        this.examination = new Examination(
                new Significance(falseAlarmsPerYear), Finding.healthy(START), java.util.Optional.empty());
        examination.hold(standard, START);
        untilShare = gap();
    }

    static Rig ofStandard(double sharesAMinute, long seed) {
        return new Rig(1, OptionalDouble.of(STANDARD), sharesAMinute, 2, seed);
    }

    void reconnect() {
        connectedSince = now;
        shares = 0;
        exposure = 0;
        refused = 0;
    }

    /** Lets so much time pass. */
    void run(double seconds) {
        for (double passed = 0; passed < seconds; passed += everySeconds) {
            step();
        }
    }

    /** Lets time pass until something else is found than before; gives up after so many seconds. */
    double runUntilFound(Finding.State state, double most) {
        double passed = 0;
        while (passed < most && examination.finding().state() != state) {
            step();
            passed += everySeconds;
        }
        return passed;
    }

    void step() {
        now = now.plusNanos((long) (everySeconds * 1e9));
        double left = everySeconds * sharesASecond * does;
        while (left >= untilShare) {
            left -= untilShare;
            untilShare = gap();
            if (spoils > 0 && random.nextDouble() < spoils) {
                refused++;
            } else {
                shares++;
            }
        }
        untilShare -= left;
        exposure += everySeconds * sharesASecond / STANDARD;
        if (connected) {
            examination.take(new Sample(now, connectedSince, 1, shares, exposure, refused, shares, 0, "alice"), 0);
        } else {
            examination.away();
        }
    }

    private double gap() {
        return -Math.log(1 - random.nextDouble());
    }
}
