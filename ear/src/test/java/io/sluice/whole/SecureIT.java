package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.lab.LabCertificate;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sluice.jar} shows to strangers: ports, certificates, headers, and who gets an answer. One process for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecureIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final Path PAGES = Path.of("..", "web", "src", "main", "webapp");
    private static final String ADMIN = "Basic "
            + Base64.getEncoder()
                    .encodeToString(("admin:" + SluiceProcess.ADMIN_PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int FATAL = 2;
    private static final int PROTOCOL_VERSION = 70;
    private static final int ALERT_BYTES = 7;

    /** As the script of PrimeFaces adds it to a page's forms. */
    static final String NONCE = Base64.getEncoder()
            .encodeToString("44bc7b62-dceb-4fc6-8472-73b7f81b2404".getBytes(StandardCharsets.US_ASCII));

    /** What a program's inside looks like when it shows. */
    private static final Pattern INSIDE = Pattern.compile(
            "\\bat [a-z]\\w*(\\.\\w+)+\\(|Exception|java\\.lang|jakarta\\.(ejb|persistence|servlet|ws)|"
                    + "com\\.sun|org\\.(glassfish|eclipse|postgresql|h2)|\\bSQL|Payara|Grizzly|GlassFish|Hibernate|EclipseLink");

    private HttpClient http;
    private Path home;
    private Path files;
    private Ports ports;
    private int httpsPort;
    private int tlsPort;
    private Pem console;
    private Pem machines;
    private LabCertificate poolCertificate;
    private SluiceProcess sluice;

    /** Key and certificate as PEM files. */
    private record Pem(Path certificate, Path key, X509Certificate parsed) {}

    @BeforeAll
    void start(@TempDir Path folder, @TempDir Path other) throws Exception {
        home = folder.resolve("data");
        files = other;
        ports = Ports.free();
        Ports more = Ports.free();
        httpsPort = more.http();
        tlsPort = more.stratum();
        console = pem(LabCertificate.in(files));
        machines = pem(LabCertificate.in(files));
        poolCertificate = LabCertificate.in(files);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(believingAnything())
                .build();
        sluice = SluiceProcess.start(
                        JAR,
                        home,
                        ports,
                        Map.of(
                                "SLUICE_HTTPS_PORT", Integer.toString(httpsPort),
                                "SLUICE_HTTPS_CERTIFICATE",
                                        console.certificate().toString(),
                                "SLUICE_HTTPS_KEY", console.key().toString(),
                                "SLUICE_STRATUM_TLS_PORT", Integer.toString(tlsPort),
                                "SLUICE_STRATUM_TLS_CERTIFICATE",
                                        machines.certificate().toString(),
                                "SLUICE_STRATUM_TLS_KEY", machines.key().toString(),
                                // As the README says it: pools are verified against this.
                                "JAVA_TOOL_OPTIONS",
                                        "-Djavax.net.ssl.trustStore=" + poolCertificate.keyStore()
                                                + " -Djavax.net.ssl.trustStorePassword=" + LabCertificate.PASSWORD),
                        System.out::println)
                .awaitReady(Duration.ofMinutes(2));
    }

    @AfterAll
    void stop() {
        if (sluice != null) {
            sluice.close();
        }
    }

    private Pem pem(LabCertificate made) throws Exception {
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
                Files.createTempFile(files, "lab", ".pem"),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                        + "-----\n");
    }

    private static SSLContext believingAnything() throws Exception {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate shownAt(int port) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) believingAnything().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void theConsoleOverTlsShowsWhatWasGivenAndItsCookieStaysThere() throws Exception {
        assertThat(shownAt(httpsPort)).isEqualTo(console.parsed());
        HttpResponse<String> page = logIn("https://127.0.0.1:" + httpsPort + "/login", "same-origin");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Set-Cookie").orElse("").toLowerCase(Locale.ROOT))
                .contains("jsessionid", "; secure", "; httponly", "; samesite=strict");
        HttpResponse<String> plain = logIn(at("login"), "same-origin");
        assertThat(plain.headers().firstValue("Set-Cookie").orElse("").toLowerCase(Locale.ROOT))
                .contains("jsessionid", "; httponly", "; samesite=strict")
                .doesNotContain("; secure");
        HttpResponse<String> rest = send("GET", "https://127.0.0.1:" + httpsPort + "/api/v1/pools", null, ADMIN);
        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue("Set-Cookie")).isEmpty();
    }

    private HttpResponse<String> logIn(String address, String sentBy) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", sentBy)
                        .POST(BodyPublishers.ofString("login=login&login:submit=&login:name=admin&login:password="
                                + SluiceProcess.ADMIN_PASSWORD
                                + "&jakarta.faces.ViewState=stateless&primefaces.nonce=" + NONCE))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Said byte by byte, as neither Java nor OpenSSL offers TLS 1.1 unless forced to. */
    @Test
    void nothingOlderThanTls12IsSpoken() throws Exception {
        for (int port : List.of(httpsPort, tlsPort)) {
            assertThat(answerToHello(port, 0x0303)).as("TLS 1.2 at " + port).startsWith(HANDSHAKE, 3, 3);
            for (int older : List.of(0x0300, 0x0301, 0x0302)) {
                byte[] answer = answerToHello(port, older);
                if (answer.length > 0) {
                    assertThat(answer)
                            .as("version %x at %d", older, port)
                            .startsWith(ALERT)
                            .endsWith(FATAL, PROTOCOL_VERSION);
                }
            }
        }
    }

    /** The first bytes, as many as an alert has, of the answer to a ClientHello; nothing, if it is closed. */
    private static byte[] answerToHello(int port, int version) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(128)
                .putShort((short) version)
                .put(new byte[32])
                .put((byte) 0)
                // ECDHE with ECDSA and RSA, AES-128: GCM, and CBC for what is older.
                .put(HexFormat.of().parseHex("0008c02bc02fc009c0130100"))
                // secp256r1; ECDSA and RSA with SHA-256.
                .put(HexFormat.of()
                        .parseHex("001a" + "000a000400020017" + "000b00020100" + "000d0008000604030401" + "0804"));
        int length = hello.position();
        byte[] record = ByteBuffer.allocate(length + 9)
                .put((byte) HANDSHAKE)
                .putShort((short) 0x0301)
                .putShort((short) (length + 4))
                .putInt(0x01000000 | length)
                .put(hello.array(), 0, length)
                .array();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(record);
            return socket.getInputStream().readNBytes(ALERT_BYTES);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
            return new byte[0];
        }
    }

    /** Each session takes room for half an hour, so whoever reaches the port could take all of it. */
    @Test
    void whoIsNotLoggedInHasNoSession() throws Exception {
        for (String address :
                List.of("", "login", "people", "api/v1/pools", "shared/x", "nowhere", "error", "health")) {
            HttpResponse<String> answer = send("GET", at(address), null, null);
            assertThat(answer.headers().firstValue("Set-Cookie")).as(address).isEmpty();
        }
        String form =
                "login=login&login:submit=&login:name=admin&login:password=guess&jakarta.faces.ViewState=stateless";
        HttpResponse<String> wrong = send("POST", at("login"), form + "&primefaces.nonce=" + NONCE, null);
        assertThat(wrong.body()).contains("User name or password is wrong.");
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        HttpResponse<String> scriptless = send("POST", at("login"), form, null);
        assertThat(scriptless.statusCode()).as("what no page of ours sends").isEqualTo(400);
        assertSilent("a login without our script", scriptless);
        HttpResponse<String> elsewhere = logIn(at("login"), "cross-site");
        assertThat(elsewhere.statusCode())
                .as("a login by a page of another site")
                .isEqualTo(200);
        assertThat(elsewhere.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void noPageRunsAScriptThatIsNotItsOwnNorIsShownInAFrame() throws Exception {
        for (String address : List.of("login", "api/v1/pools", "error", "nowhere", "people", "shared/x")) {
            HttpResponse<String> answer = send("GET", at(address), null, ADMIN);
            assertThat(answer.headers().firstValue("X-Frame-Options"))
                    .as(address)
                    .contains("DENY");
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(address)
                    .contains("nosniff");
            assertThat(answer.headers().firstValue("Server")).as(address).isEmpty();
            assertThat(answer.headers().firstValue("X-Powered-By")).as(address).isEmpty();
            List<String> policies = answer.headers().allValues("Content-Security-Policy");
            assertThat(policies).as(address).isNotEmpty().allSatisfy(policy -> assertThat(policy)
                    .doesNotContain("unsafe-eval")
                    .doesNotContainPattern("script-src[^;]*unsafe"));
            assertThat(policies.get(0)).as(address).contains("default-src '", "frame-ancestors 'none'");
        }
        HttpResponse<String> login = send("GET", at("login"), null, null);
        List<String> policies = login.headers().allValues("Content-Security-Policy");
        assertThat(policies).hasSize(1);
        Matcher nonce = Pattern.compile("script-src 'self' 'nonce-([^']+)'").matcher(policies.get(0));
        assertThat(nonce.find()).as(policies.get(0)).isTrue();
        Matcher script = Pattern.compile("<script[^>]*>").matcher(login.body());
        while (script.find()) {
            assertThat(script.group()).containsAnyOf("nonce=\"" + nonce.group(1) + "\"", " src=\"/");
        }
        assertThat(login.body()).doesNotContainPattern("<[^>]+\\son[a-z]+=\"").doesNotContain("javascript:");
    }

    @Test
    void nothingThatIsNotMeantForAllAnswersWithoutALogin() throws Exception {
        for (String page : pages()) {
            for (String address : List.of(page, page + ".xhtml", page + ";x=y", page + "/x", "/" + page)) {
                HttpResponse<String> answer = send("GET", at(address), null, null);
                boolean open = page.equals("login") && !address.equals("login/x");
                boolean shared = address.startsWith("shared");
                if (open) {
                    assertThat(answer.statusCode()).as(address).isIn(200, 400);
                } else if (shared) {
                    assertThat(answer.statusCode()).as(address).isIn(302, 403, 404);
                } else {
                    assertThat(answer.statusCode()).as(address).isIn(302, 400);
                    assertThat(answer.headers().firstValue("Location").orElse("/login"))
                            .as(address)
                            .isEqualTo("/login");
                    assertThat(answer.body()).as(address).isEmpty();
                }
            }
        }
        for (Operation operation : operations()) {
            String body = operation.method().equals("GET") || operation.method().equals("DELETE") ? null : "{}";
            for (String authorization :
                    new String[] {null, "Bearer slu_wrong", "Bearer ", "Basic ", "Basic %%%", "Basic Og==", "Digest x"
                    }) {
                HttpResponse<String> answer =
                        send(operation.method(), at("api/v1" + operation.path()), body, authorization);
                assertThat(answer.statusCode())
                        .as(operation + " with " + authorization)
                        .isEqualTo(401);
                assertSilent(operation + " with " + authorization, answer);
            }
        }
        for (String address : List.of(
                "health",
                "health/live",
                "health/ready",
                "metrics",
                "openapi",
                "error",
                "login",
                "shared/x",
                "jakarta.faces.resource/sluice.css.xhtml?ln=sluice")) {
            assertThat(send("GET", at(address), null, null).statusCode())
                    .as(address)
                    .isIn(200, 404);
        }
        for (String address : List.of(
                "export/bookings.csv",
                "export/statement.pdf?subAccount=alice",
                "management/domain",
                "monitoring/domain",
                "__asadmin",
                "asadmin",
                "openapi-ui",
                "application.wadl",
                "api/application.wadl",
                "api/v1/application.wadl",
                "WEB-INF/web.xml",
                "META-INF/persistence.xml",
                "resources/sluice/sluice.js",
                "jolokia",
                "h2-console",
                "rest-management",
                "common/index.jsf",
                "login/..;/people",
                "login/%2e%2e/people",
                "api/v1/..;/users",
                "index.xhtml",
                "LOGIN.XHTML")) {
            HttpResponse<String> answer = send("GET", at(address), null, null);
            assertThat(answer.statusCode()).as(address).isIn(302, 400, 401, 403, 404);
            assertSilent(address, answer);
        }
    }

    @Test
    void nothingFallsOverBrokenInputNorShowsItsInside() throws Exception {
        List<String> bodies = List.of(
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "1e999999999",
                "{\"name\":{}}",
                "{\"urls\":[[]],\"pool\":7,\"role\":[],\"standard\":\"x\",\"policy\":null,\"password\":{}}",
                "{\"a\":".repeat(2_000),
                "{\"x\":\"\\u0000\"}",
                "{\"urls\":[\"stratum+tcp://\\u0000:1\"],\"pool\":\"\\u0000\",\"user\":\"\\u0000\",\"name\":\"\\u0000\","
                        + "\"role\":\"\\u0000\",\"subAccount\":\"\\u0000\",\"password\":\"\\u0000\"}");
        for (Operation operation : operations()) {
            for (String name :
                    List.of("nobody", "%F0%9F%98%80", "a%20b", "-1", "9".repeat(40), "x".repeat(3_000), "%27%22")) {
                String path = operation.path().replaceAll("\\{[^}]*}", name);
                String query = "?limit=-1&from=x&to=%27&cursor=%22&before=9&subAccount=%FF&format=x&day=0000-99-99";
                List<String> sent = operation.method().equals("GET")
                                || operation.method().equals("DELETE")
                        ? Collections.singletonList(null)
                        : name.equals("nobody") || operation.path().equals(path) ? bodies : bodies.subList(0, 3);
                for (String body : sent) {
                    String what = operation + " " + name + " "
                            + String.valueOf(body).lines().findFirst().orElse("");
                    HttpResponse<String> answer = send(operation.method(), at("api/v1" + path + query), body, ADMIN);
                    assertThat(answer.statusCode())
                            .as(what + ": " + answer.body())
                            .isLessThan(500);
                    if (answer.statusCode() >= 400) {
                        assertSilent(what, answer);
                    }
                }
                if (operation.path().equals(path)) {
                    break;
                }
            }
        }
        for (String page : pages()) {
            for (String query : List.of(
                    "?jakarta.faces.ViewState=x",
                    "?name=%00&name=%27&page=-1&id=x",
                    "?jakarta.faces.partial.ajax=true&jakarta.faces.source=x")) {
                for (String method : List.of("GET", "POST")) {
                    HttpResponse<String> answer = send(method, at(page + query), "jakarta.faces.ViewState=%zz&x", null);
                    assertThat(answer.statusCode())
                            .as(method + " " + page + query)
                            .isLessThan(500);
                    assertSilent(method + " " + page + query, answer);
                }
            }
        }
    }

    /** Names of the pages, as they are in the source. */
    private static List<String> pages() throws IOException {
        try (Stream<Path> all = Files.list(PAGES)) {
            return all.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".xhtml"))
                    .map(name -> name.replace(".xhtml", ""))
                    .sorted()
                    .toList();
        }
    }

    private record Operation(String method, String path) {}

    /** All that REST says it takes. */
    private List<Operation> operations() throws Exception {
        var operations = new ArrayList<Operation>();
        String path = null;
        String prefix = "/api/v1";
        for (String line :
                Files.readAllLines(Path.of("..", "web", "src", "main", "resources", "META-INF", "openapi.yaml"))) {
            Matcher begun = Pattern.compile("^  (/\\S*):\\s*$").matcher(line);
            Matcher method = Pattern.compile("^    (get|put|post|delete):\\s*$").matcher(line);
            if (begun.matches()) {
                path = begun.group(1);
            } else if (method.matches() && path != null) {
                operations.add(new Operation(
                        method.group(1).toUpperCase(Locale.ROOT),
                        path.startsWith(prefix) ? path.substring(prefix.length()) : path));
            } else if (line.matches("^\\S.*")) {
                path = null;
            }
        }
        assertThat(operations).hasSizeGreaterThan(30);
        return operations;
    }

    private static void assertSilent(String what, HttpResponse<String> answer) {
        assertThat(answer.body()).as(what).doesNotContainPattern(INSIDE);
    }

    private String at(String address) {
        return sluice.console() + address.replace("{", "%7B").replace("}", "%7D");
    }

    private HttpResponse<String> send(String method, String address, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body != null) {
            request.header(
                    "Content-Type",
                    address.contains("/api/") ? "application/json" : "application/x-www-form-urlencoded");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itListensWhereItIsToldAndOtherwiseOnLoopbackOnly() throws Exception {
        Map<Integer, String> listening = Listening.of(sluice.pid());
        assertThat(listening.values()).as("addresses").containsOnly("127.0.0.1");
        assertThat(listening.keySet())
                .contains(ports.http(), ports.stratum(), ports.broker(), httpsPort, tlsPort)
                .as("with one more of the broker's, and none of a grid")
                .hasSize(6);
    }

    @Test
    void noSecretIsReadableByOthersAndNoUserHasADefaultPassword() throws Exception {
        List<String> users = Files.readAllLines(home.resolve("broker/instances/sluice/etc/passwd")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
        assertThat(users).containsExactlyInAnyOrder("application", "sluice", "admin");
        for (String secret : List.of(
                "secret.key",
                "db.password",
                "broker.password",
                "broker/instances/sluice/etc/passwd",
                "runtime/https.p12")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .as("the folder, where it was made by us")
                .isEqualTo("rwx------");
        for (String guess : List.of("admin:admin", "admin:", "sluice:sluice", "guest:guest")) {
            String authorization =
                    "Basic " + Base64.getEncoder().encodeToString(guess.getBytes(StandardCharsets.UTF_8));
            assertThat(send("GET", at("api/v1/me"), null, authorization).statusCode())
                    .as(guess)
                    .isEqualTo(401);
        }
    }

    @Test
    void poolsAreVerifiedPinnedAndRefusedAndMachinesKeepTheirLineWhileTheCertificateChanges() throws Exception {
        var farm = new LabFarm(1);
        LabCertificate unknown = LabCertificate.in(files);
        try (farm;
                LabPool trusted = LabPool.named("trusted")
                        .tls(poolCertificate.showing())
                        .difficulty("0.00000095367431640625")
                        .account("alice", "pw")
                        .start();
                LabPool stranger = LabPool.named("stranger")
                        .tls(unknown.showing())
                        .account("alice", "pw")
                        .start()) {
            assertThat(login("trusted", trusted.url())).contains("\"ACCEPTED\"");
            assertThat(login("stranger", stranger.url())).contains("\"UNREACHABLE\"", "TLS failed");
            String pin = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(shownAt(URI.create(stranger.url()).getPort())
                                    .getEncoded()));
            assertThat(login("stranger", stranger.url() + "#sha256=" + pin)).contains("\"ACCEPTED\"");
            assertThat(login("stranger", stranger.url() + "#sha256=" + "0".repeat(64)))
                    .contains("\"UNREACHABLE\"", "not the pinned one");

            sluice.client().putSubAccount("alice", "trusted", "pw", 1, Optional.empty());
            LabMachine machine = farm.add(
                    LabMachine.named("rig").pool("127.0.0.1", tlsPort).tls().hashrate(20_000));
            Await.until("it works", Duration.ofSeconds(60), () -> machine.accepted() > 2);
            assertThat(shownAt(tlsPort)).isEqualTo(machines.parsed());
            Pem fresh = pem(LabCertificate.in(files));
            Files.copy(fresh.certificate(), machines.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(fresh.key(), machines.key(), StandardCopyOption.REPLACE_EXISTING);
            Await.until("who comes now meets the new one", Duration.ofSeconds(60), () -> fresh.parsed()
                    .equals(shownAt(tlsPort)));
            long before = machine.accepted();
            Await.until("it works on", Duration.ofSeconds(60), () -> machine.accepted() > before + 2);
            assertThat(machine.disconnects()).isZero();
        }
    }

    private String login(String pool, String url) throws Exception {
        HttpResponse<String> put = send("PUT", at("api/v1/pools/" + pool), "{\"urls\":[\"" + url + "\"]}", ADMIN);
        assertThat(put.statusCode()).as(put.body()).isIn(200, 201);
        return send(
                        "POST",
                        at("api/v1/login-checks"),
                        "{\"pool\":\"" + pool + "\",\"user\":\"alice\",\"password\":\"pw\"}",
                        ADMIN)
                .body();
    }

    /** The TCP ports that a process listens at, from what Linux says of it. */
    private static final class Listening {
        private static final String LISTEN = "0A";

        private Listening() {}

        static Map<Integer, String> of(long pid) throws IOException {
            Set<String> sockets = new HashSet<>();
            try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
                for (Path one : open.toList()) {
                    try {
                        Matcher socket = Pattern.compile("socket:\\[(\\d+)]")
                                .matcher(Files.readSymbolicLink(one).toString());
                        if (socket.matches()) {
                            sockets.add(socket.group(1));
                        }
                    } catch (NoSuchFileException e) {
                        // It was closed meanwhile, so it is no port.
                    }
                }
            }
            var listening = new TreeMap<Integer, String>();
            for (String table : List.of("tcp", "tcp6")) {
                for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns.length > 9 && columns[3].equals(LISTEN) && sockets.contains(columns[9])) {
                        int colon = columns[1].indexOf(':');
                        listening.put(
                                Integer.parseInt(columns[1].substring(colon + 1), 16),
                                address(columns[1].substring(0, colon)));
                    }
                }
            }
            return listening;
        }

        /** Words of four bytes, each little-endian. */
        private static String address(String hex) {
            String last = hex.substring(hex.length() - 8);
            var text = new StringBuilder();
            for (int i = 6; i >= 0; i -= 2) {
                text.append(text.isEmpty() ? "" : ".").append(Integer.parseInt(last.substring(i, i + 2), 16));
            }
            boolean mapped = hex.length() == 8 || hex.startsWith("0000000000000000FFFF0000");
            return mapped ? text.toString() : hex;
        }
    }
}
