package io.sluice.stratum.relay;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.FieldStatus.SessionStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Service;
import io.sluice.stratum.protocol.RequestId;
import io.sluice.stratum.work.ShareHasher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Everything that one event loop owns: its machines, its pool sessions, their jobs, and who works for whom. Runs on its
 * loop only; other threads reach it through {@link #post}.
 */
final class Relay {
    private static final HexFormat HEX = HexFormat.of();

    private static final long SWEEP_MILLIS = 1_000;
    private static final long SNAPSHOT_MILLIS = 500;
    private static final long SIZES_LIMIT_MILLIS = 3_000;
    private static final long QUIESCE_LIMIT_MILLIS = 5_000;
    private static final long GONE_LIMIT_MILLIS = 3_000;

    /** Sub-accounts that a loop is logged in for ahead of time, in each itinerary. */
    private static final int WARM_SESSIONS = 8;

    /** A loop's part of a status. */
    record Snapshot(Instant at, List<MachineLine> machines, List<SessionStatus> sessions) {}

    /** One connection of a machine. */
    record MachineLine(
            String name,
            Instant since,
            Optional<String> subAccount,
            double hashrate,
            double difficulty,
            String agent,
            String address,
            long millisSinceShare,
            String idleReason,
            Evidence evidence) {}

    private record SupplyKey(String subAccount, int bank) {}

    /**
     * What decides which sessions a machine needs. Those that share an itinerary share one object: names that are alike are not compared, or
     * thousands of machines with hundreds of them would take longer than what is to be decided.
     */
    private record Route(Itinerary itinerary, int bank) {
        @Override
        @SuppressWarnings("ReferenceEquality") // As said.
        public boolean equals(Object other) {
            return other instanceof Route route && route.itinerary == itinerary && route.bank == bank;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(itinerary) * 31 + bank;
        }
    }

    private final Field field;
    private final Loop loop;
    private final int number;
    private final int loops;
    private final JobBook book;
    private final ShareHasher hasher = new ShareHasher();
    private final ShareJournal journal;
    private final Runnable commit = this::commit;
    private boolean commitDue;
    private final Map<Profile, Extranonce.Allocator> extranonces = new EnumMap<>(Profile.class);
    private final Map<SupplyKey, Supply> supplies = new LinkedHashMap<>();
    private final Map<String, Instant> nextPeriods = new HashMap<>();
    private final Set<MachineSession> machines = new LinkedHashSet<>();
    private final Set<Route> ordered = new LinkedHashSet<>();
    private final List<Runnable> waitingForSizes = new ArrayList<>();
    private final byte[] extranonceBuffer4And4 = new byte[8];
    private final byte[] extranonceBuffer2And4 = new byte[6];
    private final byte[] extranonceBuffer1And3 = new byte[4];

    private volatile Snapshot snapshot;
    private Plan plan;
    private Map<String, Service> services = Map.of();
    private Map<String, PoolConfiguration> pools = Map.of();
    private boolean evaluationDue;
    private boolean quiescing;

    Relay(Field field, Loop loop, int number, int loops, ShareJournal journal) {
        this.field = field;
        this.loop = loop;
        this.number = number;
        this.loops = loops;
        this.book = new JobBook(loop.now(), loop::millis, number, loops);
        this.journal = journal;
        for (Profile profile : Profile.values()) {
            extranonces.put(profile, new Extranonce.Allocator(profile));
        }
    }

    /** Starts the clockwork; on the loop. */
    void start() {
        every(SWEEP_MILLIS, this::sweep);
        snapshot = new Snapshot(loop.now(), List.of(), List.of());
        every(SNAPSHOT_MILLIS, this::takeSnapshot);
    }

    private void every(long millis, Runnable task) {
        loop.after(millis, () -> {
            try {
                task.run();
            } finally {
                every(millis, task);
            }
        });
    }

    /** Runs a task on this relay's loop; callable from any thread. */
    void post(Runnable task) {
        loop.execute(task);
    }

    boolean isQuiescing() {
        return quiescing;
    }

    // ---- Orders

    void apply(Plan orders) {
        if (quiescing) {
            return;
        }
        plan = orders;
        services = new LinkedHashMap<>();
        orders.services().forEach(service -> services.put(service.subAccount(), service));
        pools = new HashMap<>();
        orders.pools().forEach(pool -> pools.put(pool.name(), pool));
        for (MachineSession machine : machines) {
            if (machine.isAdmitted()) {
                machine.itinerary(itineraryOf(machine));
            }
        }
        orderSupplies();
        evaluateAll();
    }

    private Itinerary itineraryOf(MachineSession machine) {
        if (plan == null) {
            return Itinerary.NONE;
        }
        Itinerary own = plan.itineraries().get(machine.name());
        return own != null ? own : plan.arrivals().getOrDefault(machine.group(), Itinerary.NONE);
    }

    /** Opens the sessions that are or will soon be needed, and lets go of the others. */
    private void orderSupplies() {
        if (plan == null || quiescing) {
            return;
        }
        Set<SupplyKey> wanted = new LinkedHashSet<>();
        for (String subAccount : services.keySet()) {
            // One loop keeps every sub-account logged in, so that its login is known before a machine needs it.
            if (Math.floorMod(subAccount.hashCode(), loops) == number) {
                wanted.add(new SupplyKey(subAccount, 0));
            }
        }
        ordered.clear();
        for (MachineSession machine : machines) {
            if (machine.isWorking()) {
                ordered.add(new Route(machine.itinerary(), machine.extranonce().bank()));
            }
        }
        for (Route route : ordered) {
            int warm = 0;
            for (String subAccount : route.itinerary().subAccounts()) {
                Service service = services.get(subAccount);
                if (service == null) {
                    continue;
                }
                boolean surplus = service.grants().get(0).limit().isEmpty();
                if (surplus || warm < WARM_SESSIONS) {
                    SupplyKey key = new SupplyKey(subAccount, route.bank());
                    wanted.add(key);
                    Supply known = supplies.get(key);
                    boolean servable = known == null || known.isReady() || known.isHopeful();
                    warm += servable
                                    && !field.grants()
                                            .of(subAccount, service, now())
                                            .usedUp()
                            ? 1
                            : 0;
                }
            }
        }
        for (SupplyKey key : wanted) {
            Service service = services.get(key.subAccount());
            supplies.computeIfAbsent(key, k -> new Supply(this, k.subAccount(), k.bank()))
                    .order(service, pools.get(service.login().pool()));
        }
        for (Map.Entry<SupplyKey, Supply> entry : List.copyOf(supplies.entrySet())) {
            Supply supply = entry.getValue();
            if (wanted.contains(entry.getKey()) || supply.isClosed()) {
                continue;
            }
            boolean inUse = services.containsKey(supply.subAccount())
                    && machines.stream().anyMatch(machine -> machine.supply() == supply);
            if (!inUse) {
                supply.close();
            }
        }
    }

    // ---- Who works for whom

    /** A machine can take jobs now. */
    void follow(MachineSession machine) {
        machine.itinerary(itineraryOf(machine));
        if (!ordered.contains(
                new Route(machine.itinerary(), machine.extranonce().bank()))) {
            orderSupplies();
        }
        evaluate(machine, "connected");
    }

    private void evaluateAll() {
        for (MachineSession machine : List.copyOf(machines)) {
            evaluate(machine, "plan");
        }
    }

    /** Evaluates every machine once what goes on now is over, however often it is asked for until then. */
    void evaluateSoon() {
        if (!evaluationDue) {
            evaluationDue = true;
            loop.execute(() -> {
                evaluationDue = false;
                orderSupplies();
                evaluateAll();
            });
        }
    }

    /** A grant is used up: the machines that served it move on in this instant. */
    void moveOn(String subAccount) {
        for (Supply supply : List.copyOf(supplies.values())) {
            if (supply.subAccount().equals(subAccount)) {
                for (MachineSession machine : List.copyOf(machines)) {
                    if (machine.supply() == supply) {
                        evaluate(machine, "the standard of " + subAccount + " is filled");
                    }
                }
            }
        }
        orderSupplies();
    }

    /** A supply became ready, or lost its session, or has waited long enough. */
    void supplyChanged(Supply supply) {
        if (!quiescing) {
            evaluateSoon();
        }
    }

    /**
     * Finds the machine its place: the first sub-account of its itinerary that can be served, has work left and does not
     * employ machines enough. It stays where it is if that is the first such, and rather than have it idle the first that
     * has work left at all takes it.
     */
    private void evaluate(MachineSession machine, String why) {
        if (!machine.isWorking()) {
            return;
        }
        Supply now = machine.supply();
        Supply lastResort = null;
        boolean hope = false;
        String refusals = "";
        for (String subAccount : machine.itinerary().subAccounts()) {
            Supply supply =
                    supplies.get(new SupplyKey(subAccount, machine.extranonce().bank()));
            if (supply == null || supply.isClosed() || !services.containsKey(subAccount) || !supply.hasWork()) {
                continue;
            }
            if (supply.isReady()) {
                if (!fits(machine, supply)) {
                    return;
                }
                if ((supply == now && stays(machine, supply)) || employs(machine, supply, why)) {
                    return;
                }
                lastResort = lastResort == null ? supply : lastResort;
            } else if (supply.isHopeful()) {
                if (now == null || now == supply || (now.isReady() && now.hasWork())) {
                    if (now != null && now.isReady()) {
                        stays(machine, now);
                    }
                    return;
                }
                hope = true;
            } else if (refusals.isEmpty()) {
                refusals = subAccount + ": " + (supply.reason().isEmpty() ? "it is connecting" : supply.reason());
            }
        }
        if (lastResort != null) {
            if (lastResort == now) {
                machine.employedBy(lastResort.counter().employAnyway());
                machine.follow(lastResort.session());
            } else {
                give(machine, lastResort, lastResort.counter().employAnyway(), why);
            }
        } else if (!(hope && now != null && services.containsKey(now.subAccount()) && now.hasWork())) {
            idle(
                    machine,
                    machine.itinerary().subAccounts().isEmpty()
                            ? "it is out of service, or no sub-account is set up for its group"
                            : refusals.isEmpty()
                                    ? "all sub-accounts are up to standard"
                                    : "no pool can be reached (" + refusals + ")");
        }
    }

    private boolean fits(MachineSession machine, Supply supply) {
        Job job = supply.session().currentJob();
        if (job.canCarry(machine.extranonce().profile())) {
            return true;
        }
        if (machine.shrinkTo(Profile.widest(job.extranonce2Size()))) {
            // Its bank may be another one now, and need a session of its own.
            evaluateSoon();
        }
        return false;
    }

    private boolean stays(MachineSession machine, Supply supply) {
        GrantCounter counter = supply.counter();
        if (holdsUp(machine, counter)) {
            return false;
        }
        if (machine.employedBy() != counter) {
            // The period turned, or it was to move on and has nowhere to go: no job has to be sent for that.
            if (!counter.employ(supply.employingTally(counter))) {
                return false;
            }
            machine.employedBy(counter);
        }
        machine.follow(supply.session());
        return true;
    }

    /** Whether others wait for the standard to be finished, and this machine does not come to it. */
    private static boolean holdsUp(MachineSession machine, GrantCounter counter) {
        boolean holdsUp = counter.isCrowded() && machine.isOverdue();
        if (holdsUp) {
            machine.passedOver();
        }
        return holdsUp;
    }

    /** A machine was passed over because it was silent, and sends shares again. */
    void isBack(MachineSession machine) {
        loop.execute(() -> {
            if (!quiescing) {
                evaluate(machine, "it sends shares again");
            }
        });
    }

    private boolean employs(MachineSession machine, Supply supply, String why) {
        GrantCounter counter = supply.counter();
        if (holdsUp(machine, counter) || !counter.employ(supply.employingTally(counter))) {
            return false;
        }
        give(machine, supply, counter, why);
        return true;
    }

    private void give(MachineSession machine, Supply supply, GrantCounter counter, String why) {
        Supply before = machine.supply();
        String reason = machine.hadWork() ? why : "connected";
        machine.switchTo(supply, supply.session(), counter);
        if (before == null || !before.subAccount().equals(supply.subAccount())) {
            switched(machine, supply.subAccount(), reason);
        }
    }

    private void idle(MachineSession machine, String why) {
        boolean worked = machine.supply() != null;
        machine.idle(why);
        if (worked) {
            switched(machine, "", why);
        }
    }

    private void switched(MachineSession machine, String subAccount, String why) {
        field.reports().machine(new MachineEvent(now(), machine.name(), MachineEvent.Kind.SWITCHED, subAccount, why));
    }

    // ---- Shares

    void forward(
            MachineSession machine, RequestId request, Job job, byte[] extranonce2, int version, int ntime, int nonce) {
        Supply supply = job.session().supply();
        GrantCounter counter = supply.counter();
        GrantCounter.Tally tally = job.tally(counter);
        GrantCounter.Taken taken = counter.reserve(tally);
        if (taken == GrantCounter.Taken.TOO_MUCH) {
            giveBack(counter, tally);
            count(VerdictCounts.UNFORWARDED);
            machine.unforwarded(request);
            return;
        }
        job.session()
                .submit(
                        new PendingShare(this, supply, machine, request, job, counter),
                        extranonce2,
                        version,
                        ntime,
                        nonce);
        if (taken == GrantCounter.Taken.FILLED) {
            field.moveOn(supply.subAccount());
        } else if (supply.isReady()) {
            supply.finish().look(counter);
            if (counter.tooManyEmployed(supply.tally(counter), supply.finish().leeway())) {
                peelOff(supply, counter);
            }
        }
    }

    void take(Supply supply, GrantCounter counter, GrantCounter.Tally tally) {
        if (counter.take(tally)) {
            field.moveOn(supply.subAccount());
        }
    }

    void giveBack(GrantCounter counter, GrantCounter.Tally tally) {
        if (counter.giveBack(tally)) {
            field.evaluateAll();
        }
    }

    /**
     * The end of a grant is near: the slowest of its machines moves on, if there is where to.
     *
     * @return whether one did
     */
    private boolean peelOff(Supply supply, GrantCounter counter) {
        MachineSession slowest = null;
        double least = Double.MAX_VALUE;
        for (MachineSession machine : supply.session().machines()) {
            double hashrate = machine.hashrate();
            if (machine.employedBy() == counter && hashrate < least) {
                slowest = machine;
                least = hashrate;
            }
        }
        if (slowest == null) {
            return false;
        }
        slowest.employedBy(null);
        evaluate(slowest, "the standard of " + supply.subAccount() + " is nearly filled");
        return slowest.supply() != supply;
    }

    /**
     * What shares tell of the end of a grant where they come, for where none come: other loops go on filling it, or the
     * pool's difficulty grew.
     */
    private void lookAfter(Supply supply) {
        if (quiescing || !supply.isReady()) {
            return;
        }
        GrantCounter counter = supply.counter();
        Finish finish = supply.finish();
        finish.look(counter);
        finish.tell(counter);
        boolean moved = finish.isNear(counter);
        while (moved && !counter.usedUp() && counter.tooManyEmployed(supply.tally(counter), finish.leeway())) {
            moved = peelOff(supply, counter);
        }
    }

    void broadcast(PoolSession session, Job job, boolean clean) {
        List<MachineSession> workers = session.machines();
        for (int i = 0; i < workers.size(); i++) {
            MachineSession machine = workers.get(i);
            if (machine.hasJob(job)) {
                continue;
            }
            if (job.canCarry(machine.extranonce().profile())) {
                machine.sendJob(job, clean);
            } else {
                evaluateSoon();
            }
        }
    }

    // ---- Machines come and go

    /** A machine's line is open. */
    MachineSession accept(Line line) {
        MachineSession machine = new MachineSession(this, line);
        machines.add(machine);
        if (quiescing) {
            machine.drop("Sluice is stopping");
        } else {
            field.conduct().shutOut(machine.host(), millis()).ifPresent(machine::drop);
        }
        return machine;
    }

    void admitted(MachineSession machine) {
        if (field.presence().arrives(machine.name())) {
            field.reports()
                    .machine(new MachineEvent(
                            now(),
                            machine.name(),
                            MachineEvent.Kind.CONNECTED,
                            "",
                            machine.agent() + " from " + machine.address()));
        }
    }

    void gone(MachineSession machine, String reason, boolean missed) {
        machines.remove(machine);
        if (machine.isAdmitted() && field.presence().leaves(machine.name())) {
            field.reports()
                    .machine(new MachineEvent(now(), machine.name(), MachineEvent.Kind.DISCONNECTED, "", reason));
        }
        if (missed && !quiescing) {
            // Another has to finish what it was employed for.
            field.evaluateAll();
        }
    }

    AuthenticationResult resultWithoutApplication(String machine) {
        if (plan != null && plan.itineraries().containsKey(machine)) {
            return new AuthenticationResult.Admitted("");
        }
        return new AuthenticationResult.Refused(
                "the login could not be checked in time; the machine is not known yet; try again");
    }

    Extranonce takeExtranonce(Profile profile) {
        return extranonces.get(profile).take();
    }

    void free(Extranonce extranonce) {
        extranonces.get(extranonce.profile()).free(extranonce);
    }

    String sessionId(Extranonce extranonce) {
        return HEX.toHexDigits((byte) number)
                + HEX.toHexDigits((int) extranonce.slot())
                + HEX.toHexDigits((int) loop.millis());
    }

    /** A machine's extranonce1 and extranonce2 in one; valid until the next call. */
    byte[] joined(byte[] extranonce1, byte[] extranonce2) {
        byte[] joined =
                switch (extranonce1.length) {
                    case 4 -> extranonceBuffer4And4;
                    case 2 -> extranonceBuffer2And4;
                    default -> extranonceBuffer1And3;
                };
        System.arraycopy(extranonce1, 0, joined, 0, extranonce1.length);
        System.arraycopy(extranonce2, 0, joined, extranonce1.length, extranonce2.length);
        return joined;
    }

    /** Runs a task when every pool's sizes are known, or 3 s from now. */
    void whenSizesKnown(Runnable task) {
        waitingForSizes.add(task);
        loop.after(SIZES_LIMIT_MILLIS, () -> {
            if (waitingForSizes.remove(task)) {
                task.run();
            }
        });
    }

    void sizesMayBeKnown() {
        if (field.sizesKnown() && !waitingForSizes.isEmpty()) {
            List<Runnable> tasks = List.copyOf(waitingForSizes);
            waitingForSizes.clear();
            tasks.forEach(Runnable::run);
        }
    }

    // ---- Clockwork

    private void sweep() {
        for (MachineSession machine : List.copyOf(machines)) {
            machine.sweep();
            GrantCounter employer = machine.employedBy();
            if (employer != null && holdsUp(machine, employer)) {
                machine.employedBy(null);
                evaluate(machine, "it is silent");
                field.evaluateAll();
            }
        }
        boolean turned = false;
        for (Supply supply : List.copyOf(supplies.values())) {
            supply.sweep();
            lookAfter(supply);
            Instant next = supply.nextPeriod();
            Instant before =
                    next == null ? nextPeriods.remove(supply.subAccount()) : nextPeriods.put(supply.subAccount(), next);
            turned |= before != null && !before.equals(next);
        }
        supplies.values().removeIf(Supply::isOver);
        if (turned) {
            orderSupplies();
            evaluateAll();
        }
    }

    private void takeSnapshot() {
        List<MachineLine> lines = new ArrayList<>(machines.size());
        for (MachineSession machine : machines) {
            if (machine.isAdmitted()) {
                lines.add(new MachineLine(
                        machine.name(),
                        machine.admittedAt(),
                        Optional.ofNullable(machine.supply()).map(Supply::subAccount),
                        machine.hashrate(),
                        machine.difficulty(),
                        machine.agent(),
                        machine.address(),
                        machine.millisSinceShare(),
                        machine.idleReason(),
                        machine.evidence()));
            }
        }
        List<SessionStatus> sessions = new ArrayList<>();
        for (Supply supply : supplies.values()) {
            if (!supply.isClosed()) {
                supply.addStatus(sessions);
            }
        }
        snapshot = new Snapshot(now(), lines, sessions);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Takes no more from machines, awaits the pools' answers for a while, closes everything. */
    void quiesce(CompletableFuture<Void> done) {
        quiescing = true;
        long until = loop.millis() + QUIESCE_LIMIT_MILLIS;
        for (MachineSession machine : List.copyOf(machines)) {
            if (machine.sharesUnderWay() == 0) {
                machine.drop("Sluice is stopping");
            } else {
                machine.takeNoMore();
            }
        }
        awaitAnswers(until, done);
    }

    private void awaitAnswers(long until, CompletableFuture<Void> done) {
        boolean underWay = supplies.values().stream().anyMatch(Supply::awaitsAnswers);
        if (underWay && loop.millis() < until) {
            loop.after(20, () -> awaitAnswers(until, done));
            return;
        }
        List.copyOf(supplies.values()).forEach(Supply::end);
        List.copyOf(machines).forEach(machine -> machine.drop("Sluice is stopping"));
        awaitGone(loop.millis() + GONE_LIMIT_MILLIS, done);
    }

    /** A line takes a moment to close, and who is told that the field is at rest is to have heard of each machine's end. */
    private void awaitGone(long until, CompletableFuture<Void> done) {
        if (!machines.isEmpty() && loop.millis() < until) {
            loop.after(20, () -> awaitGone(until, done));
            return;
        }
        done.complete(null);
    }

    // ---- What its parts need of it

    Field field() {
        return field;
    }

    Loop loop() {
        return loop;
    }

    JobBook book() {
        return book;
    }

    ShareHasher hasher() {
        return hasher;
    }

    /** For writing to it: what is written is committed before anybody can hear of it. */
    ShareJournal journal() {
        if (!commitDue) {
            commitDue = true;
            loop.beforeSending(commit);
        }
        return journal;
    }

    private void commit() {
        commitDue = false;
        journal.commit();
    }

    /** Counts a share, for metrics. */
    void count(String verdict) {
        field.counts().of(verdict).increment();
    }

    GrantCounter counter(String subAccount, Grant grant) {
        return field.grants().of(subAccount, grant);
    }

    Instant now() {
        return loop.now();
    }

    long millis() {
        return loop.millis();
    }

    long jitter(long most) {
        return ThreadLocalRandom.current().nextLong(most + 1);
    }

    void learned(PoolSession session) {
        field.learned(session.address(), session.extranonce2Size(), session.versionMask());
    }

    void serving(String pool, PoolSession session) {
        field.serving(
                now(),
                pool,
                session.address(),
                session.extranonce1Size(),
                session.extranonce2Size(),
                session.versionMask());
    }

    long putAside(PoolAddress address) {
        return field.aside().put(address, millis());
    }

    long asideMillis(PoolAddress address) {
        return field.aside().millis(address, millis());
    }

    void failing(String pool, PoolAddress address, String reason) {
        field.failing(now(), pool, address, reason);
    }

    void loginState(Supply supply, long revision, LoginState state, String address, String reason) {
        field.loginState(now(), supply.subAccount(), number + "/" + supply.bank(), revision, state, address, reason);
    }

    /** A supply has no login any more. */
    void loginGone(Supply supply) {
        field.loginGone(supply.subAccount(), number + "/" + supply.bank());
    }

    void warn(String warning) {
        field.warn(warning);
    }
}
