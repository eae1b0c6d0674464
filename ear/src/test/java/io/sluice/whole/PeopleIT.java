package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may do what, at {@code sluice.jar}, from outside: by address and by request, whatever pages would offer. The tests
 * share one process.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final String VIEWER = "the viewer's own";
    private static final String OPERATOR = "the operator's own";
    private static final String POOL_PASSWORD = "not-to-be-seen-anywhere";

    private final HttpClient http = client(null);
    private Path home;
    private SluiceProcess sluice;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        sluice = SluiceProcess.start(JAR, home, Ports.free(), Map.of(), System.out::println)
                .awaitReady(Duration.ofMinutes(2));
        created(admin("PUT", "users/vera", "{\"role\":\"VIEWER\",\"password\":\"" + VIEWER + "\"}"));
        created(admin("PUT", "users/oscar", "{\"role\":\"OPERATOR\",\"password\":\"" + OPERATOR + "\"}"));
        created(admin("PUT", "pools/alpha", "{\"urls\":[\"stratum+tcp://127.0.0.1:9\"]}"));
        created(admin(
                "PUT",
                "sub-accounts/otter",
                "{\"pool\":\"alpha\",\"user\":\"o\",\"password\":\"" + POOL_PASSWORD
                        + "\",\"standard\":{\"hashes\":1e15,\"period\":\"DAILY\"}}"));
        created(admin("PUT", "sub-accounts/beaver", "{\"pool\":\"alpha\",\"user\":\"b\",\"password\":\"x\"}"));
    }

    @AfterAll
    void stop() {
        if (sluice != null) {
            sluice.close();
        }
    }

    @Test
    void aViewerReadsAndChangesNothing() throws Exception {
        for (String read : List.of("pools", "sub-accounts", "machines", "groups", "events", "dead-letters", "me")) {
            assertThat(vera("GET", read, null).statusCode()).as("GET " + read).isEqualTo(200);
        }
        for (String[] write : List.of(
                new String[] {"PUT", "pools/beta", "{\"urls\":[\"stratum+tcp://127.0.0.1:9\"]}"},
                new String[] {"DELETE", "pools/alpha", null},
                new String[] {"PUT", "sub-accounts/otter", "{\"pool\":\"alpha\",\"user\":\"vera\"}"},
                new String[] {"DELETE", "sub-accounts/otter", null},
                new String[] {"PUT", "machines/rig", "{\"role\":\"STANDBY\"}"},
                new String[] {"DELETE", "machines/rig", null},
                new String[] {"POST", "machines/rig/replace", null},
                new String[] {"POST", "machines/rig/release", null},
                new String[] {"PUT", "groups/north", "{\"policy\":\"SEQUENTIAL\"}"},
                new String[] {"DELETE", "groups/default", null},
                new String[] {"POST", "dead-letters/1/replay", null},
                new String[] {"DELETE", "dead-letters/1", null},
                new String[] {"GET", "links", null},
                new String[] {"POST", "links", "{\"subAccount\":\"otter\"}"},
                new String[] {"DELETE", "links/50", null},
                new String[] {"GET", "users", null},
                new String[] {"PUT", "users/vera", "{\"role\":\"ADMIN\"}"},
                new String[] {"DELETE", "users/oscar", null},
                new String[] {"GET", "tokens", null},
                new String[] {"POST", "tokens", "{\"name\":\"mine\",\"role\":\"ADMIN\"}"},
                new String[] {"DELETE", "tokens/mine", null},
                new String[] {"GET", "audit", null})) {
            forbidden(vera(write[0], write[1], write[2]), write[0] + " " + write[1]);
        }
        for (String spelt :
                List.of("//api/v1/users", "%61pi/v1/users", "api/v1//users", "api/v1/users/", "api/v1/users;a=b")) {
            assertThat(send("GET", spelt, null, basic("vera", VIEWER)).statusCode())
                    .as(spelt)
                    .isBetween(400, 499);
        }
        assertThat(object(admin("GET", "sub-accounts/otter", null))).containsEntry("user", "o");
    }

    @Test
    void anOperatorChangesTheFieldAndNoPeople() throws Exception {
        created(oscar("PUT", "groups/south", "{\"policy\":\"SEQUENTIAL\"}"));
        assertThat(oscar("DELETE", "groups/south", null).statusCode()).isEqualTo(200);
        for (String[] write : List.of(
                new String[] {"GET", "users", null},
                new String[] {"GET", "users/oscar", null},
                new String[] {"PUT", "users/oscar", "{\"role\":\"ADMIN\"}"},
                new String[] {"DELETE", "users/vera", null},
                new String[] {"GET", "tokens", null},
                new String[] {"POST", "tokens", "{\"name\":\"mine\",\"role\":\"VIEWER\"}"},
                new String[] {"DELETE", "tokens/mine", null},
                new String[] {"GET", "audit", null})) {
            forbidden(oscar(write[0], write[1], write[2]), write[0] + " " + write[1]);
        }
    }

    @Test
    void pagesAreClosedByRoleAsTheirAddressesAre() throws Exception {
        HttpClient vera = console("vera", VIEWER);
        HttpClient oscar = console("oscar", OPERATOR);
        HttpClient admin = console("admin", SluiceProcess.ADMIN_PASSWORD);
        for (String page : List.of("", "pools", "sub-accounts", "machines", "standby", "events", "account")) {
            assertThat(page(vera, page).statusCode()).as("vera at " + page).isEqualTo(200);
        }
        for (String page : List.of("people", "people.xhtml", "audit", "audit.xhtml", "links", "links.xhtml")) {
            assertThat(page(http, page).statusCode()).as("nobody at " + page).isEqualTo(302);
            assertThat(page(vera, page).statusCode()).as("vera at " + page).isEqualTo(403);
            assertThat(page(admin, page).statusCode()).as("admin at " + page).isEqualTo(200);
        }
        assertThat(page(oscar, "people").statusCode()).isEqualTo(403);
        assertThat(page(oscar, "audit").statusCode()).isEqualTo(403);
        assertThat(page(oscar, "links").statusCode()).isEqualTo(200);
        for (String inside : List.of("shared", "shared.xhtml", "shared/")) {
            assertThat(page(admin, inside).statusCode()).as(inside).isBetween(400, 499);
        }
    }

    @Test
    void whatAnAdminsPagesOfferDoesNothingWhenAViewersSessionAsksForIt() throws Exception {
        created(admin("PUT", "machines/forged-at", "{\"role\":\"ACTIVE\"}"));
        HttpClient vera = console("vera", VIEWER);
        HttpClient oscar = console("oscar", OPERATOR);
        HttpClient admin = console("admin", SluiceProcess.ADMIN_PASSWORD);
        int asked = 0;
        for (String page :
                List.of("pools", "sub-accounts", "sub-account?name=otter", "machines", "groups", "standby", "links")) {
            for (String button : buttons(page(admin, page).body())) {
                forge(vera, page, button);
                asked++;
            }
        }
        // Also what no page of today offers by itself.
        for (String button : List.of("form:save", "list:table:0:pause", "list:bulkAll", "link:save", "token:save")) {
            for (String page : List.of("pools", "machines", "sub-accounts", "links", "people")) {
                forge(vera, page, button);
            }
        }
        assertThat(asked).as("buttons that were tried").isGreaterThan(20);
        assertThat(object(admin("GET", "audit?who=vera", null))).containsEntry("items", List.of());
        assertThat(admin("GET", "pools/forged", null).statusCode()).isEqualTo(404);

        // The same request does what it says where the role allows it.
        HttpResponse<String> done = forge(oscar, "pools", "form:save");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(admin("GET", "pools/forged", null).statusCode()).isEqualTo(200);
        assertThat(admin("DELETE", "pools/forged", null).statusCode()).isEqualTo(200);
        assertThat(admin("DELETE", "machines/forged-at", null).statusCode()).isEqualTo(200);
    }

    private static List<String> buttons(String page) {
        return Pattern.compile("<button[^>]*\\bid=\"([a-z]+:[^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(id -> !id.startsWith("session:"))
                .distinct()
                .toList();
    }

    /** A page's form with fields that are in order, and a button of it, as a script would send them. */
    private HttpResponse<String> forge(HttpClient browser, String page, String button) throws Exception {
        Matcher state = Pattern.compile("name=\"jakarta.faces.ViewState\"[^>]*value=\"([^\"]*)\"")
                .matcher(page(browser, page).body());
        // Who may not see the page has another page's view at best.
        String view = state.find() ? state.group(1) : "stateless";
        String form = button.substring(0, button.indexOf(':'));
        Map<String, String> fields = Map.ofEntries(
                Map.entry(form, form),
                Map.entry("jakarta.faces.ViewState", view),
                Map.entry("jakarta.faces.partial.ajax", "true"),
                Map.entry("jakarta.faces.source", button),
                Map.entry("jakarta.faces.partial.execute", "@all"),
                Map.entry(button, button),
                Map.entry("form:name", "forged"),
                Map.entry("form:urls", "stratum+tcp://127.0.0.1:9"),
                Map.entry("form:workerNames_input", "user"),
                Map.entry("form:pool_input", "alpha"),
                Map.entry("form:user", "forged"),
                Map.entry("form:group_input", "default"),
                Map.entry("form:policy", "SEQUENTIAL"),
                Map.entry("form:role", "ACTIVE"),
                Map.entry("list:bulkService", "out"),
                Map.entry("link:subAccount_input", "otter"),
                Map.entry("link:days", "30"));
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return browser.send(
                HttpRequest.newBuilder(sluice.console().resolve(page))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Faces-Request", "partial/ajax")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aSessionEndsWithTheRoleThePasswordOrTheUser() throws Exception {
        created(admin("PUT", "users/tim", "{\"role\":\"VIEWER\",\"password\":\"tim's first one\"}"));
        HttpClient role = console("tim", "tim's first one");
        assertThat(page(role, "pools").statusCode()).isEqualTo(200);
        assertThat(admin("PUT", "users/tim", "{\"role\":\"OPERATOR\"}").statusCode())
                .isEqualTo(200);
        assertThat(page(role, "pools").statusCode()).isEqualTo(302);

        HttpClient password = console("tim", "tim's first one");
        HttpResponse<String> changed = send(
                "PUT",
                "api/v1/me/password",
                "{\"present\":\"tim's first one\",\"fresh\":\"tim's second one\"}",
                basic("tim", "tim's first one"));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(page(password, "pools").statusCode()).isEqualTo(302);

        HttpClient disabled = console("tim", "tim's second one");
        assertThat(admin("PUT", "users/tim", "{\"role\":\"OPERATOR\",\"disabled\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(page(disabled, "pools").statusCode()).isEqualTo(302);
        assertThat(send("GET", "api/v1/me", null, basic("tim", "tim's second one"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(admin("PUT", "users/admin", "{\"role\":\"VIEWER\"}").statusCode())
                .as("the last ADMIN")
                .isEqualTo(409);
    }

    @Test
    void whoGuessesIsLockedOutAndOthersAtTheSameAddressAreNot() throws Exception {
        created(admin("PUT", "users/gus", "{\"role\":\"VIEWER\",\"password\":\"gus's own one\"}"));
        for (String name : List.of("gus", "nobody")) {
            for (int i = 0; i < 5; i++) {
                assertThat(send("GET", "api/v1/me", null, basic(name, "guess " + i))
                                .statusCode())
                        .isEqualTo(401);
            }
            HttpResponse<String> locked = send("GET", "api/v1/me", null, basic(name, "gus's own one"));
            assertThat(locked.statusCode()).as(name).isEqualTo(429);
            assertThat(locked.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 60L);
            assertThat(locked.body()).contains("too-many-failures").doesNotContain(name);
        }
        assertThat(vera("GET", "me", null).statusCode()).isEqualTo(200);
    }

    @Test
    void theFormLocksOutAsRestDoes() throws Exception {
        created(admin("PUT", "users/gil", "{\"role\":\"VIEWER\",\"password\":\"gil's own one\"}"));
        HttpClient browser = client(new CookieManager(null, CookiePolicy.ACCEPT_ALL));
        for (int i = 0; i < 5; i++) {
            assertThat(typed(browser, "gil", "guess " + i).body()).contains("User name or password is wrong.");
        }
        HttpResponse<String> locked = typed(browser, "gil", "gil's own one");
        assertThat(locked.body()).containsPattern("Too many failed logins from here; try again in \\d+ seconds.");
        assertThat(send("GET", "api/v1/me", null, basic("gil", "gil's own one")).statusCode())
                .as("REST knows of it")
                .isEqualTo(429);
    }

    @Test
    void aTokenDoesWhatItsRoleAllowsUntilItExpiresOrIsRevoked() throws Exception {
        Map<String, Object> made = object(created(admin(
                "POST", "tokens", "{\"name\":\"reader\",\"role\":\"VIEWER\",\"expiresAt\":\"2999-01-01T00:00:00Z\"}")));
        String reader = "Bearer " + made.get("secret");
        assertThat(object(send("GET", "api/v1/me", null, reader))).containsEntry("name", "token:reader");
        forbidden(send("DELETE", "api/v1/pools/alpha", null, reader), "a token's DELETE");
        forbidden(send("GET", "api/v1/users", null, reader), "a token at users");
        assertThat(admin("GET", "tokens", null).body())
                .doesNotContain(made.get("secret").toString());
        assertThat(admin("DELETE", "tokens/reader", null).statusCode()).isEqualTo(200);
        assertThat(send("GET", "api/v1/me", null, reader).statusCode()).isEqualTo(401);

        Instant end = Instant.now().plusSeconds(3);
        Map<String, Object> brief = object(created(
                admin("POST", "tokens", "{\"name\":\"brief\",\"role\":\"ADMIN\",\"expiresAt\":\"" + end + "\"}")));
        Await.until(
                "the token expires",
                Duration.ofSeconds(20),
                () -> send("GET", "api/v1/me", null, "Bearer " + brief.get("secret"))
                                .statusCode()
                        == 401);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void aLinkShowsOneSubAccountToWhoeverHasItUntilItIsRevoked() throws Exception {
        Map<String, Object> made =
                object(created(oscar("POST", "links", "{\"subAccount\":\"otter\",\"note\":\"for Otter Ltd\"}")));
        String path = made.get("path").toString().substring(1);
        HttpResponse<String> seen = page(http, path);
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body())
                .contains("otter")
                .doesNotContain("beaver", "Otter Ltd", "alpha", POOL_PASSWORD, "<script", "<form");
        assertThat(seen.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(seen.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(seen.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(page(http, path + "x").statusCode()).isEqualTo(404);
        assertThat(page(http, "shared/" + "A".repeat(43)).statusCode()).isEqualTo(404);

        for (String method : List.of("POST", "PUT", "DELETE")) {
            HttpRequest forged = HttpRequest.newBuilder(sluice.console().resolve(path))
                    .method(method, HttpRequest.BodyPublishers.ofString("form:name=x"))
                    .build();
            assertThat(http.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .as(method + " to a link")
                    .isBetween(400, 499);
        }
        String secret = path.substring(path.indexOf('/') + 1);
        assertThat(send("GET", "api/v1/sub-accounts/otter", null, "Bearer " + secret)
                        .statusCode())
                .as("a link as a token")
                .isEqualTo(401);
        assertThat(page(http, path + "/beaver").statusCode()).isEqualTo(404);
        assertThat(page(http, path + "?name=beaver").body()).contains("otter").doesNotContain("beaver");
        for (String export : List.of("export/bookings.csv", "export/statement.pdf?subAccount=otter")) {
            assertThat(page(http, export).statusCode()).as(export).isEqualTo(302);
        }

        Object id = SluiceClient.object(made.get("link")).get("id");
        assertThat(oscar("DELETE", "links/" + id, null).statusCode()).isEqualTo(200);
        assertThat(page(http, path).statusCode()).isEqualTo(404);
        try (Stream<Path> logs = Files.walk(home.resolve("log"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
                        .as(log.toString())
                        .doesNotContain(secret)
                        .doesNotContain(POOL_PASSWORD);
            }
        }
    }

    @Test
    void theAuditLogSaysWhoChangedWhatFromWhereAndNoSecret() throws Exception {
        created(oscar("PUT", "pools/audited", "{\"urls\":[\"stratum+tcp://127.0.0.1:9\"]}"));
        assertThat(oscar("DELETE", "pools/audited", null).statusCode()).isEqualTo(200);

        Map<String, Object> page = object(admin("GET", "audit?who=oscar&thing=pool%20audited", null));
        List<?> items = (List<?>) page.get("items");
        assertThat(items).hasSize(2);
        Map<String, Object> removed = SluiceClient.object(items.get(0));
        assertThat(removed)
                .containsEntry("did", "removed")
                .containsEntry("thing", "pool audited")
                .containsEntry("who", "oscar")
                .containsEntry("address", "127.0.0.1")
                .containsEntry("after", null);
        assertThat(removed.get("before").toString()).contains("stratum+tcp://127.0.0.1:9");
        assertThat(object(admin("GET", "audit?limit=1", null)).get("next")).isNotNull();
        String all = admin("GET", "audit?limit=1000", null).body();
        assertThat(all)
                .contains("\"password\":\"changed\"")
                .contains("sub-account otter")
                .doesNotContain(POOL_PASSWORD, VIEWER, OPERATOR, "PBKDF2", "aes-gcm");
    }

    @Test
    void theKeyIsTheOwnersAloneAndTheDatabaseHasNoClearPassword() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secret.key"))))
                .isEqualTo("rw-------");
        assertThat(admin("GET", "sub-accounts/otter", null).body()).doesNotContain(POOL_PASSWORD);
        try (Stream<Path> files = Files.list(home.resolve("db"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(POOL_PASSWORD))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        return send(method, "api/v1/" + path, body, basic("admin", SluiceProcess.ADMIN_PASSWORD));
    }

    private HttpResponse<String> vera(String method, String path, String body) throws Exception {
        return send(method, "api/v1/" + path, body, basic("vera", VIEWER));
    }

    private HttpResponse<String> oscar(String method, String path, String body) throws Exception {
        return send(method, "api/v1/" + path, body, basic("oscar", OPERATOR));
    }

    private HttpResponse<String> send(String method, String path, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sluice.console() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> page(HttpClient browser, String path) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(sluice.console().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A browser in which somebody has logged in. */
    private HttpClient console(String name, String password) throws Exception {
        var cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        HttpClient browser = client(cookies);
        assertThat(typed(browser, name, password).statusCode())
                .as("login of " + name)
                .isEqualTo(302);
        assertThat(session(cookies)).as("session id after login").isNotEmpty();
        return browser;
    }

    /** Name and password sent by the form. */
    private HttpResponse<String> typed(HttpClient browser, String name, String password) throws Exception {
        String login = page(browser, "login").body();
        Matcher state = Pattern.compile("name=\"jakarta.faces.ViewState\"[^>]*value=\"([^\"]*)\"")
                .matcher(login);
        assertThat(state.find()).isTrue();
        String form = "login=login&login:submit=&login:name=" + encoded(name) + "&login:password=" + encoded(password)
                + "&jakarta.faces.ViewState=" + encoded(state.group(1)) + "&primefaces.nonce=" + SecureIT.NONCE;
        return browser.send(
                HttpRequest.newBuilder(sluice.console().resolve("login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String session(CookieManager cookies) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("JSESSIONID"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    private static HttpClient client(CookieManager cookies) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        return (cookies == null ? builder : builder.cookieHandler(cookies)).build();
    }

    private static void forbidden(HttpResponse<String> answer, String what) {
        assertThat(answer.statusCode()).as(what).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type")).as(what).hasValueSatisfying(type -> assertThat(type)
                .startsWith("application/problem+json"));
        assertThat(answer.body()).as(what).contains("Your role does not allow that");
    }

    private static HttpResponse<String> created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private static Map<String, Object> object(HttpResponse<String> answer) throws IOException {
        return SluiceClient.object(SluiceClient.parse(answer.body()));
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
