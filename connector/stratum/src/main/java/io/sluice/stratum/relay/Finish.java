package io.sluice.stratum.relay;

import io.sluice.stratum.work.Difficulty;

/**
 * The end of a grant at a supply. A pool's difficulty suits all machines of a session together, or is as old as the pool,
 * and may be too coarse for what is left: few machines would be employed, each waiting long for its share, and the last
 * share would exceed the rest by much. So when less is due than a few shares for each machine, a second session is opened
 * and a difficulty suggested there that suits the machines. If the pool grants a lower one they go over to it, and leave it
 * when the grant is done; if not, nothing changes. Single-threaded.
 */
final class Finish {
    /** Shares due for each machine employed, at which the end begins: twice as many as those at which machines peel off. */
    private static final int SHARES_EACH = 4;
    /** So many times more due is not the end any more. */
    private static final int FAR = 16;
    /** Shares a minute that a machine is to find at the end, where it is steered to no number of its own. */
    private static final int SHARES_PER_MINUTE = 12;
    /** Shares a second that a session is to send, however many machines it has. */
    private static final double SHARES_PER_SECOND = 4;

    /**
     * Half as many machines as shares due are few enough where each finds one within seconds, so that hardly any is under
     * way in the end. Where a machine's shares come rarer than this, more may stay: so many that what is left takes twice
     * this time. Chance has no memory, so nothing is lost with those who have not found theirs; and the pool's difficulty
     * has time to follow the machines that leave.
     */
    private static final double QUICK_SECONDS = 15;

    private static final double HASHES_PER_DIFFICULTY = 4_294_967_296.0;
    /** A lower difficulty is one that is lower by this. */
    private static final double LOWER = 2;
    /** A difficulty lower than the one suggested by more than this would have the machines flood the pool. */
    private static final double MUCH_LOWER = 16;

    private static final int LEAST_EXPONENT = -40;
    private static final int MOST_EXPONENT = 99;

    private static final long LOOK_MILLIS = 1_000;
    private static final long LOGIN_LIMIT_MILLIS = 4_000;
    /** Pools set a new difficulty with their next job, or the one after that. */
    private static final long GRANT_LIMIT_MILLIS = 90_000;

    private static final long SILENT_MILLIS = 4_000;
    private static final long AGAIN_MILLIS = 10_000;
    private static final long REFUSED_AGAIN_MILLIS = 600_000;
    private static final int MOST_DOUBLINGS = 5;

    private final Relay relay;
    private final Supply supply;
    private PoolSession session;
    private boolean inUse;
    private GrantCounter grant;
    private Job before;
    private double leeway = 1;
    private int refusals;
    private int suggestions;
    private long nextLookMillis = Long.MIN_VALUE;

    Finish(Relay relay, Supply supply) {
        this.relay = relay;
        this.supply = supply;
    }

    /** The session that machines are to work in; null while that is the supply's usual one. */
    PoolSession session() {
        return inUse ? session : null;
    }

    /** Whether a session is this one, in use or not yet. */
    boolean owns(PoolSession one) {
        return one != null && one == session;
    }

    /**
     * A share by whose difficulty machines are taken on: the usual one's, so that a finer one brings nobody back who has
     * moved on.
     */
    GrantCounter.Tally employing(GrantCounter counter, GrantCounter.Tally present) {
        if (!inUse || before.difficulty().compareTo(session.difficulty()) <= 0) {
            return present;
        }
        return before.tally(counter);
    }

    /** Whether the end of a grant has come. */
    boolean isNear(GrantCounter counter) {
        return inUse || hasCome(counter);
    }

    private boolean hasCome(GrantCounter counter) {
        return counter.isDueLessThan(SHARES_EACH, supply.tally(counter));
    }

    /**
     * So many machines may stay for each that would be taken on. Those who left are not taken on again for it, so nobody
     * goes to and fro.
     */
    double leeway() {
        return leeway;
    }

    /** Tells a grant who works for it here, once a second while its end has come. */
    void tell(GrantCounter counter) {
        if (!isNear(counter)) {
            leeway = 1;
            counter.noFinisher(supply);
            return;
        }
        PoolSession used = supply.session();
        double hashrate = 0;
        int machines = 0;
        for (MachineSession machine : used.machines()) {
            if (machine.employedBy() == counter) {
                hashrate += machine.hashrate();
                machines++;
            }
        }
        counter.finisher(supply, supply.tally(counter), hashrate);
        double secondsEach =
                hashrate <= 0 ? 0 : machines * used.difficulty().asDouble() * HASHES_PER_DIFFICULTY / hashrate;
        leeway = Math.max(1, secondsEach / QUICK_SECONDS);
    }

    /** Looks whether the end has come, and does what is to be done about it. Called for each share and each second. */
    void look(GrantCounter counter) {
        long now = relay.millis();
        PoolSession used = supply.session();
        if (now < nextLookMillis || used == null || !hasCome(counter)) {
            return;
        }
        nextLookMillis = now + LOOK_MILLIS;
        if (counter.usedUp() || relay.isQuiescing() || (session != null && !inUse)) {
            return;
        }
        Difficulty suited = suited(used, counter);
        if (suited == null || suited.asDouble() * LOWER > used.difficulty().asDouble()) {
            return;
        }
        if (inUse) {
            // Few machines are left, or the pool made it coarser again. Less and less often, as it may do so for ever.
            session.suggest(suited);
            nextLookMillis = now + (AGAIN_MILLIS << Math.min(suggestions++, MOST_DOUBLINGS));
        } else {
            open(counter, used, suited);
        }
    }

    /** What suits the machines of a session that a grant employs; null when they have not shown how fast they are. */
    private Difficulty suited(PoolSession used, GrantCounter counter) {
        double hashrate = 0;
        int machines = 0;
        for (MachineSession machine : used.machines()) {
            if (machine.employedBy() == counter) {
                hashrate += machine.hashrate();
                machines++;
            }
        }
        if (hashrate <= 0) {
            return null;
        }
        int perMinute = relay.field().settings().sharesPerMinute();
        double secondsEach = 60.0 / (perMinute > 0 ? perMinute : SHARES_PER_MINUTE);
        double least =
                Math.max(hashrate / machines * secondsEach, hashrate / SHARES_PER_SECOND) / HASHES_PER_DIFFICULTY;
        int exponent = Math.getExponent(least) + 1;
        return Difficulty.powerOfTwo(Math.max(LEAST_EXPONENT, Math.min(MOST_EXPONENT, exponent)));
    }

    private void open(GrantCounter counter, PoolSession used, Difficulty suited) {
        grant = counter;
        before = used.currentJob();
        suggestions = 0;
        PoolSession opened = supply.newSession(used.address());
        session = opened;
        opened.suggest(suited);
        opened.open(LOGIN_LIMIT_MILLIS);
        relay.loop().after(GRANT_LIMIT_MILLIS, () -> {
            if (session == opened && !inUse) {
                opened.end("the pool grants no lower difficulty");
            }
        });
    }

    /** It has a job: the first, or another one. */
    void job() {
        if (inUse || !isGranted()) {
            return;
        }
        inUse = true;
        refusals = 0;
        before = supply.usualSession().currentJob();
        relay.supplyChanged(supply);
    }

    private boolean isGranted() {
        PoolSession usual = supply.usualSession();
        double lower = session.difficulty().asDouble();
        return lower * LOWER <= usual.difficulty().asDouble()
                && lower * MUCH_LOWER >= session.suggestion().asDouble()
                && isAsWide(usual);
    }

    /** No machine is to be given another extranonce or a smaller mask for the end of a grant. */
    private boolean isAsWide(PoolSession usual) {
        return session.extranonce2Size() >= usual.extranonce2Size()
                && (usual.versionMask() & ~session.versionMask()) == 0;
    }

    /** Its extranonce is another from the next job on. */
    void resized() {
        if (!isAsWide(supply.usualSession())) {
            giveUp();
        }
    }

    /** It is over, by itself or as nothing came of it. */
    void ended() {
        boolean used = inUse;
        session = null;
        inUse = false;
        notSoon();
        if (used) {
            relay.supplyChanged(supply);
        }
    }

    private void notSoon() {
        nextLookMillis = relay.millis() + (REFUSED_AGAIN_MILLIS << Math.min(refusals++, MOST_DOUBLINGS));
    }

    private void giveUp() {
        notSoon();
        stop();
    }

    /** The machines leave it; late shares are still taken. */
    void stop() {
        PoolSession old = session;
        boolean used = inUse;
        session = null;
        inUse = false;
        if (used) {
            supply.retire(old);
        } else if (old != null) {
            old.end("no longer needed");
        }
    }

    boolean awaitsAnswers() {
        return session != null && session.awaitsAnswers();
    }

    /** Once a second. */
    void sweep() {
        if (session != null) {
            session.sweep();
            if (isDone()) {
                stop();
            } else if (inUse && session.isSilent(SILENT_MILLIS)) {
                giveUp();
            }
        }
    }

    private boolean isDone() {
        return grant != supply.counter()
                || (grant.usedUp()
                        ? !session.awaitsAnswers()
                        : !grant.isDueLessThan(FAR * SHARES_EACH, before.tally(grant)));
    }
}
