package io.sluice.stratum.relay;

import io.sluice.api.Login;
import io.sluice.api.PoolAddress;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.MisleadingException;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.RequestId;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One login of one sub-account at one address of its pool: handshake, jobs in, shares out, the pool's answers. Owned by a
 * {@link Supply}, which decides when to open and close it. Single-threaded.
 */
final class PoolSession implements Line.Listener, Line.Opening {
    static final int LONGEST_EXTRANONCE2 = 16;
    /** BIP 320's general purpose bits. */
    static final int VERSION_BITS = 0x1fffe000;

    static final String AGENT = "Sluice/0.1";

    private static final int MOST_UNANSWERED = 20_000;
    /** What was not answered by then is taken never to be. */
    private static final long ANSWER_LIMIT_MILLIS = 600_000;

    private static final int MOST_WORKERS = 10_000;
    /** A job is issued again for newcomers not more often than its time passes. */
    private static final long FRESH_MILLIS = 1_000;
    /** What a job's shown time may be ahead of the time that passed; pools take two hours. */
    static final int MOST_SECONDS_AHEAD = 60;

    private static final int NONSENSE_LIMIT = 10;
    private static final long NONSENSE_FORGOTTEN_MILLIS = 60_000;
    private static final long CONFIGURE_WAIT_MILLIS = 1_000;
    /** Lines that nobody asked for, jobs among them: at once, and for long. Each job goes to all machines. */
    static final int UNASKED_AT_ONCE = 1_000;

    static final int UNASKED_PER_SECOND = 20;
    /**
     * Bytes of jobs that a machine is sent at once, and those in a second for long: with more, those on slow lines would be
     * taken for such as do not read. Of jobs beyond that the last one is sent.
     */
    static final int JOB_BYTES_AT_ONCE = 128 * 1024;

    static final int JOB_BYTES_PER_SECOND = 512 * 1024;
    private static final long JOB_WAIT_MILLIS = 100;
    /** All machines of the world together find a share of this in half a year. */
    static final Difficulty ABSURD_DIFFICULTY = Difficulty.powerOfTwo(64);
    /** The first block's day: 2009-01-03. */
    static final long FIRST_BLOCK_SECONDS = 1_230_940_800;
    /** A job's time may be two hours ahead of the network's; our clock may be wrong by more. */
    static final long AHEAD_SECONDS = 86_400;

    /** What the pool's next job will be worked under. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Terms(byte[] extranonce1, int extranonce2Size, Difficulty difficulty, int versionMask) {}

    private enum Step {
        DIALLING,
        SUBSCRIBING,
        AUTHORIZING,
        WAITING_FOR_JOB,
        READY,
        ENDED
    }

    private enum Kind {
        CONFIGURE,
        SUBSCRIBE,
        AUTHORIZE,
        AUTHORIZE_WORKER,
        OTHER,
        SUBMIT
    }

    private record Pending(Kind kind, PendingShare share, long sentMillis) {}

    private final Loop loop;
    private final JobBook book;
    private final Supply owner;
    private final PoolAddress address;
    private final Login login;
    private final boolean machineNames;
    /** Eldest first. */
    private final Map<Long, Pending> pending = new LinkedHashMap<>();

    private final List<MachineSession> machines = new ArrayList<>();
    private final Set<String> workers = new LinkedHashSet<>();
    private final LatencyMedian latency = new LatencyMedian();

    private Step step = Step.DIALLING;
    private Line line;
    private long lastId;
    private long lastReceivedMillis;
    private int nonsense;
    private long lastNonsenseMillis;
    private int unasked;
    private long unaskedMillis;
    private byte[] extranonce1 = {};
    private int extranonce2Size;
    private int versionMask;
    private boolean configureAnswered;
    private Difficulty difficulty = Difficulty.of(BigDecimal.ONE);
    private FromPool.Notify firstNotify;
    private Terms firstTerms;
    private Job currentJob;
    private long newJobMillis;
    private long issuedMillis;
    private long jobBytes;
    private long jobBytesMillis;
    private boolean jobDue;
    private boolean cleanDue;
    private String message = "";
    private Difficulty suggestion;

    PoolSession(Loop loop, JobBook book, Supply owner, PoolAddress address, Login login, boolean machineNames) {
        this.loop = loop;
        this.book = book;
        this.owner = owner;
        this.address = address;
        this.login = login;
        this.machineNames = machineNames;
        this.lastReceivedMillis = loop.millis();
        this.unaskedMillis = lastReceivedMillis;
    }

    void open(long limitMillis) {
        loop.after(limitMillis, () -> {
            if (step != Step.READY && step != Step.ENDED) {
                end("no " + (step == Step.WAITING_FOR_JOB ? "job" : "login") + " within " + limitMillis / 1_000 + " s");
            }
        });
        loop.dial(address, this);
    }

    /**
     * Asks the pool for this difficulty, once the login is through: ckpool hangs up on whoever says this before. Some pools
     * answer, some never; what comes of it shows in the jobs.
     */
    void suggest(Difficulty wanted) {
        suggestion = wanted;
        if (step == Step.WAITING_FOR_JOB || step == Step.READY) {
            send(Kind.OTHER, id -> PoolCodec.suggestDifficulty(id, wanted.value()));
            line.flush();
        }
    }

    /** What it was last asked for; null when for nothing. */
    Difficulty suggestion() {
        return suggestion;
    }

    @Override
    public Line.Listener opened(Line opened) {
        line = opened;
        if (step == Step.ENDED) {
            opened.close("no longer needed");
            return this;
        }
        step = Step.SUBSCRIBING;
        // Configure comes first, as BIP 310 wants it; a pool that does not know it may never answer.
        send(Kind.CONFIGURE, id -> PoolCodec.configure(id, VERSION_BITS));
        send(Kind.SUBSCRIBE, id -> PoolCodec.subscribe(id, AGENT));
        line.flush();
        return this;
    }

    @Override
    public void failed(String reason) {
        end(reason);
    }

    @Override
    public void received(byte[] buffer, int offset, int length) {
        if (step == Step.ENDED) {
            return;
        }
        lastReceivedMillis = loop.millis();
        FromPool said;
        try {
            said = PoolCodec.parse(buffer, offset, length, this::shapeOf);
        } catch (MisleadingException e) {
            misbehaves("the pool sends nonsense: " + e.getMessage());
            return;
        } catch (ProtocolException e) {
            // Before the login nothing may be wrong; later one odd line is forgiven, a habit of them is not.
            nonsense = loop.millis() - lastNonsenseMillis > NONSENSE_FORGOTTEN_MILLIS ? 1 : nonsense + 1;
            lastNonsenseMillis = loop.millis();
            if (step != Step.READY || nonsense > NONSENSE_LIMIT) {
                misbehaves("the pool sends nonsense: " + e.getMessage());
            } else if (isTooMuch()) {
                misbehaves("the pool sends lines without end");
            }
            return;
        }
        if (said instanceof FromPool.Answer answer) {
            answer(answer);
        } else if (isTooMuch()) {
            misbehaves("the pool sends lines without end");
        } else if (said instanceof FromPool.Notify notify) {
            notify(notify);
        } else if (said instanceof FromPool.SetDifficulty set) {
            difficulty = Difficulty.of(set.difficulty());
            if (difficulty.compareTo(ABSURD_DIFFICULTY) > 0) {
                misbehaves("the pool's difficulty of " + difficulty.asDouble()
                        + " is more than all machines there are can do");
            }
        } else if (said instanceof FromPool.SetExtranonce set) {
            setExtranonce(set);
        } else if (said instanceof FromPool.SetVersionMask set) {
            // Never wider than what was asked for.
            versionMask = set.mask() & VERSION_BITS;
        } else if (said instanceof FromPool.GetVersion request) {
            reply(request.id(), PoolCodec.version(request.id(), AGENT));
        } else if (said instanceof FromPool.ShowMessage show) {
            message = show.text();
        } else if (said instanceof FromPool.Reconnect request) {
            owner.reconnect(this, request);
        } else if (said instanceof FromPool.Ping ping) {
            reply(ping.id(), PoolCodec.truth(ping.id(), true));
        } else if (said instanceof FromPool.Unknown unknown) {
            reply(
                    unknown.id(),
                    PoolCodec.error(
                            unknown.id(), new StratumError(StratumError.OTHER, "unknown method " + unknown.method())));
        }
    }

    private boolean isTooMuch() {
        long now = loop.millis();
        int forgiven = (int) Math.min(unasked, (now - unaskedMillis) * UNASKED_PER_SECOND / 1_000);
        unaskedMillis = forgiven == unasked ? now : unaskedMillis + forgiven * 1_000L / UNASKED_PER_SECOND;
        unasked += 1 - forgiven;
        return unasked > UNASKED_AT_ONCE;
    }

    /** The pool does what none in order does: it is left alone for a while. */
    private void misbehaves(String why) {
        end(owner.putAside(this, why));
    }

    private PoolCodec.Awaited.Shape shapeOf(long id) {
        Pending awaited = pending.get(id);
        if (awaited == null) {
            return PoolCodec.Awaited.Shape.TRUTH;
        }
        return switch (awaited.kind()) {
            case CONFIGURE -> PoolCodec.Awaited.Shape.CONFIGURE;
            case SUBSCRIBE -> PoolCodec.Awaited.Shape.SUBSCRIBE;
            case AUTHORIZE, AUTHORIZE_WORKER, OTHER, SUBMIT -> PoolCodec.Awaited.Shape.TRUTH;
        };
    }

    private void answer(FromPool.Answer answer) {
        Pending awaited = pending.remove(answer.id());
        if (awaited == null) {
            if (isTooMuch()) {
                misbehaves("the pool sends lines without end");
            }
            return;
        }
        switch (awaited.kind()) {
            case SUBMIT -> {
                latency.add(loop.millis() - awaited.sentMillis());
                judged(awaited.share(), answer);
            }
            case CONFIGURE -> configured(answer);
            case SUBSCRIBE -> subscribed(answer);
            case AUTHORIZE -> authorized(answer);
            case AUTHORIZE_WORKER, OTHER -> {
                // A refused worker name shows in the answers to its shares.
            }
        }
    }

    private static boolean isTrue(FromPool.Answer answer) {
        return answer.error().isEmpty() && answer.result() instanceof FromPool.Result.Truth truth && truth.value();
    }

    private static String words(FromPool.Answer answer, String otherwise) {
        return answer.error()
                .map(StratumError::message)
                .filter(text -> !text.isBlank())
                .orElse(otherwise);
    }

    private void configured(FromPool.Answer answer) {
        configureAnswered = true;
        if (answer.error().isEmpty() && answer.result() instanceof FromPool.Result.Configured configured) {
            versionMask = configured.versionMask() & VERSION_BITS;
        }
        perhapsReady();
    }

    private void subscribed(FromPool.Answer answer) {
        if (!(answer.result() instanceof FromPool.Result.Subscribed subscribed)
                || answer.error().isPresent()) {
            end("the pool did not take the subscription: " + words(answer, "no reason given"));
            return;
        }
        extranonce1 = subscribed.extranonce1();
        extranonce2Size = subscribed.extranonce2Size();
        if (extranonce2Size < Profile.NARROW.size()) {
            end("the pool's extranonce2 of " + extranonce2Size + " bytes is too small to share; it takes "
                    + Profile.NARROW.size());
            return;
        }
        if (step == Step.SUBSCRIBING) {
            step = Step.AUTHORIZING;
            send(Kind.OTHER, PoolCodec::extranonceSubscribe);
            send(
                    Kind.AUTHORIZE,
                    id -> PoolCodec.authorize(id, login.user(), login.password().value()));
            line.flush();
            if (!configureAnswered) {
                loop.after(CONFIGURE_WAIT_MILLIS, () -> {
                    configureAnswered = true;
                    perhapsReady();
                });
            }
        }
    }

    private void authorized(FromPool.Answer answer) {
        if (!isTrue(answer)) {
            String reason = words(answer, message.isBlank() ? "login refused" : message);
            owner.refused(this, reason);
            end(reason);
            return;
        }
        if (step == Step.AUTHORIZING) {
            step = Step.WAITING_FOR_JOB;
            if (suggestion != null) {
                suggest(suggestion);
            }
            perhapsReady();
        }
    }

    private void setExtranonce(FromPool.SetExtranonce set) {
        if (set.extranonce2Size() < Profile.NARROW.size()) {
            end("the pool's new extranonce2 of " + set.extranonce2Size() + " bytes is too small to share");
            return;
        }
        extranonce1 = set.extranonce1();
        extranonce2Size = set.extranonce2Size();
        if (step == Step.READY) {
            owner.resized(this);
        }
    }

    private void notify(FromPool.Notify notify) {
        long seconds = Integer.toUnsignedLong(notify.ntime());
        if (seconds < FIRST_BLOCK_SECONDS || seconds > loop.now().getEpochSecond() + AHEAD_SECONDS) {
            misbehaves("the pool's job is of " + Instant.ofEpochSecond(seconds) + ", which cannot be");
            return;
        }
        if (extranonce2Size == 0) {
            misbehaves("the pool sends a job before it answered the subscription");
            return;
        }
        if (step == Step.READY) {
            currentJob = book.add(this, notify, terms());
            newJobMillis = loop.millis();
            issuedMillis = newJobMillis;
            cleanDue |= notify.clean();
            if (!jobDue) {
                sendJob();
            }
        } else if (step != Step.ENDED) {
            // Under the terms of now, though machines get it when the login is through.
            firstNotify = notify;
            firstTerms = terms();
            perhapsReady();
        }
    }

    /** To all machines, at once or with what else comes until then. */
    private void sendJob() {
        long now = loop.millis();
        jobBytes = Math.max(0, jobBytes - (now - jobBytesMillis) * JOB_BYTES_PER_SECOND / 1_000);
        jobBytesMillis = now;
        int size = currentJob.lineSize();
        jobDue = jobBytes > 0 && jobBytes + size > JOB_BYTES_AT_ONCE;
        if (jobDue) {
            loop.after(JOB_WAIT_MILLIS, () -> {
                if (step == Step.READY) {
                    sendJob();
                }
            });
            return;
        }
        jobBytes += size;
        boolean clean = cleanDue;
        cleanDue = false;
        owner.job(this, currentJob, clean);
    }

    private void perhapsReady() {
        if (step == Step.WAITING_FOR_JOB && firstNotify != null && configureAnswered) {
            step = Step.READY;
            currentJob = book.add(
                    this,
                    firstNotify,
                    new Terms(
                            firstTerms.extranonce1(),
                            firstTerms.extranonce2Size(),
                            firstTerms.difficulty(),
                            versionMask));
            newJobMillis = loop.millis();
            issuedMillis = newJobMillis;
            firstNotify = null;
            owner.ready(this);
        }
    }

    private Terms terms() {
        return new Terms(extranonce1, extranonce2Size, difficulty, versionMask);
    }

    /**
     * The current job for a machine's first: under an id that it cannot have had on an earlier connection, as software of
     * the cpuminer family makes no new work for an id that it knows.
     */
    Job freshJob() {
        if (mayIssueAgain()) {
            reissue();
        }
        return currentJob;
    }

    /** Whether issuing the current job again would not run ahead of its time. */
    boolean mayIssueAgain() {
        return loop.millis() - issuedMillis > FRESH_MILLIS;
    }

    private void reissue() {
        // However often it is asked for: with a time that the pool does not take, no share of any machine would count.
        long passed = (loop.millis() - newJobMillis) / 1_000;
        currentJob = book.reissue(currentJob, currentJob.secondsLater() < passed + MOST_SECONDS_AHEAD);
        issuedMillis = loop.millis();
    }

    /** The current job, under an id greater than the one given: a machine must never see ids that do not grow. */
    Job jobAfter(long lastNumber) {
        if (currentJob.number() <= lastNumber) {
            reissue();
        }
        return currentJob;
    }

    /** Forwards a share, if that can be; what becomes of it is told to the share itself. */
    void submit(PendingShare share, byte[] poolExtranonce2, int version, int ntime, int nonce) {
        if (line == null || step == Step.ENDED) {
            share.unsent(VerdictCounts.STALE, new StratumError(StratumError.STALE, "the pool's connection is lost"));
            return;
        }
        if (pending.size() >= MOST_UNANSWERED) {
            share.unsent(
                    VerdictCounts.UNFORWARDED, new StratumError(StratumError.OTHER, "the pool answers too slowly"));
            return;
        }
        String worker = login.user();
        if (machineNames) {
            worker = worker + "." + share.machine();
            if (workers.size() < MOST_WORKERS && workers.add(worker)) {
                String name = worker;
                send(
                        Kind.AUTHORIZE_WORKER,
                        id -> PoolCodec.authorize(id, name, login.password().value()));
            }
        }
        Job job = share.job();
        long id = ++lastId;
        OptionalInt bits = job.versionMask() == 0 ? OptionalInt.empty() : OptionalInt.of(version & job.versionMask());
        byte[] bytes = PoolCodec.submit(id, worker, job.notice().jobId(), poolExtranonce2, ntime, nonce, bits);
        share.sent();
        pending.put(id, new Pending(Kind.SUBMIT, share, loop.millis()));
        line.write(bytes);
        line.flush();
    }

    private void judged(PendingShare share, FromPool.Answer answer) {
        if (isTrue(answer)) {
            share.accepted();
        } else {
            share.rejected(answer.error()
                    .filter(error -> !error.message().isBlank())
                    .orElse(new StratumError(
                            answer.error().map(StratumError::code).orElse(StratumError.OTHER),
                            "rejected by the pool")));
        }
    }

    private interface Rendering {
        byte[] withId(long id);
    }

    private void send(Kind kind, Rendering rendering) {
        long id = ++lastId;
        pending.put(id, new Pending(kind, null, loop.millis()));
        line.write(rendering.withId(id));
    }

    /** What came without an id expects no answer. */
    private void reply(RequestId to, byte[] bytes) {
        if (!to.equals(RequestId.NONE)) {
            line.write(bytes);
            line.flush();
        }
    }

    @Override
    public void closed(String reason) {
        end(reason);
    }

    /** Ends the session; shares whose answers were not read are unanswered from now on. */
    void end(String reason) {
        if (step == Step.ENDED) {
            return;
        }
        step = Step.ENDED;
        machines.forEach(MachineSession::workIsGone);
        List<Pending> open = List.copyOf(pending.values());
        pending.clear();
        for (Pending awaited : open) {
            if (awaited.kind() == Kind.SUBMIT) {
                awaited.share().unanswered("the pool's connection was lost before its answer came");
            }
        }
        if (line != null) {
            line.close(reason);
        }
        owner.ended(this, reason);
    }

    /** Once a second: gives up answers that never came. Only the eldest are looked at. */
    void sweep() {
        long now = loop.millis();
        while (!pending.isEmpty()) {
            Iterator<Pending> eldest = pending.values().iterator();
            Pending awaited = eldest.next();
            if (now - awaited.sentMillis() <= ANSWER_LIMIT_MILLIS) {
                return;
            }
            eldest.remove();
            if (awaited.kind() == Kind.SUBMIT) {
                awaited.share()
                        .unanswered("the pool did not answer it within " + ANSWER_LIMIT_MILLIS / 60_000 + " minutes");
            }
        }
    }

    boolean isReady() {
        return step == Step.READY;
    }

    boolean isOver() {
        return step == Step.ENDED;
    }

    boolean awaitsAnswers() {
        return pending.values().stream().anyMatch(awaited -> awaited.kind() == Kind.SUBMIT);
    }

    /** Whether answers to shares are overdue and nothing at all was heard in that time. */
    boolean isSilent(long limitMillis) {
        long now = loop.millis();
        return now - lastReceivedMillis > limitMillis
                && pending.values().stream()
                        .anyMatch(awaited -> awaited.kind() == Kind.SUBMIT && now - awaited.sentMillis() > limitMillis);
    }

    long millisSinceReceived() {
        return loop.millis() - lastReceivedMillis;
    }

    Job currentJob() {
        return currentJob;
    }

    Difficulty difficulty() {
        return currentJob == null ? difficulty : currentJob.difficulty();
    }

    PoolAddress address() {
        return address;
    }

    /** The supply that it belongs to. */
    Supply supply() {
        return owner;
    }

    boolean machineNames() {
        return machineNames;
    }

    Login login() {
        return login;
    }

    int extranonce1Size() {
        return extranonce1.length;
    }

    int extranonce2Size() {
        return extranonce2Size;
    }

    int versionMask() {
        return versionMask;
    }

    double latencyMillis() {
        return latency.median();
    }

    List<MachineSession> machines() {
        return machines;
    }

    void join(MachineSession machine) {
        Objects.requireNonNull(machine);
        machine.placeInSession(machines.size());
        machines.add(machine);
    }

    void leave(MachineSession machine) {
        int place = machine.placeInSession();
        MachineSession last = machines.remove(machines.size() - 1);
        if (last != machine) {
            machines.set(place, last);
            last.placeInSession(place);
        }
    }
}
