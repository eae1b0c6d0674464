package io.sluice.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.FromPool.Answer;
import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.protocol.FromPool.Result;
import io.sluice.stratum.protocol.PoolCodec;
import io.sluice.stratum.protocol.PoolCodec.Awaited.Shape;
import io.sluice.stratum.protocol.ProtocolException;
import io.sluice.stratum.protocol.StratumError;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.ShareHasher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lab pool says to shares of a client made by hand, one of each fault. */
class LabPoolVerdictsTest {
    private static final Difficulty DIFFICULTY = Difficulty.powerOfTwo(-24);
    private static final byte[] EXTRANONCE_2 = {0, 0, 0, 1};
    private static final int BITS = 0x00400000;

    private LabPool pool;
    private Client client;

    @BeforeEach
    void start() throws IOException, ProtocolException {
        pool = LabPool.named("alpha")
                .extranonce(4, 4)
                .difficulty(DIFFICULTY)
                .versionMask(0x00c00000)
                .account("alice", "secret")
                .start();
        client = new Client(pool.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        pool.close();
        assertThat(pool.faults()).isEmpty();
    }

    @Test
    void aGoodShareIsAcceptedOnce() throws IOException, ProtocolException {
        client.logIn();
        int nonce = client.nonce(true, EXTRANONCE_2, 0, BITS);
        assertThat(client.submit(client.job.jobId(), EXTRANONCE_2, 0, nonce, OptionalInt.of(BITS)))
                .isEmpty();
        assertThat(client.submit(client.job.jobId(), EXTRANONCE_2, 0, nonce, OptionalInt.of(BITS)))
                .isEqualTo("22 duplicate");
        assertThat(pool.tally("alice"))
                .isEqualTo(new Tally(1, Work.ofShare(DIFFICULTY.value()), Map.of("duplicate", 1L)));
    }

    @Test
    void theTimeMayBeRolledForward() throws IOException, ProtocolException {
        client.logIn();
        assertThat(client.submit(
                        client.job.jobId(),
                        EXTRANONCE_2,
                        600,
                        client.nonce(true, EXTRANONCE_2, 600, 0),
                        OptionalInt.of(0)))
                .isEmpty();
    }

    @Test
    void fiveParametersMeanTheJobsOwnVersion() throws IOException, ProtocolException {
        client.logIn();
        assertThat(client.submit(
                        client.job.jobId(),
                        EXTRANONCE_2,
                        0,
                        client.nonce(true, EXTRANONCE_2, 0, 0),
                        OptionalInt.empty()))
                .isEmpty();
    }

    @Test
    void everyFaultHasItsReason() throws IOException, ProtocolException {
        client.logIn();
        String job = client.job.jobId();
        assertThat(client.submit(job, EXTRANONCE_2, 0, client.nonce(false, EXTRANONCE_2, 0, 0), OptionalInt.empty()))
                .isEqualTo("23 low difficulty");
        assertThat(client.submit("nosuchjob", EXTRANONCE_2, 0, 0, OptionalInt.empty()))
                .isEqualTo("21 job not found");
        assertThat(client.submit(job, new byte[3], 0, 0, OptionalInt.empty()))
                .isEqualTo("20 wrong size of extranonce2");
        assertThat(client.submit(job, new byte[5], 0, 0, OptionalInt.empty()))
                .isEqualTo("20 wrong size of extranonce2");
        assertThat(client.submit(job, EXTRANONCE_2, -1, 0, OptionalInt.empty())).isEqualTo("20 time out of range");
        assertThat(client.submit(job, EXTRANONCE_2, 7_201, 0, OptionalInt.empty()))
                .isEqualTo("20 time out of range");
        assertThat(client.submit(job, EXTRANONCE_2, 0, 0, OptionalInt.of(0x2000)))
                .isEqualTo("20 version bits outside of the mask");
        pool.newJob();
        assertThat(client.submit(job, EXTRANONCE_2, 0, client.nonce(true, EXTRANONCE_2, 0, 0), OptionalInt.empty()))
                .as("a job of the same block is as good as the newest")
                .isEmpty();
        pool.newBlock();
        assertThat(client.submit(job, EXTRANONCE_2, 0, client.nonce(true, EXTRANONCE_2, 0, 0), OptionalInt.empty()))
                .isEqualTo("21 stale");
        Map<String, Long> counted = new TreeMap<>(pool.tally("alice").rejected());
        assertThat(counted)
                .containsOnly(
                        Map.entry("low difficulty", 1L),
                        Map.entry("job not found", 1L),
                        Map.entry("wrong size of extranonce2", 2L),
                        Map.entry("time out of range", 2L),
                        Map.entry("version bits outside of the mask", 1L),
                        Map.entry("stale", 1L));
        assertThat(pool.tally("alice").accepted()).isEqualTo(1);
    }

    @Test
    void aShareIsJudgedByTheDifficultyItsJobWasSentAt() throws IOException, ProtocolException {
        client.logIn();
        pool.setDifficulty(Difficulty.powerOfTwo(80));
        assertThat(client.submit(
                        client.job.jobId(),
                        EXTRANONCE_2,
                        0,
                        client.nonce(true, EXTRANONCE_2, 0, 0),
                        OptionalInt.empty()))
                .isEmpty();
        assertThat(pool.tally("alice").work()).isEqualTo(DIFFICULTY.work());
    }

    @Test
    void aStrangerIsToldWhatIsMissing() throws IOException, ProtocolException {
        assertThat(client.submit("1", EXTRANONCE_2, 0, 0, OptionalInt.empty())).isEqualTo("25 not subscribed");
        assertThat(client.call(PoolCodec.authorize(4, "alice", "secret"), 4).error())
                .contains(new StratumError(25, "not subscribed"));
        client.call(PoolCodec.subscribe(2, "hand"), 2);
        assertThat(client.submit("1", EXTRANONCE_2, 0, 0, OptionalInt.empty())).isEqualTo("24 unauthorized user");
        assertThat(client.call(PoolCodec.authorize(4, "alice", ""), 4).error())
                .contains(new StratumError(24, "wrong password"));
        assertThat(client.call("{\"id\":5,\"method\":\"mining.nonsense\"}\n".getBytes(UTF_8), 5)
                        .error())
                .contains(new StratumError(20, "unknown method mining.nonsense"));
        assertThat(client.call("{\"id\":6,\"method\":\"mining.submit\",\"params\":[]}\n".getBytes(UTF_8), 6)
                        .error())
                .isPresent();
        assertThat(client.call(PoolCodec.suggestDifficulty(7, DIFFICULTY.value()), 7)
                        .error())
                .isPresent();
    }

    /** A machine by hand, over a plain socket. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;
        private final ShareHasher hasher = new ShareHasher();
        private final Deque<Notify> jobs = new ArrayDeque<>();
        private byte[] extranonce1 = {};
        private long nextId = 100;
        private Notify job;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        void logIn() throws IOException, ProtocolException {
            assertThat(call(PoolCodec.configure(1, -1), 1).result()).isEqualTo(new Result.Configured(0x00c00000));
            Result.Subscribed subscribed =
                    (Result.Subscribed) call(PoolCodec.subscribe(2, "hand"), 2).result();
            extranonce1 = subscribed.extranonce1();
            assertThat(subscribed.extranonce2Size()).isEqualTo(4);
            assertThat(call(PoolCodec.authorize(4, "alice", "secret"), 4).result())
                    .isEqualTo(new Result.Truth(true));
            while (jobs.isEmpty()) {
                read();
            }
            job = jobs.getLast();
            assertThat(job.clean()).isTrue();
        }

        /** A nonce that makes a share, or one that does not. */
        int nonce(boolean good, byte[] extranonce2, int later, int bits) {
            byte[] extranonce = {
                extranonce1[0], extranonce1[1], extranonce1[2], extranonce1[3],
                extranonce2[0], extranonce2[1], extranonce2[2], extranonce2[3]
            };
            int version = (job.version() & ~0x00c00000) | bits;
            int nonce = 0;
            while (DIFFICULTY
                            .target()
                            .isMetBy(hasher.hash(job, job.coinbase1(), extranonce, version, job.ntime() + later, nonce))
                    != good) {
                nonce++;
            }
            return nonce;
        }

        /** The code and words of a rejection; empty when the share was accepted. */
        String submit(String jobId, byte[] extranonce2, int later, int nonce, OptionalInt bits)
                throws IOException, ProtocolException {
            long id = nextId++;
            int ntime = job == null ? 0 : job.ntime() + later;
            Answer answer = call(PoolCodec.submit(id, "alice", jobId, extranonce2, ntime, nonce, bits), id);
            assertThat(answer.result())
                    .isEqualTo(new Result.Truth(answer.error().isEmpty()));
            return answer.error()
                    .map(error -> error.code() + " " + error.message())
                    .orElse("");
        }

        Answer call(byte[] request, long id) throws IOException, ProtocolException {
            socket.getOutputStream().write(request);
            while (true) {
                if (read() instanceof Answer answer) {
                    assertThat(answer.id()).isEqualTo(id);
                    return answer;
                }
            }
        }

        private FromPool read() throws IOException, ProtocolException {
            byte[] line = reader.readLine().getBytes(UTF_8);
            FromPool message = PoolCodec.parse(
                    line, 0, line.length, id -> id == 1 ? Shape.CONFIGURE : id == 2 ? Shape.SUBSCRIBE : Shape.TRUTH);
            if (message instanceof Notify notify) {
                jobs.add(notify);
            }
            return message;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
