package io.sluice.stratum.relay;

import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.FieldStatus.SessionStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.KnownSizes;
import io.sluice.api.LoginAnswer;
import io.sluice.api.LoginState;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * All machines and pools: one {@link Relay} for each loop, and the little that they share. Thread-safe. Of what is here a
 * share's way touches the counter of its grant, and nothing else.
 */
public final class Field {
    private static final int MOST_WARNINGS = 20;
    private static final long ASK_AGAIN_MILLIS = 60_000;

    private record Sizes(int extranonce2Size, int versionMask) {}

    private record LoginSeen(long revision, LoginState state, String address, String reason) {}

    private final FieldSettings settings;
    private final Reports reports;
    private final List<Relay> relays = new ArrayList<>();
    private final List<Loop> loops;
    private final GrantBook grants = new GrantBook();
    private final Presence presence = new Presence();
    private final VerdictCounts counts = new VerdictCounts();
    private final Conduct conduct = new Conduct();
    private final PoolsAside aside = new PoolsAside();
    private final Map<PoolAddress, Sizes> sizes = new ConcurrentHashMap<>();
    private final Map<PoolAddress, Failing> failing = new ConcurrentHashMap<>();
    private final Map<String, Map<String, LoginSeen>> logins = new HashMap<>();
    private final Map<String, LoginSeen> reportedLogins = new HashMap<>();
    private final Deque<String> warnings = new ArrayDeque<>();

    private volatile Plan plan;
    private volatile List<PoolAddress> addresses = List.of();

    /**
     * @param loops one or more; each is used from its own thread only
     * @param journals one for each loop, in the same order; each is used on its loop only
     */
    public Field(FieldSettings settings, List<Loop> loops, Reports reports, List<? extends ShareJournal> journals) {
        if (journals.size() != loops.size()) {
            throw new IllegalArgumentException(
                    "each loop has a journal of its own: " + loops.size() + " loops, " + journals.size() + " journals");
        }
        this.settings = settings;
        this.reports = reports;
        this.loops = List.copyOf(loops);
        for (int i = 0; i < loops.size(); i++) {
            Relay relay = new Relay(this, loops.get(i), i, loops.size(), journals.get(i));
            relays.add(relay);
            relay.post(relay::start);
        }
    }

    /** Carries a plan out, unless a newer one was given already. */
    public void apply(Plan orders) {
        synchronized (this) {
            if (plan != null && orders.epoch() <= plan.epoch()) {
                return;
            }
            plan = orders;
            for (KnownSizes known : orders.knownSizes()) {
                sizes.putIfAbsent(known.address(), new Sizes(known.extranonce2Size(), known.versionMask()));
            }
            List<PoolAddress> before = addresses;
            addresses = orders.pools().stream()
                    .map(PoolConfiguration::addresses)
                    .flatMap(List::stream)
                    .distinct()
                    .toList();
            aside.retain(addresses);
            orders.pools().forEach(pool -> pool.addresses().stream()
                    .filter(address -> !before.contains(address))
                    .forEach(address -> ask(pool.name(), address)));
            grants.renew(orders.services());
            grants.forgetBefore(loops.get(0).now());
            // In the lock, so that every loop gets the plans in one order.
            relays.forEach(relay -> relay.post(() -> relay.apply(orders)));
        }
        sizesMayBeKnown();
    }

    /** Completes, on a loop, once every loop has done what it was given until now; never, when the loops stop meanwhile. */
    public CompletableFuture<Void> carriedOut() {
        return onEveryLoop((relay, done) -> done.complete(null));
    }

    private CompletableFuture<Void> onEveryLoop(BiConsumer<Relay, CompletableFuture<Void>> task) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Relay relay : relays) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            relay.post(() -> task.accept(relay, done));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** The epoch of the plan in force; 0 before the first. */
    public long epoch() {
        Plan current = plan;
        return current == null ? 0 : current.epoch();
    }

    /** Takes a machine's new line; called on that loop. */
    public Line.Listener machine(int loop, Line line) {
        return relays.get(loop).accept(line);
    }

    /**
     * Stops in order: awaits the pools' answers for 5 s and closes everything. The future completes when all lines of machines
     * are closed, 3 s later at most: then what tells of their end was reported, every share that was sent has its verdict in a
     * journal, and nothing is written there any more.
     */
    public CompletableFuture<Void> quiesce() {
        return onEveryLoop(Relay::quiesce);
    }

    /**
     * Logs in to a pool to hear what it says, and hangs up; see {@link LoginTrial}.
     *
     * @return completes on a loop, within 10 s
     */
    public CompletableFuture<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
        CompletableFuture<LoginAnswer> answer = new CompletableFuture<>();
        Loop loop = loops.get(0);
        loop.execute(() -> LoginTrial.begin(loop, address, user, password, answer::complete));
        // A loop that stops runs nothing any more.
        return answer.completeOnTimeout(
                LoginAnswer.unreachable("Sluice is stopping"), LoginTrial.LIMIT_MILLIS + 500, TimeUnit.MILLISECONDS);
    }

    // ---- Between loops

    void moveOn(String subAccount) {
        relays.forEach(relay -> relay.post(() -> relay.moveOn(subAccount)));
    }

    void evaluateAll() {
        relays.forEach(relay -> relay.post(relay::evaluateSoon));
    }

    // ---- What is known of pools

    private void ask(String pool, PoolAddress address) {
        Loop loop = loops.get(0);
        loop.execute(() -> PoolProbe.ask(loop, address, new PoolProbe.Outcome() {
            @Override
            public void sizes(int extranonce1Size, int extranonce2Size, int versionMask) {
                learned(address, extranonce2Size, versionMask);
                failing.remove(address);
                reports.pool(new PoolEvent(
                        loop.now(),
                        pool,
                        address,
                        PoolEvent.Kind.PROBED,
                        extranonce1Size,
                        extranonce2Size,
                        versionMask,
                        ""));
            }

            @Override
            public void failed(String reason) {
                failing(loop.now(), pool, address, reason);
                loop.after(ASK_AGAIN_MILLIS, () -> {
                    if (addresses.contains(address) && !sizes.containsKey(address)) {
                        ask(pool, address);
                    }
                });
            }
        }));
    }

    void learned(PoolAddress address, int extranonce2Size, int versionMask) {
        sizes.put(address, new Sizes(extranonce2Size, versionMask));
        sizesMayBeKnown();
    }

    private void sizesMayBeKnown() {
        if (sizesKnown()) {
            relays.forEach(relay -> relay.post(relay::sizesMayBeKnown));
        }
    }

    /** Whether every address of every pool has said its sizes. */
    boolean sizesKnown() {
        return plan != null && sizes.keySet().containsAll(addresses);
    }

    /** The widest profile that every pool can carry; an address that never answered counts as 4 bytes. */
    Profile profile() {
        return Profile.widest(addresses.stream()
                .mapToInt(address -> Optional.ofNullable(sizes.get(address))
                        .map(Sizes::extranonce2Size)
                        .orElse(Profile.UNKNOWN_POOL_SIZE))
                .min()
                .orElse(Profile.UNKNOWN_POOL_SIZE));
    }

    /** The bits that every pool lets machines roll. */
    int versionMask() {
        return addresses.stream()
                .map(sizes::get)
                .filter(Objects::nonNull)
                .mapToInt(Sizes::versionMask)
                .reduce(PoolSession.VERSION_BITS, (a, b) -> a & b);
    }

    void serving(
            Instant at, String pool, PoolAddress address, int extranonce1Size, int extranonce2Size, int versionMask) {
        if (failing.remove(address) != null) {
            reports.pool(new PoolEvent(
                    at, pool, address, PoolEvent.Kind.SERVING, extranonce1Size, extranonce2Size, versionMask, ""));
        }
    }

    private record Failing(Instant at, String reason) {
        private static final Duration AGAIN = Duration.ofSeconds(10);

        boolean isNews(Failing before) {
            return !reason.equals(before.reason)
                    && Duration.between(before.at, at).compareTo(AGAIN) >= 0;
        }
    }

    void failing(Instant at, String pool, PoolAddress address, String reason) {
        var now = new Failing(at, reason);
        Failing before = failing.get(address);
        // A pool that fails in ever other ways is not told of each time.
        boolean news = before == null
                ? failing.putIfAbsent(address, now) == null
                : now.isNews(before) && failing.replace(address, before, now);
        if (news) {
            reports.pool(new PoolEvent(at, pool, address, PoolEvent.Kind.FAILING, 0, 0, 0, reason));
        }
    }

    /** One loop's news of a login; what the loops together know is reported when it changes. */
    void loginState(
            Instant at, String subAccount, String who, long revision, LoginState state, String address, String reason) {
        synchronized (logins) {
            Map<String, LoginSeen> seen = logins.computeIfAbsent(subAccount, name -> new TreeMap<>());
            seen.put(who, new LoginSeen(revision, state, address, reason));
            long newest =
                    seen.values().stream().mapToLong(LoginSeen::revision).max().orElse(revision);
            seen.values().removeIf(login -> login.revision() < newest);
            LoginSeen together = best(seen.values());
            LoginSeen before = reportedLogins.put(subAccount, together);
            if (!together.equals(before)) {
                reports.login(new LoginEvent(
                        at, subAccount, together.revision(), together.state(), together.address(), together.reason()));
            }
        }
    }

    /** One loop has no login for a sub-account any more, and no say in how it stands. */
    void loginGone(String subAccount, String who) {
        synchronized (logins) {
            Map<String, LoginSeen> seen = logins.get(subAccount);
            if (seen != null && seen.remove(who) != null && seen.isEmpty()) {
                logins.remove(subAccount);
                reportedLogins.remove(subAccount);
            }
        }
    }

    private static LoginSeen best(Iterable<LoginSeen> seen) {
        LoginSeen best = null;
        for (LoginSeen login : seen) {
            if (best == null || rank(login.state()) > rank(best.state())) {
                best = login;
            }
        }
        return best;
    }

    private static int rank(LoginState state) {
        return switch (state) {
            case ACCEPTED -> 2;
            case REFUSED -> 1;
            case CONNECTING -> 0;
        };
    }

    // ---- Status

    /** Shows a warning in the status, among the latest. Callable from any thread. */
    public void warn(String warning) {
        synchronized (warnings) {
            warnings.remove(warning);
            warnings.addLast(warning);
            if (warnings.size() > MOST_WARNINGS) {
                warnings.removeFirst();
            }
        }
    }

    /** How the field stands, as of when its relays last looked: no longer ago than a second. */
    public FieldStatus status(String incarnation, boolean listening, JournalStatus journal) {
        Instant at = Instant.MAX;
        Map<String, List<Relay.MachineLine>> byName = new LinkedHashMap<>();
        List<SessionStatus> sessions = new ArrayList<>();
        for (Relay relay : relays) {
            Relay.Snapshot snapshot = relay.snapshot();
            at = snapshot.at().isBefore(at) ? snapshot.at() : at;
            snapshot.machines().forEach(line -> byName.computeIfAbsent(line.name(), name -> new ArrayList<>(1))
                    .add(line));
            sessions.addAll(snapshot.sessions());
        }
        List<MachineStatus> machines = new ArrayList<>(byName.size());
        for (Map.Entry<String, List<Relay.MachineLine>> entry : byName.entrySet()) {
            machines.add(status(at, entry.getKey(), entry.getValue()));
        }
        List<String> told;
        synchronized (warnings) {
            told = List.copyOf(warnings);
        }
        return new FieldStatus(at, incarnation, epoch(), listening, machines, sessions, counts.sums(), journal, told);
    }

    private static MachineStatus status(Instant at, String name, List<Relay.MachineLine> lines) {
        Relay.MachineLine newest = lines.get(0);
        Instant since = newest.since();
        double hashrate = 0;
        long sinceShare = -1;
        Evidence evidence = Evidence.NONE;
        List<String> serving = new ArrayList<>(1);
        for (Relay.MachineLine line : lines) {
            newest = line.since().isAfter(newest.since()) ? line : newest;
            since = line.since().isBefore(since) ? line.since() : since;
            hashrate += line.hashrate();
            evidence = evidence.plus(line.evidence());
            if (line.millisSinceShare() >= 0 && (sinceShare < 0 || line.millisSinceShare() < sinceShare)) {
                sinceShare = line.millisSinceShare();
            }
            line.subAccount()
                    .filter(subAccount -> !serving.contains(subAccount))
                    .ifPresent(serving::add);
        }
        return new MachineStatus(
                name,
                lines.size(),
                since,
                serving,
                hashrate,
                newest.difficulty(),
                newest.agent(),
                newest.address(),
                sinceShare < 0 ? Optional.empty() : Optional.of(at.minusMillis(sinceShare)),
                newest.idleReason(),
                evidence);
    }

    // ---- What relays need of it

    FieldSettings settings() {
        return settings;
    }

    Reports reports() {
        return reports;
    }

    GrantBook grants() {
        return grants;
    }

    Presence presence() {
        return presence;
    }

    VerdictCounts counts() {
        return counts;
    }

    PoolsAside aside() {
        return aside;
    }

    Conduct conduct() {
        return conduct;
    }
}
