package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lab.LabPool;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.opentest4j.TestAbortedException;

/** Console and REST of {@code sluice.jar} as people and scripts see them. The tests share one process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private SluiceProcess sluice;
    private LabPool pool;
    private SluiceClient client;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        pool = LabPool.named("lab").start();
        sluice = SluiceProcess.start(JAR, home, Ports.free(), Map.of(), System.out::println)
                .awaitReady(Duration.ofMinutes(2));
        client = sluice.client();
    }

    @AfterAll
    void stop() {
        if (sluice != null) {
            sluice.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    @Test
    void nobodyGetsInWithoutAPassword() throws Exception {
        HttpResponse<String> api = get("api/v1/pools");
        assertThat(api.statusCode()).isEqualTo(401);
        assertThat(api.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(v -> assertThat(v).startsWith("Basic "));
        assertThat(api.headers().firstValue("Content-Type"))
                .hasValueSatisfying(v -> assertThat(v).startsWith("application/problem+json"));
        assertThat(api.headers().firstValue("Set-Cookie")).isEmpty();

        HttpResponse<String> page = get("pools");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location"))
                .hasValueSatisfying(v -> assertThat(v).endsWith("/login"));
        assertThat(new SluiceClient(sluice.console(), "admin", "guess")
                        .get("api/v1/pools")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void healthMetricsAndTheDocumentAreThereForAll() throws Exception {
        assertThat(get("health/live").statusCode()).isEqualTo(200);
        assertThat(get("health/ready").body())
                .contains("\"adapter\"")
                .contains("\"database\"")
                .contains("\"state\":\"GOOD\"");
        assertThat(get("metrics").body())
                .contains("sluice_machines_connected", "sluice_ledger_lag_seconds", "sluice_outbox_unpublished")
                .contains("sluice_journal_bytes", "sluice_journal_limit_bytes", "sluice_journal_in_memory_shares")
                .contains("sluice_degraded", "sluice_reconciliation_differences", "sluice_dead_letters");
        assertThat(get("openapi").body()).contains("/sub-accounts/{name}").contains("Problem");
    }

    @Test
    void theConditionIsGoodAndNothingWaitsForAnOperator() throws Exception {
        assertThat(SluiceClient.object(client.get("api/v1/condition").body()))
                .containsEntry("state", "GOOD")
                .containsEntry("reasons", List.of());
        assertThat(SluiceClient.object(client.get("api/v1/dead-letters").body()))
                .containsEntry("items", List.of())
                .containsEntry("next", null);
        assertThat(SluiceClient.object(client.get("api/v1/reconciliation").body()))
                .containsKeys("items", "next");
        assertThat(client.get("api/v1/reconciliation?subAccount=nobody").status())
                .isEqualTo(400);
        assertThat(client.get("api/v1/dead-letters/1").status()).isEqualTo(404);
        assertThat(client.delete("api/v1/dead-letters/1").status()).isEqualTo(404);
    }

    @Test
    void whatDoesNotExistIsSaidCleanly() throws Exception {
        SluiceClient.Answer answer = client.get("api/v1/unknown");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(SluiceClient.object(answer.body())).containsEntry("status", java.math.BigDecimal.valueOf(404));
        assertThat(client.delete("api/v1/pools").status()).isEqualTo(405);
        assertThat(client.get("api/v1/pools/none").status()).isEqualTo(404);
    }

    @Test
    void everyWrongFieldIsNamedAndNothingIsStored() throws Exception {
        SluiceClient.Answer answer = client.put(
                "api/v1/sub-accounts/wrong",
                "{\"pool\":\"none\",\"user\":7,\"colour\":\"red\",\"standard\":{\"hashes\":-1,\"period\":\"NEVER\"}}");

        assertThat(answer.status()).isEqualTo(400);
        List<?> errors = (List<?>) SluiceClient.object(answer.body()).get("errors");
        assertThat(errors)
                .extracting(error -> SluiceClient.object(error).get("field"))
                .containsExactlyInAnyOrder("pool", "user", "colour", "standard.hashes", "standard.period");
        assertThat(client.get("api/v1/sub-accounts/wrong").status()).isEqualTo(404);
        assertThat(client.put("api/v1/pools/wrong", "{\"urls\":[").status()).isEqualTo(400);
    }

    @Test
    void aMachinesNameMayHoldAnything() throws Exception {
        String path = "api/v1/machines/a.b%2Fc%3Fd%25%3B%22";
        assertThat(client.put(path, "{\"role\":\"STANDBY\"}").status()).isEqualTo(201);
        assertThat(client.put(path, "{\"role\":\"STANDBY\"}").status()).isEqualTo(200);
        assertThat(SluiceClient.object(client.get(path).body()))
                .containsEntry("name", "a.b/c?d%;\"")
                .containsEntry("state", "OFFLINE");
        assertThat(SluiceClient.object(client.delete(path).body())).containsEntry("outcome", "REMOVED");
    }

    @Test
    void aPoolInUseStays() throws Exception {
        client.putPool("used", List.of(pool.url()));
        client.putSubAccount("user-of-it", "used", "x", 100, Optional.empty());

        SluiceClient.Answer refused = client.delete("api/v1/pools/used");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().toString()).contains("user-of-it");

        assertThat(client.delete("api/v1/sub-accounts/user-of-it").status()).isEqualTo(200);
        assertThat(client.delete("api/v1/pools/used").status()).isEqualTo(200);
    }

    @Test
    void anOperatorCreatesAPoolAndASubAccountAndSeesThem() {
        WebDriver browser = browser();
        try {
            var page = new Pages(browser);
            page.open("");
            page.type("login:name", "admin");
            page.type("login:password", "guess");
            page.click("login:submit");
            page.awaitText("User name or password is wrong.");
            Cookie before = browser.manage().getCookieNamed("JSESSIONID");
            page.type("login:name", "admin");
            page.type("login:password", SluiceProcess.ADMIN_PASSWORD);
            page.click("login:submit");
            page.awaitText("machines connected");
            Cookie after = browser.manage().getCookieNamed("JSESSIONID");
            assertThat(after.getValue()).as("session id after login").isNotEqualTo(before.getValue());
            assertThat(after.isHttpOnly()).isTrue();
            assertThat(after.getSameSite()).isEqualTo("Strict");

            page.open("pools");
            page.click("list:create");
            page.type("form:name", "river");
            page.type("form:urls", "http://nonsense");
            page.click("form:save");
            page.awaitText("must begin with stratum+tcp://");
            page.type("form:urls", pool.url());
            page.click("form:save");
            page.awaitText("Created pool river.");

            page.open("sub-accounts");
            page.click("list:create");
            page.type("form:name", "otter");
            page.choose("form:pool", "river");
            page.type("form:user", "otter.w");
            page.type("form:password", "not to be seen");
            page.type("form:hashes", "1.5e15");
            page.click("form:save");
            page.awaitText("Created sub-account otter.");

            page.open("");
            page.awaitText("otter");
            page.awaitText("1.50\u202fPH");
            // Without a reload: the page refreshes itself.
            page.awaitText("logged in");
            page.open("reconciliation");
            page.awaitText("No share was sent to a pool yet.");
            page.open("dead-letters");
            page.awaitText("There are none: every message could be read.");
            for (String each :
                    List.of("", "pools", "sub-accounts", "machines", "reconciliation", "dead-letters", "events")) {
                page.open(each);
                assertThat(browser.getPageSource())
                        .as("page " + each)
                        .contains("Log out")
                        .doesNotContain("not to be seen");
            }

            page.open("nothing/here");
            page.awaitText("There is nothing at this address.");

            page.open("");
            page.click("session:logout");
            page.awaitText("Password");
            page.open("pools");
            page.awaitText("Password");
        } finally {
            browser.quit();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = sluice.console().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** An installed Chromium or Chrome, or one that Selenium gets; where there is none, the test says that it is skipped. */
    private static WebDriver browser() {
        var options = new ChromeOptions();
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1000");
        Stream.of("chromium", "google-chrome", "chromium-browser")
                .flatMap(name -> onPath(name).stream())
                .findFirst()
                .ifPresent(found -> options.setBinary(found.toString()));
        try {
            // Selenium would look for a driver in the network before it looks here.
            return onPath("chromedriver")
                    .map(driver -> new ChromeDriver(
                            new ChromeDriverService.Builder()
                                    .usingDriverExecutable(driver.toFile())
                                    .build(),
                            options))
                    .orElseGet(() -> new ChromeDriver(options));
        } catch (WebDriverException e) {
            if ("required".equals(System.getenv("SLUICE_BROWSER"))) {
                throw e;
            }
            throw new TestAbortedException("Skipped, as no Chromium or Chrome could be started: " + e.getMessage(), e);
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a person does in the browser. */
    private final class Pages {
        private final WebDriver browser;
        private final WebDriverWait wait;

        Pages(WebDriver browser) {
            this.browser = browser;
            this.wait = new WebDriverWait(browser, PATIENCE);
            wait.ignoring(WebDriverException.class);
        }

        void open(String path) {
            browser.get(sluice.console().resolve(path).toString());
        }

        void type(String id, String text) {
            wait.until(b -> {
                WebElement field = b.findElement(By.id(id));
                field.clear();
                field.sendKeys(text);
                return text.equals(field.getDomProperty("value"));
            });
        }

        void click(String id) {
            wait.until(ExpectedConditions.elementToBeClickable(By.id(id)));
            wait.until(b -> {
                b.findElement(By.id(id)).click();
                return true;
            });
        }

        /** Chooses from a list by way of the native list behind it. */
        void choose(String id, String label) {
            wait.until(b -> ((JavascriptExecutor) b)
                    .executeScript(
                            "const s = document.getElementById(arguments[0] + '_input');"
                                    + "if (!s) return false;"
                                    + "const o = [...s.options].find(o => o.text === arguments[1]);"
                                    + "if (!o) return false; s.value = o.value; return true;",
                            id,
                            label)
                    .equals(true));
        }

        void awaitText(String text) {
            wait.until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
        }
    }
}
