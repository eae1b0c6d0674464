package io.sluice.stratum.relay;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.Itinerary;
import io.sluice.api.Names;
import io.sluice.api.Secret;
import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromMachine;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.RequestId;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.Target;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One connection of a machine: its login, the jobs it is given and the shares it sends. It keeps its extranonce for life,
 * whatever it works for. Single-threaded.
 */
final class MachineSession implements Line.Listener {
    private static final long SUBSCRIBE_LIMIT_MILLIS = 15_000;
    private static final long AUTHORIZE_LIMIT_MILLIS = 60_000;
    private static final long SILENT_LIMIT_MILLIS = 600_000;
    private static final long AUTHENTICATION_LIMIT_MILLIS = 5_000;
    private static final int MESSAGES_BEFORE_LOGIN = 20;
    private static final int NONSENSE_LIMIT = 10;
    private static final long NONSENSE_FORGOTTEN_MILLIS = 60_000;
    /** Offences are bad shares and needless requests. One is forgiven each second, and one for each good share. */
    static final int WARNED_AFTER = 20;

    static final int SLOWED_AFTER = 50;
    static final int DROPPED_AFTER = 200;
    /** Who is slowed is read from once in this time. */
    static final long SLOW_MILLIS = 1_000;
    /** Requests besides shares that a machine may have at once, and those it may have in a minute for long. */
    static final int REQUESTS_AT_ONCE = 60;

    static final int REQUESTS_PER_MINUTE = 60;
    /** Shares that go nowhere, being too easy for the pool or without work to be for: at once, and for long. */
    static final int NEEDLESS_AT_ONCE = 2_000;

    static final int NEEDLESS_PER_SECOND = 20;
    /** How often a connection is given its job again for what it agrees on, without having to wait for that. */
    private static final int JOBS_AGAIN_AT_ONCE = 3;

    static final int REFUSED_LOGINS = 5;
    /** A suggestion is followed at once, but not more often than this; the next job has it anyway. */
    private static final long SUGGESTION_MILLIS = 10_000;

    private static final int MOST_UNDER_WAY = 1_000;
    /** A machine without work goes on with its last job; what it finds this long after may have been under way. */
    private static final long UNDER_WAY_MILLIS = 3_000;
    /** The same where its last job's standard is filled: what comes later only looks like work for it. */
    private static final long LAST_SHARES_MILLIS = 300;
    /** A machine without work is told so this often. */
    private static final long IDLE_WORD_MILLIS = 55_000;
    /** Silence of a machine that is to finish a standard: this, and so many times what its shares usually take. */
    private static final long OVERDUE_MILLIS = 10_000;

    private static final int OVERDUE_SHARES = 5;
    private static final long OVERDUE_UNMEASURED_MILLIS = 60_000;
    /** A share's time after its job's. Pools take two hours by their own clock, the common ones some minutes less by their job's. */
    private static final int TIME_AHEAD_SECONDS = 6_900;

    private static final int LEAST_EXPONENT = -40;
    private static final int MOST_EXPONENT = 99;
    private static final Target[] TARGETS = new Target[MOST_EXPONENT - LEAST_EXPONENT + 1];
    /** A share that cost so much work speaks for its machine, whatever the pool wants. */
    private static final Target WORTH = Difficulty.powerOfTwo(0).target();

    static {
        for (int i = 0; i < TARGETS.length; i++) {
            TARGETS[i] = Difficulty.powerOfTwo(LEAST_EXPONENT + i).target();
        }
    }

    /** What holds for a machine's jobs from one number on. */
    private record Pin(long fromJob, int exponent, int versionMask, Extranonce extranonce) {}

    private static final int MOST_PINS = 32;

    private final Relay relay;
    private final Line line;
    private final String host;
    private final long openedMillis;
    private final Deque<FromMachine> held = new ArrayDeque<>();
    private final Deque<Pin> pins = new ArrayDeque<>();
    private final DifficultySteering steering;
    private final HashrateMeter meter;
    private final EvidenceCount evidence = new EvidenceCount();

    private boolean closed;
    private boolean dropped;
    private boolean stopping;
    private int messages;
    private int nonsense;
    private long lastNonsenseMillis;
    private int offences;
    private long offencesMillis;
    private boolean warned;
    private long slowUntilMillis = Long.MIN_VALUE;
    private int requests;
    private long requestsMillis;
    private int needless;
    private long needlessMillis;
    private int jobsAgain;
    private int refusedLogins;
    private boolean vouches;
    private long lastSuggestionMillis = Long.MIN_VALUE / 2;
    private int underWay;
    private long lastHeardMillis;
    private boolean holding;

    private String agent = "";
    private Extranonce extranonce;
    private boolean newExtranonce;
    private boolean reconnectAsked;
    private boolean rollsVersions;
    private int versionMask;
    private boolean takesExtranonce;
    private boolean subscribed;
    private String name;
    private boolean asked;
    private boolean admitted;
    private String group = "";
    private Instant admittedAt;
    private Origin origin;

    private Itinerary itinerary = Itinerary.NONE;
    private Supply supply;
    private PoolSession session;
    private int placeInSession;
    private GrantCounter employedBy;
    private long idleSinceMillis;
    private long busySinceMillis;
    private long lastToldMillis;
    private boolean passedOver;
    private String idleReason = "it is not logged in yet";
    private int sentExponent = Integer.MIN_VALUE;
    private int sentVersionMask;
    private long lastJobNumber;

    MachineSession(Relay relay, Line line) {
        this.relay = relay;
        this.line = line;
        this.host = Conduct.hostOf(line.remoteAddress());
        this.openedMillis = relay.millis();
        this.lastHeardMillis = openedMillis;
        this.lastToldMillis = openedMillis;
        this.offencesMillis = openedMillis;
        this.requestsMillis = openedMillis;
        this.needlessMillis = openedMillis;
        this.steering = new DifficultySteering(relay.field().settings().sharesPerMinute(), openedMillis);
        this.meter = new HashrateMeter(openedMillis);
    }

    // ---- What it says

    @Override
    public void received(byte[] buffer, int offset, int length) {
        if (closed || dropped) {
            return;
        }
        if (length > 0) {
            lastHeardMillis = relay.millis();
        }
        if (!admitted && ++messages > MESSAGES_BEFORE_LOGIN) {
            dropFor("more than " + MESSAGES_BEFORE_LOGIN + " messages before it logged in");
            return;
        }
        if (length == 0) {
            // Some firmware ends its lines twice; nothing is said to that, and it is no way to keep a loop busy.
            if (admitted && asksTooMuch()) {
                offends("empty lines without end");
            }
            return;
        }
        FromMachine said;
        try {
            said = MachineCodec.parse(buffer, offset, length);
        } catch (ProtocolException e) {
            send(MachineCodec.error(e.id(), new StratumError(StratumError.OTHER, e.getMessage())));
            relay.count(VerdictCounts.INVALID);
            nonsense = lastHeardMillis - lastNonsenseMillis > NONSENSE_FORGOTTEN_MILLIS ? 1 : nonsense + 1;
            lastNonsenseMillis = lastHeardMillis;
            if (!subscribed || nonsense > NONSENSE_LIMIT) {
                dropFor("it does not speak Stratum: " + e.getMessage());
            }
            return;
        }
        if (holding && held.size() >= MESSAGES_BEFORE_LOGIN) {
            dropFor("more than " + MESSAGES_BEFORE_LOGIN + " messages before the first was answered");
        } else if (holding) {
            held.addLast(said);
        } else {
            take(said);
        }
    }

    private void take(FromMachine said) {
        if (said instanceof FromMachine.Submit submit) {
            submit(submit);
        } else if (admitted && asksTooMuch()) {
            send(MachineCodec.error(said.id(), new StratumError(StratumError.OTHER, "too many requests")));
            offends("requests without end");
        } else if (said instanceof FromMachine.Configure || said instanceof FromMachine.Subscribe) {
            whenSizesAreKnown(said);
        } else if (said instanceof FromMachine.Authorize authorize) {
            authorize(authorize);
        } else if (said instanceof FromMachine.ExtranonceSubscribe request) {
            takesExtranonce = true;
            send(MachineCodec.truth(request.id(), true));
        } else if (said instanceof FromMachine.SuggestDifficulty suggestion) {
            send(MachineCodec.truth(suggestion.id(), true));
            suggest(suggestion.difficulty());
        } else if (said instanceof FromMachine.Ping ping) {
            send(MachineCodec.text(ping.id(), "pong"));
        } else if (said instanceof FromMachine.Unknown unknown) {
            send(MachineCodec.error(
                    unknown.id(), new StratumError(StratumError.OTHER, "unknown method " + unknown.method())));
        } else if (said instanceof FromMachine.Answer answer && agent.isEmpty()) {
            agent = visible(answer.text());
        }
    }

    /** How the extranonce is divided depends on every pool, so the answer waits until they were asked, for 3 s at most. */
    private void whenSizesAreKnown(FromMachine said) {
        if (subscribed || relay.field().sizesKnown()) {
            configureOrSubscribe(said);
            return;
        }
        holding = true;
        held.addFirst(said);
        relay.whenSizesKnown(() -> {
            if (!holding || closed) {
                return;
            }
            holding = false;
            while (!held.isEmpty() && !closed) {
                FromMachine next = held.removeFirst();
                if (next instanceof FromMachine.Configure || next instanceof FromMachine.Subscribe) {
                    configureOrSubscribe(next);
                } else {
                    take(next);
                }
            }
        });
    }

    private void configureOrSubscribe(FromMachine said) {
        if (said instanceof FromMachine.Configure configure) {
            configure(configure);
        } else if (said instanceof FromMachine.Subscribe subscribe) {
            subscribe(subscribe);
        }
    }

    private void configure(FromMachine.Configure configure) {
        if (configure.versionMask().isPresent()) {
            int granted = configure.versionMask().getAsInt() & relay.field().versionMask();
            // Never wider than what it was told before.
            versionMask = rollsVersions ? versionMask & granted : granted;
            rollsVersions = true;
            sentVersionMask = versionMask;
        }
        configure
                .minimumDifficulty()
                .ifPresent(least -> steering.atLeast(Difficulty.of(least).floorExponent()));
        takesExtranonce |= configure.subscribeExtranonce();
        send(MachineCodec.configured(configure.id(), configure, versionMask));
        giveJobAgainAsAsked(true);
    }

    /** What was agreed is new: the job in hand was sent under other terms. */
    private void giveJobAgain(boolean clean) {
        if (session != null && session.isReady() && session.currentJob().canCarry(extranonce.profile())) {
            sendJob(session.jobAfter(lastJobNumber), clean);
        }
    }

    /**
     * The same for what the machine itself asked for, and may ask for without end: each id is one of few, and shows all who
     * come after a later time. If it has to wait, the next job has it anyway.
     *
     * @return whether it was given
     */
    private boolean giveJobAgainAsAsked(boolean clean) {
        if (session == null
                || (jobsAgain >= JOBS_AGAIN_AT_ONCE
                        && session.isReady()
                        && session.currentJob().number() <= lastJobNumber
                        && !session.mayIssueAgain())) {
            return false;
        }
        jobsAgain++;
        giveJobAgain(clean);
        return true;
    }

    private void subscribe(FromMachine.Subscribe subscribe) {
        if (!subscribe.agent().isEmpty()) {
            agent = visible(subscribe.agent());
        }
        if (extranonce == null) {
            extranonce = relay.takeExtranonce(relay.field().profile());
        }
        boolean again = subscribed;
        subscribed = true;
        send(MachineCodec.subscribed(
                subscribe.id(),
                relay.sessionId(extranonce),
                extranonce.extranonce1(),
                extranonce.profile().extranonce2Size));
        if (again) {
            giveJobAgainAsAsked(true);
        } else {
            perhapsBegin();
        }
    }

    private static String visible(String text) {
        String clean = text.replaceAll("[^ -~]", "?");
        return clean.length() > 100 ? clean.substring(0, 100) : clean;
    }

    private void suggest(BigDecimal difficulty) {
        steering.suggest(Difficulty.of(difficulty).floorExponent());
        long now = relay.millis();
        if (session != null && session.isReady() && now - lastSuggestionMillis > SUGGESTION_MILLIS) {
            int exponent = steering.exponent(session.currentJob().difficulty().floorExponent());
            if (clamp(exponent) != sentExponent && giveJobAgainAsAsked(false)) {
                lastSuggestionMillis = now;
            }
        }
    }

    private void authorize(FromMachine.Authorize authorize) {
        RequestId id = authorize.id();
        if (asked) {
            if (authorize.user().equals(name)) {
                if (admitted) {
                    send(MachineCodec.truth(id, true));
                } else {
                    refuse(id, "the first login is still being checked");
                }
            } else {
                refuse(
                        id,
                        "this connection belongs to " + name + "; open another one for " + visible(authorize.user()));
            }
            return;
        }
        Credentials credentials;
        try {
            credentials = new Credentials(authorize.user(), new Secret(authorize.password()), line.remoteAddress());
        } catch (IllegalArgumentException e) {
            refuse(id, e.getMessage());
            return;
        }
        name = Names.machine(authorize.user());
        Conduct conduct = relay.field().conduct();
        Optional<String> no = conduct.shutOut(name, host, relay.millis());
        if (no.isEmpty()) {
            no = conduct.asks(name, host, relay.millis());
        }
        MachinePasswords passwords = relay.field().settings().passwords();
        boolean guarded = passwords != MachinePasswords.None.NONE;
        if (no.isEmpty() && guarded) {
            no = conduct.guesses(name, host, relay.millis());
        }
        if (no.isPresent()) {
            refuseLogin(id, no.get());
            return;
        }
        boolean fits = passwords.fit(name, authorize.password());
        if (guarded) {
            conduct.password(name, host, fits, relay.millis());
        }
        if (!fits) {
            String reason = "the password of " + name + " is wrong; it is set where the machine's pool is set";
            conduct.refused(name, host, reason, relay.millis());
            refuseLogin(id, reason);
            return;
        }
        asked = true;
        boolean[] answered = {false};
        relay.loop().after(AUTHENTICATION_LIMIT_MILLIS, () -> {
            if (!answered[0]) {
                answered[0] = true;
                authenticated(id, relay.resultWithoutApplication(name));
            }
        });
        relay.field().reports().authenticate(credentials, result -> relay.loop().execute(() -> {
            if (!answered[0]) {
                answered[0] = true;
                authenticated(id, result);
            }
        }));
    }

    private void authenticated(RequestId id, AuthenticationResult result) {
        if (closed) {
            return;
        }
        if (result instanceof AuthenticationResult.Refused refused) {
            asked = false;
            relay.field().conduct().refused(name, host, refused.reason(), relay.millis());
            refuseLogin(id, refused.reason());
        } else if (result instanceof AuthenticationResult.Admitted welcome) {
            admitted = true;
            admittedAt = relay.now();
            group = welcome.group();
            send(MachineCodec.truth(id, true));
            relay.admitted(this);
            perhapsBegin();
        }
    }

    private void refuseLogin(RequestId id, String reason) {
        refuse(id, reason);
        if (++refusedLogins >= REFUSED_LOGINS) {
            drop(REFUSED_LOGINS + " logins were refused, the last one as " + reason);
        }
    }

    private void refuse(RequestId id, String reason) {
        send(MachineCodec.error(id, new StratumError(StratumError.UNAUTHORIZED, reason)));
    }

    private void perhapsBegin() {
        if (isWorking()) {
            relay.follow(this);
        }
    }

    // ---- Its shares

    private void submit(FromMachine.Submit submit) {
        RequestId id = submit.id();
        if (!subscribed) {
            refuseShare(id, VerdictCounts.INVALID, StratumError.NOT_SUBSCRIBED, "not subscribed");
            return;
        }
        if (!admitted || !submit.user().equals(name)) {
            refuseShare(id, VerdictCounts.INVALID, StratumError.UNAUTHORIZED, "unauthorized worker");
            return;
        }
        if (stopping) {
            turnAway(id, VerdictCounts.STALE, StratumError.STALE, "Sluice is stopping; connect again");
            return;
        }
        Job job = relay.book().find(submit.jobId());
        if (job == null) {
            if (hasLiveWork()) {
                refuseShare(id, VerdictCounts.STALE, StratumError.STALE, "job not found");
            } else {
                turnAway(id, VerdictCounts.IDLE, StratumError.STALE, "job not found");
            }
            return;
        }
        Pin pin = pinOf(job.number());
        if (pin == null || !job.canCarry(pin.extranonce().profile())) {
            refuseShare(id, VerdictCounts.INVALID, StratumError.STALE, "job not found");
            return;
        }
        if (submit.extranonce2().length != pin.extranonce().profile().extranonce2Size) {
            refuseShare(
                    id,
                    VerdictCounts.INVALID,
                    StratumError.OTHER,
                    "extranonce2 must have " + pin.extranonce().profile().extranonce2Size + " bytes");
            return;
        }
        int version = job.notice().version();
        if (submit.versionBits().isPresent()) {
            int bits = submit.versionBits().getAsInt();
            if ((bits & ~pin.versionMask()) != 0) {
                refuseShare(id, VerdictCounts.INVALID, StratumError.OTHER, "version bits outside the mask");
                return;
            }
            version = (version & ~pin.versionMask()) | (bits & pin.versionMask());
        }
        int ahead = submit.ntime() - job.notice().ntime();
        if (ahead < 0 || ahead > TIME_AHEAD_SECONDS) {
            refuseShare(id, VerdictCounts.INVALID, StratumError.OTHER, "ntime out of range");
            return;
        }
        byte[] hash = relay.hasher()
                .hash(
                        job.notice(),
                        job.coinbase1(pin.extranonce().profile()),
                        relay.joined(pin.extranonce().extranonce1(), submit.extranonce2()),
                        version,
                        submit.ntime(),
                        submit.nonce());
        if (!TARGETS[pin.exponent() - LEAST_EXPONENT].isMetBy(hash)) {
            refuseShare(id, VerdictCounts.LOW_DIFFICULTY, StratumError.LOW_DIFFICULTY, "low difficulty share");
            return;
        }
        double difficulty = Math.scalb(1.0, pin.exponent());
        boolean wanted = job.target().isMetBy(hash);
        if (!wanted && isNeedless()) {
            // It tells nothing any more but that the next job has to be harder.
            steering.share(difficulty);
            relay.count(VerdictCounts.UNFORWARDED);
            send(MachineCodec.truth(id, true));
            steer();
            return;
        }
        if (wanted && (job.found().isFull() || relay.book().isFull())) {
            // The pool's doing, which wants shares that are this easy.
            turnAway(id, VerdictCounts.INVALID, StratumError.OTHER, "too many shares of one job; ask for harder ones");
            return;
        }
        if ((wanted || job.found().takesEasy()) && !job.found().add(hash)) {
            refuseShare(id, VerdictCounts.DUPLICATE, StratumError.DUPLICATE, "duplicate share");
            return;
        }
        meter.add(relay.millis(), difficulty);
        evidence.good();
        steering.share(difficulty);
        if ((offences > 0 || !vouches) && (wanted || WORTH.isMetBy(hash))) {
            // Anybody has shares of the lowest difficulty there is, as many as wanted.
            offences = Math.max(0, offences - 1);
            if (!vouches) {
                vouches = true;
                relay.field().conduct().vouches(name, host);
            }
        }
        if (passedOver) {
            passedOver = false;
            relay.isBack(this);
        }
        if (job.session().isOver()) {
            turnAway(id, VerdictCounts.STALE, StratumError.STALE, "stale share");
        } else if (!job.onCurrentBlock()) {
            refuseShare(id, VerdictCounts.STALE, StratumError.STALE, "stale share");
        } else if (supply == null && relay.millis() - idleSinceMillis > UNDER_WAY_MILLIS) {
            turnAway(id, VerdictCounts.IDLE, StratumError.STALE, "there is no work now: " + idleReason);
        } else if (!wanted
                || (supply == null
                        && relay.millis() - idleSinceMillis > LAST_SHARES_MILLIS
                        && !job.session().supply().hasWork())) {
            relay.count(VerdictCounts.UNFORWARDED);
            send(MachineCodec.truth(id, true));
        } else if (underWay >= MOST_UNDER_WAY) {
            turnAway(id, VerdictCounts.INVALID, StratumError.OTHER, "too many shares await the pool's answer");
        } else {
            underWay++;
            // Between the pool's difficulty and the power of two below it there is at most one for each of these.
            needless = Math.max(0, needless - 2);
            byte[] extranonce2 = job.poolExtranonce2(pin.extranonce(), submit.extranonce2());
            relay.forward(this, id, job, extranonce2, version, submit.ntime(), submit.nonce());
        }
        steer();
    }

    /** Whose a share is that it found; one object as long as nothing of it changes. */
    Origin origin(String subAccount, Instant periodStart, Work work) {
        Origin last = origin;
        if (last == null
                || !last.subAccount().equals(subAccount)
                || !last.periodStart().equals(periodStart)
                || !last.work().equals(work)) {
            origin = new Origin(name, subAccount, periodStart, work);
        }
        return origin;
    }

    private Pin pinOf(long jobNumber) {
        if (jobNumber > lastJobNumber) {
            return null;
        }
        Pin found = null;
        for (Pin pin : pins) {
            if (pin.fromJob() > jobNumber) {
                break;
            }
            found = pin;
        }
        return found;
    }

    /** Answers what is under way and refuses what comes from now on; Sluice is stopping. */
    void takeNoMore() {
        stopping = true;
    }

    /** Refuses a share that its machine should not have sent. */
    private void refuseShare(RequestId id, String verdict, int code, String message) {
        evidence.refused(verdict);
        turnAway(id, verdict, code, message);
        offends(message);
    }

    /** It did what no machine in order does, or does rarely: the more of it, the less patience. */
    private void offends(String what) {
        long now = relay.millis();
        int forgiven = (int) Math.min(offences, (now - offencesMillis) / 1_000);
        offencesMillis = forgiven == offences ? now : offencesMillis + forgiven * 1_000L;
        offences += 1 - forgiven;
        if (offences >= DROPPED_AFTER) {
            dropFor("too much of what it sends is bad, the last of it: " + what);
        } else if (offences >= SLOWED_AFTER) {
            slowDown(now);
        } else if (offences >= WARNED_AFTER && !warned) {
            warned = true;
            send(MachineCodec.showMessage(
                    "Much of what this machine sends is bad (" + what + "); Sluice will drop it"));
            relay.warn((admitted ? name : "A machine that is not logged in") + " from " + host
                    + " sends much that is bad: " + what);
        } else if (offences < WARNED_AFTER / 2) {
            warned = false;
        }
    }

    private void slowDown(long now) {
        if (now >= slowUntilMillis) {
            slowUntilMillis = now + SLOW_MILLIS;
            line.slow(SLOW_MILLIS);
        }
    }

    /**
     * Takes note of a share that goes nowhere. Its machine does nothing wrong: it has not heard of its new difficulty, or that
     * there is no work. But of more than a loop has time for, none is read for a while.
     *
     * @return whether there are too many of them
     */
    private boolean isNeedless() {
        long now = relay.millis();
        long perSecond = Math.max(
                NEEDLESS_PER_SECOND, relay.field().settings().sharesPerMinute() * (long) NEEDLESS_PER_SECOND / 60);
        int forgiven = (int) Math.min(needless, (now - needlessMillis) * perSecond / 1_000);
        needlessMillis = forgiven == needless ? now : needlessMillis + forgiven * 1_000L / perSecond;
        needless -= forgiven;
        if (needless >= NEEDLESS_AT_ONCE) {
            slowDown(now);
            return true;
        }
        needless++;
        return false;
    }

    private boolean asksTooMuch() {
        long now = relay.millis();
        int forgiven = (int) Math.min(requests, (now - requestsMillis) * REQUESTS_PER_MINUTE / 60_000);
        requestsMillis = forgiven == requests ? now : requestsMillis + forgiven * 60_000L / REQUESTS_PER_MINUTE;
        requests -= forgiven;
        if (requests >= REQUESTS_AT_ONCE) {
            return true;
        }
        requests++;
        return false;
    }

    /** Refuses a share for reasons that are not the machine's. */
    private void turnAway(RequestId id, String verdict, int code, String message) {
        isNeedless();
        relay.count(verdict);
        send(MachineCodec.error(id, new StratumError(code, message)));
    }

    void accepted(RequestId id) {
        evidence.accepted();
        unforwarded(id);
    }

    /** The share is good, and nobody is due more: it goes nowhere. */
    void unforwarded(RequestId id) {
        underWay--;
        send(MachineCodec.truth(id, true));
    }

    void rejectedByPool(RequestId id, StratumError error) {
        evidence.rejected();
        notBooked(id, error);
    }

    /** A share that was to be forwarded does not count, through no fault of the machine. */
    void notBooked(RequestId id, StratumError error) {
        underWay--;
        send(MachineCodec.error(id, error));
    }

    private void steer() {
        long now = relay.millis();
        if (session == null || !session.isReady() || !steering.judgeable(now)) {
            return;
        }
        if (steering.judge(now, session.currentJob().difficulty().floorExponent())) {
            // Never a difficulty without a new job behind it: some machines would apply it to the job in hand.
            giveJobAgain(false);
        }
    }

    // ---- Its jobs

    /** Works for another supply, or another session of it, from now on: one write, and nothing else changes. */
    void switchTo(Supply to, PoolSession toSession, GrantCounter employer) {
        if (supply == null) {
            busySinceMillis = relay.millis();
        }
        leaveSession();
        supply = to;
        session = toSession;
        employedBy = employer;
        idleReason = "";
        toSession.join(this);
        sendJob(hadWork() ? toSession.jobAfter(lastJobNumber) : toSession.freshJob(), true);
    }

    /** Whether it was given this job already, or a later one. */
    boolean hasJob(Job job) {
        return job.number() <= lastJobNumber;
    }

    /** Whether it was ever given a job. */
    boolean hadWork() {
        return lastJobNumber != 0;
    }

    /** Has no work from now on. */
    void idle(String reason) {
        if (supply != null || idleSinceMillis == 0) {
            idleSinceMillis = relay.millis();
            lastToldMillis = idleSinceMillis;
        }
        leaveSession();
        supply = null;
        idleReason = reason;
        evidence.pauses(relay.millis());
    }

    /** Its session is over: whatever it finds until its next job counts for nobody. */
    void workIsGone() {
        evidence.pauses(relay.millis());
    }

    private boolean hasLiveWork() {
        return session != null && !session.isOver();
    }

    private void leaveSession() {
        if (session != null) {
            session.leave(this);
            session = null;
        }
        employedBy(null);
    }

    /** Another counter, which has counted it already, or none; the one before forgets it. */
    void employedBy(GrantCounter counter) {
        if (employedBy != null) {
            employedBy.dismiss();
        }
        employedBy = counter;
    }

    /** Goes on with this session of the supply it works for; its place in the grant is kept. */
    void follow(PoolSession toSession) {
        if (session != toSession) {
            session.leave(this);
            session = toSession;
            toSession.join(this);
            sendJob(toSession.jobAfter(lastJobNumber), true);
        } else if (newExtranonce) {
            // It holds from the next job on, and the one in hand may be of an earlier block.
            sendJob(session.jobAfter(lastJobNumber), true);
        }
    }

    void sendJob(Job job, boolean clean) {
        int exponent = clamp(steering.exponent(job.difficulty().floorExponent()));
        int mask = rollsVersions ? versionMask & job.versionMask() : 0;
        if (rollsVersions && mask != sentVersionMask) {
            // A mask only ever shrinks: a machine may have rolled bits ahead of time.
            versionMask = mask;
            sentVersionMask = mask;
            line.write(MachineCodec.setVersionMask(mask));
        }
        boolean newExponent = exponent != sentExponent;
        if (newExponent) {
            sentExponent = exponent;
            line.write(
                    MachineCodec.setDifficulty(Difficulty.powerOfTwo(exponent).value()));
        }
        Pin last = pins.peekLast();
        if (last == null
                || newExponent
                || last.versionMask() != mask
                || !last.extranonce().equals(extranonce)) {
            pins.addLast(new Pin(job.number(), exponent, mask, extranonce));
            if (pins.size() > MOST_PINS) {
                pins.removeFirst();
            }
        }
        newExtranonce = false;
        lastJobNumber = job.number();
        evidence.works(relay.millis(), relay.now(), difficulty());
        line.write(job.line(extranonce.profile(), clean));
        line.flush();
    }

    private static int clamp(int exponent) {
        return Math.max(LEAST_EXPONENT, Math.min(MOST_EXPONENT, exponent));
    }

    /**
     * Makes the machine fit for a pool whose extranonce2 is too small for the one it has: by set_extranonce where it takes
     * that, else by asking it to connect again.
     *
     * @return whether it is fit now
     */
    boolean shrinkTo(Profile profile) {
        if (takesExtranonce) {
            relay.free(extranonce);
            extranonce = relay.takeExtranonce(profile);
            newExtranonce = true;
            line.write(MachineCodec.setExtranonce(extranonce.extranonce1(), profile.extranonce2Size));
            return true;
        }
        if (reconnectAsked) {
            return false;
        }
        reconnectAsked = true;
        relay.warn(name + " had to reconnect: the pool's extranonce2 is too small for the one it was given");
        line.write(MachineCodec.reconnect("", 0, 0));
        line.flush();
        relay.loop().after(1_000, () -> drop("its extranonce is too large for the pool it is to serve"));
        return false;
    }

    // ---- Its life

    private void send(byte[] bytes) {
        if (!closed) {
            line.write(bytes);
            line.flush();
        }
    }

    /** Once a second. */
    void sweep() {
        long now = relay.millis();
        if (!subscribed && now - openedMillis > SUBSCRIBE_LIMIT_MILLIS) {
            dropFor("it did not subscribe within " + SUBSCRIBE_LIMIT_MILLIS / 1_000 + " s");
        } else if (!admitted && now - openedMillis > AUTHORIZE_LIMIT_MILLIS) {
            // Perhaps one that nobody has made known yet: no reason to remember its address for it.
            drop("it did not log in within " + AUTHORIZE_LIMIT_MILLIS / 1_000 + " s");
        } else if (now - lastHeardMillis > SILENT_LIMIT_MILLIS && supply != null) {
            drop("it said nothing for " + SILENT_LIMIT_MILLIS / 60_000 + " minutes");
        } else if (isWorking() && supply == null && now - lastToldMillis > IDLE_WORD_MILLIS) {
            // Software of the cpuminer family hangs up after two minutes without a line.
            lastToldMillis = now;
            send(MachineCodec.showMessage("Sluice has no work for this machine now: " + idleReason));
        } else {
            steer();
        }
    }

    @Override
    public void misused(String reason) {
        dropFor(reason);
    }

    /** For what it did, which is remembered. */
    private void dropFor(String reason) {
        if (closed || dropped) {
            return;
        }
        long now = relay.millis();
        vouchesNoMore(now);
        relay.field()
                .conduct()
                .dropped(admitted ? name : "", host, now)
                .ifPresent(who -> relay.warn(who + " is shut out for a while: " + reason));
        drop(reason);
    }

    private void vouchesNoMore(long now) {
        if (vouches) {
            vouches = false;
            relay.field().conduct().vouchesNoMore(name, host, now);
        }
    }

    void drop(String reason) {
        if (!closed && !dropped) {
            dropped = true;
            line.close(reason);
        }
    }

    @Override
    public void closed(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        vouchesNoMore(relay.millis());
        boolean missed = employedBy != null && employedBy.isCrowded();
        leaveSession();
        supply = null;
        if (extranonce != null) {
            relay.free(extranonce);
        }
        relay.gone(this, reason, missed);
    }

    // ---- What others ask

    /** Whether it can be given jobs. */
    boolean isWorking() {
        return subscribed && admitted && !closed;
    }

    boolean isAdmitted() {
        return admitted;
    }

    int sharesUnderWay() {
        return underWay;
    }

    String name() {
        return name;
    }

    String group() {
        return group;
    }

    String agent() {
        return agent;
    }

    String address() {
        return line.remoteAddress();
    }

    /** Its address without the port, as {@link Conduct} knows it. */
    String host() {
        return host;
    }

    Instant admittedAt() {
        return admittedAt;
    }

    Extranonce extranonce() {
        return extranonce;
    }

    Itinerary itinerary() {
        return itinerary;
    }

    void itinerary(Itinerary orders) {
        itinerary = orders;
    }

    Supply supply() {
        return supply;
    }

    PoolSession session() {
        return session;
    }

    GrantCounter employedBy() {
        return employedBy;
    }

    String idleReason() {
        return supply == null ? idleReason : "";
    }

    int placeInSession() {
        return placeInSession;
    }

    void placeInSession(int place) {
        placeInSession = place;
    }

    double hashrate() {
        return meter.hashrate(relay.millis());
    }

    Evidence evidence() {
        return evidence.at(relay.millis());
    }

    /** Milliseconds since its last good share; -1 before the first. */
    long millisSinceShare() {
        return meter.lastShareMillis() < 0 ? -1 : relay.millis() - meter.lastShareMillis();
    }

    /** Whether it has been silent for so long that it should not be the one to finish a standard. */
    boolean isOverdue() {
        long now = relay.millis();
        long silent = now - Math.max(busySinceMillis, meter.lastShareMillis());
        // As it was before the silence, which would excuse itself otherwise.
        double hashrate = meter.hashrateAtLastShare();
        if (hashrate <= 0) {
            return silent > OVERDUE_UNMEASURED_MILLIS;
        }
        double usual = difficulty() * Work.HASHES_PER_DIFFICULTY.doubleValue() / hashrate * 1_000;
        return silent > OVERDUE_MILLIS + OVERDUE_SHARES * usual;
    }

    /** A standard was left to others, as it is silent; to be looked at again with its next share. */
    void passedOver() {
        passedOver = true;
    }

    double difficulty() {
        return sentExponent == Integer.MIN_VALUE ? 0 : Math.scalb(1.0, sentExponent);
    }
}
