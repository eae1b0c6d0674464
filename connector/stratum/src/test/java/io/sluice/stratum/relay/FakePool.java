package io.sluice.stratum.relay;

import io.sluice.api.PoolAddress;
import io.sluice.stratum.protocol.FromMachine;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.Hex;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A pool on virtual time that checks every share as a pool does, in its own words and from its own bytes. */
final class FakePool {
    /** What becomes of mining.suggest_difficulty. */
    enum Suggestions {
        /** Answered, and set with the next job, which comes when it comes. */
        WITH_NEXT_JOB,
        /** Set at once, with a job of its own, and never answered. */
        AT_ONCE,
        IGNORED,
        UNKNOWN_METHOD
    }

    private static final long VARDIFF_LOOK_MILLIS = 15_000;
    private static final Difficulty LEAST = Difficulty.powerOfTwo(-31);

    private static final ShareHasher HASHER = new ShareHasher();

    private final VirtualTime time;
    private final PoolAddress address;
    private final int extranonce1Size;
    private final int extranonce2Size;
    private final int versionMask;
    private final Map<String, String> accounts = new HashMap<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Map<String, Integer> accepted = new TreeMap<>();
    private final Map<String, Double> work = new HashMap<>();
    private final Map<String, Double> lastDifficulties = new HashMap<>();
    private final List<String> rejected = new ArrayList<>();
    private final Map<String, Set<String>> workersBySpace = new HashMap<>();
    private Difficulty difficulty;
    private boolean up = true;
    private String greeting = "";
    private boolean answersShares = true;
    private boolean answersNothing;
    private boolean knowsConfigure = true;
    private long answerMillis = 5;
    private String refuseSharesWith = "";
    private Suggestions suggestions = Suggestions.UNKNOWN_METHOD;
    private double vardiffSeconds;
    private int mostLogins = Integer.MAX_VALUE;
    private int block = 1;
    private int jobs;
    private int logins;
    private int opened;
    private int mostInASecond;

    FakePool(VirtualTime time, String url, int extranonce1Size, int extranonce2Size, String difficulty, int mask) {
        this.time = time;
        this.address = PoolAddress.parse(url);
        this.extranonce1Size = extranonce1Size;
        this.extranonce2Size = extranonce2Size;
        this.difficulty = Difficulty.of(difficulty);
        this.versionMask = mask;
        time.add(this);
    }

    FakePool suggestions(Suggestions how) {
        suggestions = how;
        return this;
    }

    /** Steers the difficulty of each connection so that its shares come so many seconds apart. */
    FakePool vardiff(double seconds) {
        vardiffSeconds = seconds;
        return this;
    }

    /** Refuses an account's login while it has so many connections. */
    FakePool mostLogins(int most) {
        mostLogins = most;
        return this;
    }

    FakePool account(String user, String password) {
        accounts.put(user, password);
        return this;
    }

    PoolAddress address() {
        return address;
    }

    boolean isUp() {
        return up;
    }

    void down() {
        up = false;
        List.copyOf(connections).forEach(connection -> connection.hangUp("the pool is gone"));
    }

    void up() {
        up = true;
    }

    void answersShares(boolean answers) {
        answersShares = answers;
    }

    /** Takes connections, and whatever they say, and is mute. */
    void answersNothing(boolean mute) {
        answersNothing = mute;
    }

    /** Does not answer mining.configure, as pools do that never heard of it. */
    FakePool knowsNoConfigure() {
        knowsConfigure = false;
        return this;
    }

    /** Gives every connection another extranonce, which holds from the next job on. */
    void extranonce(byte[] extranonce1, int extranonce2Size) {
        connections.forEach(connection -> {
            connection.extranonce1 = extranonce1.clone();
            connection.extranonce2Size = extranonce2Size;
            connection.say(MachineCodec.setExtranonce(extranonce1, extranonce2Size));
        });
    }

    void answerMillis(long millis) {
        answerMillis = millis;
    }

    /** Says a line to everybody who is connected, whatever it is. */
    void tell(String line) {
        connections.forEach(connection -> connection.say((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** Says a line to whoever connects, before anything else. */
    FakePool greeting(String line) {
        greeting = line;
        return this;
    }

    /** The connections that an account opened last. */
    private List<Connection> latest(String account, int count) {
        List<Connection> all = connections.stream()
                .filter(connection -> account.equals(connection.user))
                .toList();
        return all.subList(all.size() - count, all.size());
    }

    void hangUpLatest(String account, int count) {
        latest(account, count).forEach(connection -> connection.hangUp("one connection too many"));
    }

    void muteLatest(String account, int count) {
        latest(account, count).forEach(connection -> connection.mute = true);
    }

    void refuseShares(String reason) {
        refuseSharesWith = reason;
    }

    /** Says anything on every connection. */
    void says(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
        List.copyOf(connections).forEach(connection -> connection.say(bytes));
    }

    void newBlock() {
        block++;
        connections.forEach(connection -> connection.job(true));
    }

    void newJob() {
        connections.forEach(connection -> connection.job(false));
    }

    /** Takes effect with the next job, as pools do. */
    void difficulty(String next) {
        difficulty = Difficulty.of(next);
        connections.forEach(connection -> {
            connection.difficulty = difficulty;
            connection.sendDifficulty();
        });
    }

    int accepted(String user) {
        return accepted.getOrDefault(user, 0);
    }

    List<String> rejected() {
        return rejected;
    }

    int logins() {
        return logins;
    }

    /** The worker names that shares came under, for each part of a connection's space that one machine should have. */
    Map<String, Set<String>> workersBySpace() {
        return workersBySpace;
    }

    /** Work of the accepted shares, in shares of a difficulty. */
    double accepted(String user, String ofDifficulty) {
        return work.getOrDefault(user, 0.0) / Double.parseDouble(ofDifficulty);
    }

    /** Difficulty of the share that was accepted last. */
    double lastDifficulty(String user) {
        return lastDifficulties.getOrDefault(user, 0.0);
    }

    /** Most shares that came from one connection within a second. */
    int mostInASecond() {
        return mostInASecond;
    }

    long loggedIn(String account) {
        return connections.stream()
                .filter(connection -> account.equals(connection.user))
                .count();
    }

    long loggedIn() {
        return connections.stream()
                .filter(connection -> connection.user != null)
                .count();
    }

    void accept(Line.Opening opening) {
        Connection connection = new Connection();
        connections.add(connection);
        connection.to = opening.opened(connection);
        if (!greeting.isEmpty()) {
            connection.say((greeting + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(
            FromPool.Notify job, Difficulty difficulty, int block, byte[] extranonce1, int extranonce2Size) {}

    final class Connection implements Line {
        private final int number = ++opened;
        private byte[] extranonce1 = new byte[extranonce1Size];
        private int extranonce2Size = FakePool.this.extranonce2Size;
        private final Map<String, Sent> jobsSent = new HashMap<>();
        private final Set<String> found = new HashSet<>();
        private Listener to;
        private String user;
        private boolean open = true;
        private Difficulty difficulty = FakePool.this.difficulty;
        private boolean mute;
        private double sinceLook;
        private long second;
        private int inSecond;

        private Connection() {
            byte[] number = ByteBuffer.allocate(4)
                    .putInt(connections.size() + 1 + logins * 7)
                    .array();
            System.arraycopy(
                    number,
                    Math.max(0, 4 - extranonce1Size),
                    extranonce1,
                    Math.max(0, extranonce1Size - 4),
                    Math.min(4, extranonce1Size));
        }

        @Override
        public void write(byte[] bytes) {
            FromMachine said;
            try {
                said = MachineCodec.parse(bytes, 0, bytes.length - 1);
            } catch (ProtocolException e) {
                throw new AssertionError(
                        "a pool would not understand: " + new String(bytes, StandardCharsets.UTF_8), e);
            }
            if (said instanceof FromMachine.Submit submit) {
                time.watch().written(submit.user());
            }
            time.later(1, () -> {
                if (open && !mute && !answersNothing) {
                    take(said);
                }
            });
        }

        private void take(FromMachine said) {
            if (said instanceof FromMachine.Configure configure) {
                if (knowsConfigure) {
                    say(MachineCodec.configured(
                            configure.id(),
                            configure,
                            versionMask & configure.versionMask().orElse(0)));
                }
            } else if (said instanceof FromMachine.Subscribe subscribe) {
                say(MachineCodec.subscribed(subscribe.id(), "s", extranonce1, extranonce2Size));
            } else if (said instanceof FromMachine.Authorize authorize) {
                authorize(authorize);
            } else if (said instanceof FromMachine.Submit submit) {
                if (answersShares) {
                    time.later(answerMillis, () -> submit(submit));
                }
            } else if (said instanceof FromMachine.SuggestDifficulty suggestion) {
                suggested(suggestion);
            } else {
                say(MachineCodec.truth(said.id(), true));
            }
        }

        private void suggested(FromMachine.SuggestDifficulty suggestion) {
            if (user == null) {
                hangUp("who is not logged in has nothing to suggest");
                return;
            }
            switch (suggestions) {
                case WITH_NEXT_JOB -> {
                    say(MachineCodec.truth(suggestion.id(), true));
                    difficulty = Difficulty.of(suggestion.difficulty());
                    sendDifficulty();
                }
                case AT_ONCE -> {
                    difficulty = Difficulty.of(suggestion.difficulty());
                    sendDifficulty();
                    job(false);
                }
                case IGNORED -> {}
                case UNKNOWN_METHOD -> say(MachineCodec.error(suggestion.id(), new StratumError(20, "unknown method")));
            }
        }

        /** As pools do: doubled or halved, or more, when shares come too often or too rarely. */
        private void steer() {
            double ideal = sinceLook * vardiffSeconds * 1_000 / VARDIFF_LOOK_MILLIS;
            sinceLook = 0;
            double now = difficulty.asDouble();
            double next =
                    ideal > 2 * now || ideal < now / 2 ? Math.max(LEAST.asDouble(), Math.max(ideal, now / 4)) : now;
            if (next != now) {
                difficulty = Difficulty.powerOfTwo(Math.getExponent(next));
                sendDifficulty();
                job(false);
            }
            time.later(VARDIFF_LOOK_MILLIS, () -> {
                if (open) {
                    steer();
                }
            });
        }

        private void authorize(FromMachine.Authorize authorize) {
            if (!authorize.password().equals(accounts.get(authorize.user()))) {
                say(MachineCodec.error(authorize.id(), new StratumError(24, "no such account: " + authorize.user())));
                return;
            }
            if (user == null && loggedIn(authorize.user()) >= mostLogins) {
                say(MachineCodec.error(authorize.id(), new StratumError(24, "logged in already")));
                return;
            }
            say(MachineCodec.truth(authorize.id(), true));
            if (user == null) {
                user = authorize.user();
                logins++;
                sendDifficulty();
                job(true);
                if (vardiffSeconds > 0) {
                    time.later(VARDIFF_LOOK_MILLIS, this::steer);
                }
            }
        }

        private void sendDifficulty() {
            say(MachineCodec.setDifficulty(difficulty.value()));
        }

        private void job(boolean clean) {
            if (user == null) {
                return;
            }
            byte[] previous = new byte[32];
            previous[0] = (byte) block;
            FromPool.Notify job = new FromPool.Notify(
                    "j" + ++jobs,
                    previous,
                    Hex.bytes("01000000" + String.format("%08x", jobs)),
                    Hex.bytes("ffffffff"),
                    List.of(new byte[32]),
                    0x20000000,
                    0x1d00ffff,
                    (int) time.now().getEpochSecond(),
                    clean);
            jobsSent.put(job.jobId(), new Sent(job, difficulty, block, extranonce1, extranonce2Size));
            say(MachineCodec.notify(job.jobId(), job, job.coinbase1(), clean));
        }

        private void submit(FromMachine.Submit submit) {
            Sent sent = jobsSent.get(submit.jobId());
            String reason = "";
            if (sent == null) {
                reason = "unknown job";
            } else if (!submit.user().equals(user) && !submit.user().startsWith(user + ".")) {
                reason = "unauthorized " + submit.user();
            } else if (sent.block() != block) {
                reason = "stale";
            } else if (submit.extranonce2().length != sent.extranonce2Size()) {
                reason = "extranonce2 of " + submit.extranonce2().length;
            } else if ((submit.versionBits().orElse(0) & ~versionMask) != 0) {
                reason = "version bits";
            } else {
                byte[] both = ByteBuffer.allocate(sent.extranonce1().length + sent.extranonce2Size())
                        .put(sent.extranonce1())
                        .put(submit.extranonce2())
                        .array();
                int version = (sent.job().version() & ~versionMask)
                        | submit.versionBits().orElse(0);
                byte[] hash =
                        HASHER.hash(sent.job(), sent.job().coinbase1(), both, version, submit.ntime(), submit.nonce());
                if (!sent.difficulty().target().isMetBy(hash)) {
                    reason = "high hash";
                } else if (!found.add(Hex.of(hash))) {
                    reason = "duplicate";
                } else if (!refuseSharesWith.isEmpty()) {
                    reason = refuseSharesWith;
                }
            }
            String space = number + "/" + Hex.of(Arrays.copyOf(submit.extranonce2(), extranonce2Size - 3));
            workersBySpace.computeIfAbsent(space, key -> new HashSet<>()).add(submit.user());
            if (reason.isEmpty()) {
                accepted.merge(user, 1, Integer::sum);
                double worth = sent.difficulty().asDouble();
                work.merge(user, worth, Double::sum);
                lastDifficulties.put(user, worth);
                sinceLook += worth;
                long now = time.now().getEpochSecond();
                inSecond = now == second ? inSecond + 1 : 1;
                second = now;
                mostInASecond = Math.max(mostInASecond, inSecond);
                say(MachineCodec.truth(submit.id(), true));
            } else {
                rejected.add(user + ": " + reason);
                say(MachineCodec.error(submit.id(), new StratumError(20, reason)));
            }
        }

        private void say(byte[] bytes) {
            time.later(1, () -> {
                if (open) {
                    to.received(bytes, 0, bytes.length - 1);
                }
            });
        }

        void hangUp(String reason) {
            if (open) {
                open = false;
                connections.remove(this);
                to.closed(reason);
            }
        }

        @Override
        public void flush() {
            // Everything is on its way once it is written.
        }

        @Override
        public void close(String reason) {
            time.later(0, () -> hangUp(reason));
        }

        @Override
        public void slow(long millis) {
            throw new AssertionError("pools are not slowed");
        }

        @Override
        public String remoteAddress() {
            return address.url();
        }
    }
}
