package io.sluice.connector.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.api.LoginAnswer;
import io.sluice.api.LoginState;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.lab.LabCertificate;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import io.sluice.tls.TlsIdentity;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS on both sides, over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsTest {
    private static final String EASY = "0.00000095367431640625";
    private static final String SUBSCRIBE = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n";

    private final TestApplication application = new TestApplication();
    private final EventLoops loops = new EventLoops(2, PoolPlaces.anywhere(), Door.open(), InstantSource.system());
    private final Field field = new Field(new FieldSettings(12), loops.loops(), application, application.journals(2));
    private final LabFarm farm = new LabFarm(1);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        farm.close();
        for (AutoCloseable one : opened) {
            one.close();
        }
        field.quiesce().get(15, TimeUnit.SECONDS);
        loops.close();
    }

    /** Key and certificate as PEM files. */
    private record Pem(Path certificate, Path key, X509Certificate parsed) {}

    private Pem pem() throws Exception {
        LabCertificate made = LabCertificate.in(folder);
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = LabCertificate.PASSWORD.toCharArray();
        try (InputStream in = Files.newInputStream(made.keyStore())) {
            store.load(in, password);
        }
        X509Certificate certificate = (X509Certificate) store.getCertificate("lab");
        return new Pem(
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", store.getKey("lab", password).getEncoded()),
                certificate);
    }

    private Path pem(String kind, byte[] content) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "lab", ".pem"),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                        + "-----\n");
    }

    private LabPool pool(LabPool.Builder builder) {
        LabPool pool =
                builder.extranonce(4, 8).difficulty(EASY).account("alice", "pw").start();
        opened.add(pool);
        return pool;
    }

    private LabPool plainPool() {
        LabPool pool = pool(LabPool.named("A"));
        application.pool("A", pool.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        return pool;
    }

    private int listen(MachineTls tls) {
        return loops.listen("127.0.0.1", 0, Optional.of(tls), field);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until " + what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void machinesConnectWithACertificateThatIsMadeOnceAndKept() throws Exception {
        LabPool a = plainPool();
        MachineTls tls = MachineTls.ownIn(folder, Optional.empty());
        int port = listen(tls);
        farm.add(LabMachine.named("m").pool("127.0.0.1", port).tls().hashrate(40_000));
        await("shares over TLS", () -> a.tally("alice").accepted() > 2);
        X509Certificate shown = shownAt(port);
        int again = listen(MachineTls.ownIn(folder, Optional.empty()));
        assertThat(shownAt(again)).isEqualTo(shown);
        assertThat(tls.get().newEngine(UnpooledByteBufAllocator.DEFAULT).getEnabledProtocols())
                .containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
    }

    @Test
    void aNewCertificateIsShownToWhoComesAndDropsNobody() throws Exception {
        LabPool a = plainPool();
        Pem first = pem();
        MachineTls tls = MachineTls.of(first.certificate(), first.key(), Optional.empty());
        int port = listen(tls);
        LabMachine machine =
                farm.add(LabMachine.named("m").pool("127.0.0.1", port).tls().hashrate(40_000));
        await("shares over TLS", () -> a.tally("alice").accepted() > 2);
        assertThat(shownAt(port)).isEqualTo(first.parsed());

        Pem second = pem();
        Files.copy(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
        tls.reread();
        assertThat(shownAt(port)).as("without its key").isEqualTo(first.parsed());
        Files.copy(second.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
        tls.reread();
        assertThat(shownAt(port)).isEqualTo(second.parsed());
        Files.delete(first.key());
        tls.reread();
        assertThat(shownAt(port)).as("with its key gone").isEqualTo(second.parsed());

        long before = a.tally("alice").accepted();
        await("the machine works on", () -> a.tally("alice").accepted() > before + 2);
        assertThat(machine.disconnects()).isZero();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedWithASentence() throws Exception {
        Pem one = pem();
        Pem other = pem();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MachineTls.of(one.certificate(), other.key(), Optional.empty()))
                .withMessageContaining("is not that of the certificate");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MachineTls.of(one.key(), one.key(), Optional.empty()))
                .withMessageContaining("holds no certificate");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MachineTls.of(one.certificate(), one.certificate(), Optional.empty()))
                .withMessageContaining("holds no key");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MachineTls.of(one.certificate(), one.key(), Optional.of(one.key())))
                .withMessageContaining("cannot be used");
    }

    @Test
    void whereMachinesShowCertificatesNoneComesInWithoutAKnownOne() throws Exception {
        plainPool();
        Pem known = pem();
        Pem stranger = pem();
        int port = listen(MachineTls.ownIn(folder, Optional.of(known.certificate())));
        assertThat(answer(port, showing(known))).contains("\"id\":1").contains("mining.notify");
        assertThat(answer(port, showing(stranger))).isEmpty();
        assertThat(answer(port, client())).isEmpty();
    }

    @Test
    void aStockClientSubscribesOverTls() throws Exception {
        assumeTrue(
                "required".equals(System.getenv("SLUICE_OPENSSL"))
                        || Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl"))),
                "openssl is not installed");
        plainPool();
        Pem pem = pem();
        int port = listen(MachineTls.of(pem.certificate(), pem.key(), Optional.of(pem.certificate())));
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            Process openssl = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-quiet",
                            version,
                            "-verify_return_error",
                            "-verify_hostname",
                            "localhost",
                            "-CAfile",
                            pem.certificate().toString(),
                            "-cert",
                            pem.certificate().toString(),
                            "-key",
                            pem.key().toString(),
                            "-connect",
                            "127.0.0.1:" + port)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader answers =
                    new BufferedReader(new InputStreamReader(openssl.getInputStream(), StandardCharsets.UTF_8))) {
                openssl.getOutputStream().write(SUBSCRIBE.getBytes(StandardCharsets.US_ASCII));
                openssl.getOutputStream().flush();
                assertThat(answers.readLine()).as(version).contains("\"id\":1").contains("mining.notify");
            } finally {
                openssl.destroy();
            }
        }
    }

    @Test
    void aPoolWhoseCertificateNobodyVouchesForIsNotTrusted() throws Exception {
        LabPool a = pool(LabPool.named("A")
                .tls(MachineTls.ownIn(folder, Optional.empty()).get()));
        application.pool("A", a.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        await("the reason", () -> application.loginReason("alice").startsWith("TLS failed"));
        assertThat(application.login("alice")).isEqualTo(LoginState.CONNECTING);
        assertThat(a.logins()).isEmpty();
    }

    @Test
    void aPoolWhoseCertificateIsOfAnotherNameIsNotTrusted() throws Exception {
        LabCertificate right = LabCertificate.in(folder);
        LabCertificate other = LabCertificate.named("pool.example", folder);
        Path trust = folder.resolve("trust.p12");
        LabCertificate.believe(trust, right, other);
        System.setProperty("javax.net.ssl.trustStore", trust.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", LabCertificate.PASSWORD);
        try {
            LoginAnswer accepted =
                    login(pool(LabPool.named("A").tls(right.showing())).url());
            assertThat(accepted.outcome()).as(accepted.reason()).isEqualTo(LoginAnswer.Outcome.ACCEPTED);
            LoginAnswer refused =
                    login(pool(LabPool.named("B").tls(other.showing())).url());
            assertThat(refused.outcome()).isEqualTo(LoginAnswer.Outcome.UNREACHABLE);
            assertThat(refused.reason()).startsWith("TLS failed").contains("127.0.0.1");
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void aPinnedCertificateIsTrustedAndNoOther() throws Exception {
        LabCertificate certificate = LabCertificate.in(folder);
        LabPool a = pool(LabPool.named("A").tls(certificate.showing()));
        X509Certificate shown = shownAt(PoolAddress.parse(a.url()).port());
        String ofCertificate = sha256(shown.getEncoded());
        String ofKey = sha256(shown.getPublicKey().getEncoded());
        for (String pin : List.of(ofCertificate, ofKey)) {
            LoginAnswer answer = login(a.url() + "#sha256=" + pin);
            assertThat(answer.outcome()).as(answer.reason()).isEqualTo(LoginAnswer.Outcome.ACCEPTED);
        }
        LoginAnswer refused = login(a.url() + "#sha256=" + "00".repeat(32));
        assertThat(refused.outcome()).isEqualTo(LoginAnswer.Outcome.UNREACHABLE);
        assertThat(refused.reason()).contains("not the pinned one", ofCertificate);
    }

    private LoginAnswer login(String url) throws Exception {
        return field.tryLogin(PoolAddress.parse(url), "alice", new Secret("pw"))
                .toCompletableFuture()
                .get(15, TimeUnit.SECONDS);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static SSLContext client(KeyManager... keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    private static SSLContext showing(Pem pem) throws Exception {
        var identity = TlsIdentity.of(pem.certificate(), pem.key());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity.keys(), identity.password().toCharArray());
        return client(keys.getKeyManagers());
    }

    private static X509Certificate shownAt(int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) client().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** What a subscription is answered; empty when the connection is refused. */
    private static String answer(int port, SSLContext context) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(SUBSCRIBE.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return line == null ? "" : line;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException refused) {
            return "";
        }
    }
}
