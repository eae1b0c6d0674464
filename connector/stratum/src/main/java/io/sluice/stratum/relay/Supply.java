package io.sluice.stratum.relay;

import io.sluice.api.FieldStatus.SessionStatus;
import io.sluice.api.Grant;
import io.sluice.api.Login;
import io.sluice.api.LoginState;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Service;
import io.sluice.stratum.protocol.FromPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where one sub-account's jobs come from on one loop: the pool session in use, the way along the pool's addresses when it
 * fails, the way back when an earlier address returns, and the old sessions that are kept for late shares.
 * Single-threaded.
 */
final class Supply {
    /** A login under way for less than this counts as if it had succeeded, so that the order of filling is kept. */
    private static final long HOPE_MILLIS = 5_000;
    /** A pool that owes answers and says nothing for this long is left for the next address. */
    private static final long SILENT_MILLIS = 4_000;

    private static final long SILENT_ALONE_MILLIS = 30_000;
    private static final long IDLE_MILLIS = 600_000;
    private static final long LOGIN_LIMIT_MILLIS = 4_000;
    private static final long LOGIN_LIMIT_ALONE_MILLIS = 15_000;
    private static final long REFUSED_AGAIN_MILLIS = 30_000;
    private static final long LONGEST_BACKOFF_MILLIS = 30_000;
    private static final long SHORT_LIFE_MILLIS = 10_000;
    private static final long[] RETURN_MILLIS = {2_000, 3_000, 5_000, 5_000, 10_000, 15_000};
    private static final long LATE_SHARES_MILLIS = 60_000;
    /** A pool may send us elsewhere this often. */
    private static final long RECONNECT_MILLIS = 10_000;

    private static final long LONGEST_DRAIN_MILLIS = 600_000;

    private record Retired(PoolSession session, long sinceMillis) {}

    private final Relay relay;
    private final String subAccount;
    private final int bank;
    private final List<Retired> retired = new ArrayList<>();
    private final Finish finish;

    private Service service;
    private PoolConfiguration pool;
    private List<GrantCounter> counters = List.of();

    private PoolSession current;
    private PoolSession attempt;
    private PoolSession trial;
    private PoolAddress currentAddress;
    private int index;
    private int failures;
    private int trials;
    private boolean refused;
    private boolean closed;
    private String reason = "";
    private long downSinceMillis;
    private long readySinceMillis;
    /** When the pool last had us try another place. */
    private long reconnectedMillis = Long.MIN_VALUE / 2;
    /** When it last named a place that we do not go to. */
    private long strangerMillis = Long.MIN_VALUE / 2;

    private Loop.Timer next;
    private Loop.Timer nextTrial;
    private LoginState reported;
    private String reportedReason = "";
    private long reportedRevision = -1;

    Supply(Relay relay, String subAccount, int bank) {
        this.relay = relay;
        this.subAccount = subAccount;
        this.bank = bank;
        this.finish = new Finish(relay, this);
        this.downSinceMillis = relay.millis();
    }

    /** There is no session from now on; who waits for the next is looked at again when the wait is over. */
    private void down() {
        downSinceMillis = relay.millis();
        relay.loop().after(HOPE_MILLIS, () -> relay.supplyChanged(this));
    }

    /** Takes orders; the first ones open a session. */
    void order(Service orders, PoolConfiguration poolOrders) {
        Service before = service;
        PoolConfiguration poolBefore = pool;
        service = orders;
        pool = poolOrders;
        counters = orders.grants().stream()
                .map(grant -> relay.counter(subAccount, grant))
                .toList();
        boolean begins = before == null || closed;
        closed = false;
        if (begins) {
            index = 0;
            failures = 0;
            trials = 0;
            refused = false;
            reason = "";
            down();
            connect();
        } else if (!before.login().equals(orders.login())
                || !poolBefore.workerNames().equals(poolOrders.workerNames())
                || !poolBefore.addresses().equals(poolOrders.addresses())) {
            startAgain();
        }
    }

    private void startAgain() {
        boolean sameLogin = current != null
                && current.login().equals(service.login())
                && current.machineNames() == (pool.workerNames() == PoolConfiguration.WorkerNames.USER_MACHINE);
        if (sameLogin && pool.addresses().contains(current.address())) {
            index = pool.addresses().indexOf(current.address());
            scheduleReturn();
            return;
        }
        cancelPlans();
        finish.stop();
        PoolSession old = current;
        PoolSession unfinished = attempt;
        current = null;
        attempt = null;
        index = 0;
        failures = 0;
        refused = false;
        reason = "";
        down();
        if (unfinished != null) {
            unfinished.end("its orders changed");
        }
        if (old != null) {
            retire(old);
        }
        report(LoginState.CONNECTING, "");
        connect();
    }

    /** No longer wanted; late shares are still taken for a while. */
    void close() {
        closed = true;
        reported = null;
        relay.loginGone(this);
        cancelPlans();
        finish.stop();
        counters.forEach(counter -> counter.noFinisher(this));
        if (attempt != null) {
            PoolSession unfinished = attempt;
            attempt = null;
            unfinished.end("no longer wanted");
        }
        if (current != null) {
            PoolSession old = current;
            current = null;
            retire(old);
        }
    }

    /** Ends every session at once. */
    void end() {
        close();
        for (Retired old : List.copyOf(retired)) {
            old.session().end("Sluice is stopping");
        }
    }

    boolean awaitsAnswers() {
        return (current != null && current.awaitsAnswers())
                || finish.awaitsAnswers()
                || retired.stream().anyMatch(old -> old.session().awaitsAnswers());
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether nothing is left of it. */
    boolean isOver() {
        return closed && retired.isEmpty();
    }

    private void cancelPlans() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        if (nextTrial != null) {
            nextTrial.cancel();
            nextTrial = null;
        }
        if (trial != null) {
            PoolSession unfinished = trial;
            trial = null;
            unfinished.end("no longer wanted");
        }
    }

    /** A session of the present login, not opened yet. */
    PoolSession newSession(PoolAddress address) {
        Login login = service.login();
        return new PoolSession(
                relay.loop(),
                relay.book(),
                this,
                address,
                login,
                pool.workerNames() == PoolConfiguration.WorkerNames.USER_MACHINE);
    }

    private void connect() {
        next = null;
        if (closed || current != null || attempt != null) {
            return;
        }
        index %= pool.addresses().size();
        long aside = passOverThoseAside();
        if (aside > 0) {
            connectAfter(aside);
            return;
        }
        if (!refused) {
            report(LoginState.CONNECTING, reason);
        }
        attempt = newSession(pool.addresses().get(index));
        attempt.open(pool.addresses().size() > 1 ? LOGIN_LIMIT_MILLIS : LOGIN_LIMIT_ALONE_MILLIS);
    }

    /**
     * Goes on to the next address that was not put aside.
     *
     * @return 0, or the milliseconds until there is one
     */
    private long passOverThoseAside() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < pool.addresses().size(); i++) {
            long aside = relay.asideMillis(pool.addresses().get(index));
            if (aside == 0) {
                return 0;
            }
            least = Math.min(least, aside);
            next(1);
        }
        return least;
    }

    /** The pool of a session misbehaves, and is left alone for a while; returns the reason with that. */
    String putAside(PoolSession session, String why) {
        long millis = relay.putAside(session.address());
        return "put aside for " + (millis + 999) / 1_000 + " s: " + why;
    }

    private void connectAfter(long millis) {
        if (next == null && !closed) {
            next = relay.loop().after(millis, this::connect);
        }
    }

    /** Logged in, with a job: machines can work. */
    void ready(PoolSession session) {
        if (finish.owns(session)) {
            finish.job();
            return;
        }
        relay.learned(session);
        if (session == trial) {
            PoolSession old = current;
            trial = null;
            finish.stop();
            use(session);
            if (old != null) {
                retire(old);
            }
        } else if (session == attempt) {
            attempt = null;
            use(session);
        } else {
            session.end("no longer wanted");
            return;
        }
        report(LoginState.ACCEPTED, "");
        relay.serving(pool.name(), session);
        relay.supplyChanged(this);
        scheduleReturn();
    }

    private void use(PoolSession session) {
        current = session;
        currentAddress = session.address();
        index = Math.max(0, pool.addresses().indexOf(session.address()));
        refused = false;
        reason = "";
        readySinceMillis = relay.millis();
    }

    /** The pool changed its extranonce; machines that come from now on get one that fits. */
    void resized(PoolSession session) {
        if (finish.owns(session)) {
            finish.resized();
        } else {
            relay.learned(session);
        }
    }

    /** A job came after the session was ready. */
    void job(PoolSession session, Job job, boolean clean) {
        relay.broadcast(session, job, clean);
        if (finish.owns(session)) {
            finish.job();
        }
    }

    /** The pool refused the login, in these words; the session ends next. */
    void refused(PoolSession session, String words) {
        if (session == attempt) {
            refused = true;
            reason = words;
            report(LoginState.REFUSED, words);
        }
    }

    /** A session is over, before or after it was ready. */
    void ended(PoolSession session, String why) {
        relay.book().forget(session);
        retired.removeIf(old -> old.session() == session);
        if (finish.owns(session)) {
            finish.ended();
        } else if (session == trial) {
            trial = null;
            scheduleReturn();
        } else if (session == attempt) {
            attempt = null;
            if (refused && why.equals(reason)) {
                relay.supplyChanged(this);
                connectAfter(REFUSED_AGAIN_MILLIS);
                return;
            }
            refused = false;
            reason = why;
            relay.failing(pool.name(), session.address(), why);
            failed();
        } else if (session == current) {
            current = null;
            reason = why;
            finish.stop();
            down();
            relay.failing(pool.name(), session.address(), why);
            report(LoginState.CONNECTING, why);
            if (relay.millis() - readySinceMillis > SHORT_LIFE_MILLIS) {
                failures = 0;
                next(1);
                connectAfter(0);
            } else {
                failed();
            }
            relay.supplyChanged(this);
        }
    }

    private void next(int steps) {
        index = (index + steps) % pool.addresses().size();
    }

    private void failed() {
        failures++;
        next(1);
        report(LoginState.CONNECTING, reason);
        int rounds = failures / pool.addresses().size();
        boolean roundBegins = failures % pool.addresses().size() == 0;
        // Along the addresses at once; then wait, longer each round and not in step with others.
        long wait = roundBegins ? Math.min(LONGEST_BACKOFF_MILLIS, 500L << Math.min(rounds, 6)) : 0;
        connectAfter(wait == 0 ? 0 : wait / 2 + relay.jitter(wait / 2));
    }

    private void scheduleReturn() {
        if (index == 0 || nextTrial != null || trial != null || current == null || closed) {
            return;
        }
        long wait = RETURN_MILLIS[Math.min(trials, RETURN_MILLIS.length - 1)];
        nextTrial = relay.loop().after(wait, () -> {
            nextTrial = null;
            if (current != null && index > 0 && !closed) {
                PoolAddress earlier = pool.addresses().get(trials % index);
                trials++;
                if (relay.asideMillis(earlier) > 0) {
                    scheduleReturn();
                    return;
                }
                trial = newSession(earlier);
                trial.open(LOGIN_LIMIT_MILLIS);
            }
        });
    }

    /** The pool wants us elsewhere. */
    void reconnect(PoolSession session, FromPool.Reconnect request) {
        PoolAddress here = session.address();
        boolean sameHost = request.host().isEmpty()
                || request.host().toLowerCase(Locale.ROOT).equals(here.host().toLowerCase(Locale.ROOT));
        if (!sameHost && !relay.field().settings().reconnectHosts().test(request.host())) {
            if (relay.millis() - strangerMillis >= RECONNECT_MILLIS) {
                strangerMillis = relay.millis();
                relay.warn("Pool " + pool.name() + " at " + here.host() + " asks to reconnect to the stranger "
                        + request.host() + ", which is not followed");
            }
            return;
        }
        String host = sameHost ? here.host() : request.host();
        int port = request.port() == 0 ? here.port() : request.port();
        PoolAddress there = new PoolAddress(host, port, here.tls(), here.pin());
        long wait = Math.min(60, Math.max(0, request.waitSeconds())) * 1_000L;
        long soonest = Math.max(readySinceMillis, reconnectedMillis) + RECONNECT_MILLIS - relay.millis();
        relay.loop().after(Math.max(wait, soonest), () -> {
            boolean tooSoon = relay.millis() < reconnectedMillis + RECONNECT_MILLIS;
            if (session == current && trial == null && !closed && !tooSoon && relay.asideMillis(there) == 0) {
                reconnectedMillis = relay.millis();
                trial = newSession(there);
                trial.open(LOGIN_LIMIT_MILLIS);
            }
        });
    }

    /** Gets no machines any more; late shares are still taken for a while. */
    void retire(PoolSession old) {
        retired.add(new Retired(old, relay.millis()));
        relay.supplyChanged(this);
    }

    /** Once a second. */
    void sweep() {
        long now = relay.millis();
        if (current != null) {
            current.sweep();
        }
        for (Retired old : List.copyOf(retired)) {
            old.session().sweep();
            long age = now - old.sinceMillis();
            boolean quiet = old.session().machines().isEmpty() && !old.session().awaitsAnswers();
            if (age > LONGEST_DRAIN_MILLIS || (age > LATE_SHARES_MILLIS && quiet)) {
                old.session().end("its late shares are in");
            }
        }
        if (current == null) {
            return;
        }
        finish.sweep();
        if (index == 0 && now - readySinceMillis > LATE_SHARES_MILLIS) {
            trials = 0;
        }
        boolean alone = pool.addresses().size() == 1;
        if (current.isSilent(alone ? SILENT_ALONE_MILLIS : SILENT_MILLIS)) {
            PoolSession silent = current;
            reason = "it answers no shares";
            relay.failing(pool.name(), silent.address(), reason);
            current = null;
            finish.stop();
            down();
            failures = 0;
            next(1);
            retire(silent);
            report(LoginState.CONNECTING, reason);
            connectAfter(0);
        } else if (current.millisSinceReceived() > IDLE_MILLIS) {
            current.end("it has been silent for " + IDLE_MILLIS / 60_000 + " minutes");
        }
    }

    private void report(LoginState state, String why) {
        long revision = service.login().revision();
        if (state != reported || !why.equals(reportedReason) || revision != reportedRevision) {
            reported = state;
            reportedReason = why;
            reportedRevision = revision;
            PoolAddress at = currentAddress == null ? pool.addresses().get(0) : currentAddress;
            relay.loginState(this, revision, state, at.url(), why);
        }
    }

    /** Whether machines can be given jobs. */
    boolean isReady() {
        return current != null;
    }

    /** Whether a login under way is young enough to be waited for. */
    boolean isHopeful() {
        return current == null && !refused && !closed && relay.millis() - downSinceMillis < HOPE_MILLIS;
    }

    /** The session that machines are to work in; null while there is none. */
    PoolSession session() {
        PoolSession finishing = finish.session();
        return finishing != null ? finishing : current;
    }

    /** The same but for the end of a grant. */
    PoolSession usualSession() {
        return current;
    }

    /** The end of a grant. */
    Finish finish() {
        return finish;
    }

    String subAccount() {
        return subAccount;
    }

    int bank() {
        return bank;
    }

    String reason() {
        return reason;
    }

    LoginState state() {
        return current != null ? LoginState.ACCEPTED : refused ? LoginState.REFUSED : LoginState.CONNECTING;
    }

    /** Counts for the period that now runs. */
    GrantCounter counter() {
        return counterAt(relay.now());
    }

    /** Counts for the period that an instant falls into; for the nearest known one when none is known for it. */
    GrantCounter counterAt(Instant at) {
        for (GrantCounter counter : counters) {
            if (counter.grant().covers(at)) {
                return counter;
            }
        }
        // A clock that was set back does not make it the next period.
        GrantCounter first = counters.get(0);
        return at.isBefore(first.grant().periodStart()) ? first : counters.get(counters.size() - 1);
    }

    /** The next instant at which another grant begins to count, or null. */
    Instant nextPeriod() {
        Instant now = relay.now();
        return counters.stream()
                .map(GrantCounter::grant)
                .map(Grant::periodStart)
                .filter(start -> start.isAfter(now))
                .findFirst()
                .orElse(null);
    }

    boolean hasWork() {
        return !counter().usedUp();
    }

    /** Where a counter counts shares of the present difficulty. */
    GrantCounter.Tally tally(GrantCounter counter) {
        return session().currentJob().tally(counter);
    }

    /** The same for taking machines on. */
    GrantCounter.Tally employingTally(GrantCounter counter) {
        return finish.employing(counter, tally(counter));
    }

    void addStatus(List<SessionStatus> sessions) {
        PoolAddress at = current != null
                ? current.address()
                : pool.addresses().get(index % pool.addresses().size());
        sessions.add(status(current, at));
        PoolSession finishing = finish.session();
        if (finishing != null) {
            sessions.add(status(finishing, finishing.address()));
        }
    }

    private SessionStatus status(PoolSession session, PoolAddress at) {
        if (session == null) {
            return new SessionStatus(subAccount, pool.name(), at, state(), reason, 0, 0, 0, 0, 0, 0);
        }
        return new SessionStatus(
                subAccount,
                pool.name(),
                at,
                state(),
                reason,
                session.difficulty().asDouble(),
                session.machines().size(),
                session.latencyMillis(),
                session.machines().stream()
                        .mapToDouble(MachineSession::hashrate)
                        .sum(),
                session.extranonce1Size(),
                session.extranonce2Size());
    }
}
