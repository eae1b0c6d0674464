package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** A machine on virtual time: it really hashes, and remembers whatever it would complain about. */
final class FakeMachine implements Line {
    private static final ShareHasher HASHER = new ShareHasher();

    private final VirtualTime time;
    private final String name;
    private Random random;
    private final List<String> complaints = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final Set<String> jobIds = new HashSet<>();
    private final String address;
    private Listener to;
    private boolean open = true;
    private byte[] extranonce1;
    private int extranonce2Size;
    private int mask;
    private Difficulty difficulty;
    private Difficulty nextDifficulty;
    private FromPool.Notify job;
    private int accepted;
    private int jobs;
    private long nextExtranonce2;
    private int extranonceChanges;
    private FromPool.SetExtranonce nextExtranonce;
    private String reconnectTo;
    private double hashrate;
    private long latencyMillis;
    private Random chance;
    private int search;
    private int slowed;

    FakeMachine(VirtualTime time, Field field, int loop, String name) {
        this(time, field, loop, name, "192.0.2.1");
    }

    FakeMachine(VirtualTime time, Field field, int loop, String name, String address) {
        this.time = time;
        this.name = name;
        this.address = address;
        this.random = new Random(name.hashCode());
        this.to = field.machine(loop, this);
    }

    /** As a modern ASIC logs in. */
    FakeMachine logIn() {
        say("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                + "{\"version-rolling.mask\":\"1fffe000\",\"version-rolling.min-bit-count\":2}]}");
        say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"fake/1\"]}");
        say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + name + "\",\"x\"]}");
        return this;
    }

    /** As cpuminer logs in: no configure. */
    FakeMachine logInPlainly() {
        say("{\"id\":2,\"method\":\"mining.subscribe\",\"params\":[\"cpuminer/2.5\"]}");
        say("{\"id\":3,\"method\":\"mining.authorize\",\"params\":[\"" + name + "\",\"x\"]}");
        return this;
    }

    void say(String line) {
        transcript.add("> " + line);
        if (line.startsWith("{\"id\":100,") && line.contains("mining.submit")) {
            time.watch().found(name);
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        to.received(bytes, 0, bytes.length);
    }

    /** Finds a share of its present job and sends it. */
    void mine() {
        if (job != null && open) {
            submit(job, difficulty);
        }
    }

    /**
     * Mines from now on as a machine of this hashrate does: shares come at random, as often as its difficulty lets them.
     *
     * @param hashesPerSecond 0: no more
     * @param latency milliseconds that a share is on its way to us
     */
    void mineAlone(double hashesPerSecond, long latency) {
        hashrate = hashesPerSecond;
        latencyMillis = latency;
        chance = new Random(name.hashCode());
        searchAnew();
    }

    /** Chance has no memory: another difficulty is as if the search began now. */
    private void searchAnew() {
        int mine = ++search;
        if (job == null || hashrate <= 0) {
            return;
        }
        double seconds = -Math.log(1 - chance.nextDouble()) * difficulty.asDouble() * (1L << 32) / hashrate;
        time.later(Math.round(seconds * 1_000), () -> {
            if (mine == search && open) {
                mine();
                searchAnew();
            }
        });
    }

    private void sendLate(String line) {
        if (latencyMillis == 0) {
            say(line);
        } else {
            time.later(latencyMillis, () -> {
                if (open) {
                    say(line);
                }
            });
        }
    }

    void submit(FromPool.Notify of, Difficulty at) {
        for (int tries = 0; tries < 1_000_000; tries++) {
            byte[] extranonce2 = new byte[extranonce2Size];
            byte[] number = ByteBuffer.allocate(8).putLong(nextExtranonce2++).array();
            System.arraycopy(number, 8 - extranonce2Size, extranonce2, 0, extranonce2Size);
            byte[] both = ByteBuffer.allocate(extranonce1.length + extranonce2Size)
                    .put(extranonce1)
                    .put(extranonce2)
                    .array();
            int bits = random.nextInt() & mask;
            int version = (of.version() & ~mask) | bits;
            byte[] hash = HASHER.hash(of, of.coinbase1(), both, version, of.ntime(), 7);
            if (at.target().isMetBy(hash)) {
                byte[] line = PoolCodec.submit(
                        100,
                        name,
                        of.jobId(),
                        extranonce2,
                        of.ntime(),
                        7,
                        mask == 0 ? OptionalInt.empty() : OptionalInt.of(bits));
                sendLate(new String(line, StandardCharsets.UTF_8).strip());
                return;
            }
        }
        throw new AssertionError("no share found at " + at);
    }

    @Override
    public void write(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8).strip();
        transcript.add("< " + line);
        if (line.startsWith("{\"id\":null,\"result")) {
            complaints.add(line);
            return;
        }
        FromPool said;
        try {
            said = PoolCodec.parse(
                    bytes,
                    0,
                    bytes.length - 1,
                    id -> id == 1
                            ? PoolCodec.Awaited.Shape.CONFIGURE
                            : id == 2 ? PoolCodec.Awaited.Shape.SUBSCRIBE : PoolCodec.Awaited.Shape.TRUTH);
        } catch (ProtocolException e) {
            throw new AssertionError("a machine would not understand " + line, e);
        }
        if (said instanceof FromPool.Answer answer) {
            answer(answer);
        } else if (said instanceof FromPool.SetDifficulty set) {
            nextDifficulty = Difficulty.of(set.difficulty());
        } else if (said instanceof FromPool.SetVersionMask set) {
            if ((set.mask() & ~mask) != 0) {
                complaints.add("the mask was widened");
            }
            mask = set.mask();
        } else if (said instanceof FromPool.SetExtranonce set) {
            extranonceChanges++;
            nextExtranonce = set;
        } else if (said instanceof FromPool.Notify notify) {
            if (nextExtranonce != null) {
                // It holds from the next job on, and the job in hand goes on with the old one.
                extranonce1 = nextExtranonce.extranonce1();
                extranonce2Size = nextExtranonce.extranonce2Size();
                nextExtranonce = null;
            }
            if (!jobIds.add(notify.jobId())) {
                complaints.add("job id " + notify.jobId() + " came twice");
            }
            jobs++;
            // As firmware does: a new job begins at the beginning.
            nextExtranonce2 = 0;
            random = new Random(name.hashCode());
            boolean begins = job == null || !difficulty.equals(nextDifficulty);
            job = notify;
            difficulty = nextDifficulty;
            if (begins && hashrate > 0) {
                searchAnew();
            }
        } else if (said instanceof FromPool.Reconnect reconnect) {
            reconnectTo = reconnect.host() + ":" + reconnect.port();
        }
    }

    private void answer(FromPool.Answer answer) {
        if (answer.id() == 100) {
            time.watch().answered(name);
        }
        if (answer.result() instanceof FromPool.Result.Configured configured) {
            mask = configured.versionMask();
        } else if (answer.result() instanceof FromPool.Result.Subscribed subscribed) {
            extranonce1 = subscribed.extranonce1();
            extranonce2Size = subscribed.extranonce2Size();
        } else if (answer.error().isPresent()) {
            complaints.add(
                    answer.error().get().code() + " " + answer.error().get().message());
        } else if (answer.id() == 100) {
            accepted++;
        }
    }

    @Override
    public void flush() {
        if (nextDifficulty != null && difficulty != null && !nextDifficulty.equals(difficulty)) {
            complaints.add("a difficulty came without a job behind it");
        }
    }

    @Override
    public void close(String reason) {
        time.later(0, () -> hangUp("dropped: " + reason));
    }

    @Override
    public void slow(long millis) {
        slowed++;
    }

    int slowed() {
        return slowed;
    }

    void sendsTooLongALine() {
        to.misused("it sent a line of more than 8192 bytes");
        hangUp("it sent a line of more than 8192 bytes");
    }

    void hangUp(String reason) {
        if (open) {
            open = false;
            complaints.add(reason);
            to.closed(reason);
        }
    }

    @Override
    public String remoteAddress() {
        return address + ":" + (40_000 + Math.floorMod(name.hashCode(), 10_000));
    }

    String name() {
        return name;
    }

    boolean isOpen() {
        return open;
    }

    List<String> complaints() {
        return complaints;
    }

    List<String> transcript() {
        return transcript;
    }

    String last() {
        return transcript.get(transcript.size() - 1);
    }

    /** What it last sent as a share. */
    String lastShare() {
        String share = "";
        for (String line : transcript) {
            share = line.contains("mining.submit") ? line : share;
        }
        return share.substring(2);
    }

    FromPool.Notify job() {
        return job;
    }

    Difficulty difficulty() {
        return difficulty;
    }

    BigDecimal difficultyValue() {
        return difficulty.value();
    }

    int accepted() {
        return accepted;
    }

    int jobs() {
        return jobs;
    }

    int mask() {
        return mask;
    }

    byte[] extranonce1() {
        return extranonce1;
    }

    int extranonce2Size() {
        return extranonce2Size;
    }

    int extranonceChanges() {
        return extranonceChanges;
    }

    String reconnectTo() {
        return reconnectTo;
    }
}
