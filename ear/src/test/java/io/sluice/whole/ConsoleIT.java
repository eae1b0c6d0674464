package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.lab.demo.SluiceProcess;
import io.sluice.lab.demo.SluiceProcess.Ports;
import io.sluice.stratum.work.Difficulty;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** Console and REST of {@code sluice.jar} as people and scripts see them. The tests share one process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {
    private static final Path SCREENSHOTS =
            Path.of("..", "web", "target", "screenshots").toAbsolutePath().normalize();

    private static final List<String> PAGES = List.of(
            "",
            "sub-accounts",
            "sub-account?name=otter",
            "machines",
            "machine?name=rig-2",
            "groups",
            "standby",
            "pools",
            "reconciliation",
            "dead-letters",
            "events",
            "ledger",
            "timeline",
            "people",
            "links",
            "audit",
            "account");

    /** Pages as whoever follows a link or begins something new sees them. */
    private static final List<String> DIALOGS =
            List.of("pools?new=1", "sub-accounts?new=1", "groups?new=1", "machines?new=1", "login");

    private static final String POOL_PASSWORD = "not to be seen";
    private static final Path JAR = Path.of("target", "sluice.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Path home;
    private SluiceProcess sluice;
    private LabPool pool;
    private SluiceClient client;
    private final LabFarm farm = new LabFarm(1);
    private ChromeDriver browser;
    private Pages page;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        pool = LabPool.named("lab")
                .difficulty(Difficulty.powerOfTwo(-18))
                .jobInterval(Duration.ofSeconds(5))
                .start();
        this.home = home;
        Ports ports = Ports.free();
        page = Pages.start(URI.create("http://127.0.0.1:" + ports.http() + "/"));
        browser = page.browser();
        sluice = SluiceProcess.start(JAR, home, ports, Map.of(), System.out::println)
                .awaitReady(Duration.ofMinutes(2));
        client = sluice.client();
    }

    @AfterAll
    void stop() {
        if (page != null) {
            page.close();
        }
        farm.close();
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
    @Order(0)
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
    @Order(0)
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
        assertThat(SluiceClient.object(answer.body())).containsEntry("status", BigDecimal.valueOf(404));
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
    @Order(1)
    void theFirstStartSaysWhatToDo() {
        page.logIn();
        page.open("");
        page.awaitText("To begin");
        page.awaitText("stratum+tcp://127.0.0.1:" + sluice.ports().stratum());
    }

    @Test
    @Order(2)
    void anOperatorCreatesAPoolAndASubAccountAndSeesThem() {
        page.logOut();
        // The cookie of the session that ended is still there, and worth nothing.
        browser.manage().deleteCookieNamed("JSESSIONID");
        page.open("");
        page.type("login:name", "admin");
        page.type("login:password", "guess");
        page.click("login:submit");
        page.awaitText("User name or password is wrong.");
        assertThat(browser.manage().getCookieNamed("JSESSIONID"))
                .as("a session before the login")
                .isNull();
        page.type("login:name", "admin");
        page.type("login:password", SluiceProcess.ADMIN_PASSWORD);
        page.click("login:submit");
        page.awaitText("machines connected");
        Cookie after = browser.manage().getCookieNamed("JSESSIONID");
        assertThat(after.isHttpOnly()).isTrue();
        assertThat(after.getSameSite()).isEqualTo("Strict");

        page.open("pools");
        page.click("tools:create");
        page.type("form:name", "river");
        page.type("form:urls", "http://nonsense");
        page.click("form:save");
        page.awaitText("must begin with stratum+tcp://");
        page.type("form:urls", pool.url());
        page.click("form:save");
        page.awaitText("Created pool river.");
        // The next step is offered.
        page.await(b -> {
            b.findElement(By.linkText("Create a sub-account")).click();
            return true;
        });
        page.awaitText("New sub-account");
        page.type("form:name", "otter");
        page.choose("form:pool", "river");
        page.click("form:check");
        page.awaitText("Must be the user name at the pool.");
        page.type("form:user", "otter.w");
        page.type("form:password", POOL_PASSWORD);
        page.click("form:check");
        page.await(b -> page.text("form:answer").contains("The pool accepts this login")
                && page.text("form:answer").contains("4 + 8 bytes"));
        page.chooseNatively("form:unit", "TH/s on average");
        page.chooseNatively("form:period", "once");
        page.type("form:hashes", "3");
        page.click("form:save");
        page.awaitText("An average needs a period with a length");
        page.chooseNatively("form:unit", "hashes");
        page.type("form:hashes", "1.5e15");
        page.click("form:save");
        page.awaitText("Created sub-account otter.");
        page.awaitText("stratum+tcp://127.0.0.1:" + sluice.ports().stratum());

        page.open("");
        page.awaitText("otter");
        page.awaitText("1.50\u202fPH");
        // Without a reload: the page refreshes itself.
        page.awaitText("logged in");
        for (String each : PAGES) {
            page.open(each);
            assertThat(browser.getPageSource())
                    .as("page " + each)
                    .contains("Log out")
                    .doesNotContain(POOL_PASSWORD, SluiceProcess.ADMIN_PASSWORD);
        }
        assertThat(page.complaints()).isEmpty();
        page.open("nothing/here");
        page.awaitText("There is nothing at this address.");
        // The browser says of it what the server did.
        page.complaints();

        page.logOut();
        page.open("pools");
        page.awaitText("Password");
        page.logIn();
    }

    @Test
    @Order(3)
    void theOverviewFillsBeforeOnesEyes() throws Exception {
        client.putSubAccount("badger", "river", "x", 2, Optional.of(new BigDecimal("1e12")));
        client.putSubAccount("surplus", "river", "x", 99, Optional.empty());
        for (int i = 1; i <= 3; i++) {
            client.put("api/v1/machines/stand-by-" + i, "{\"role\":\"STANDBY\"}");
        }
        page.open("");
        for (String name : List.of("rig-1", "rig-2", "rig-3", "stand-by-1", "stand-by-2", "stand-by-3")) {
            farm.add(LabMachine.named(name)
                    .pool("127.0.0.1", sluice.ports().stratum())
                    .login(name, "x")
                    .hashrate(20_000));
        }
        page.awaitText("6 of 6");
        String shares = page.text("live:totals");
        page.await(b -> !page.text("live:totals").equals(shares));
        page.awaitText("machines: rig-1");
        page.awaitText("work for otter");
    }

    @Test
    @Order(4)
    void theOrderIsChangedByKeysAndByDragging() {
        page.open("sub-accounts");
        page.await(b -> page.text("list:table").matches("(?s).*otter.*badger.*"));
        page.await(b -> {
            b.findElement(By.cssSelector("[aria-label='Fill badger earlier']")).sendKeys(Keys.ENTER);
            return true;
        });
        page.awaitText("The order is changed.");
        page.await(b -> page.text("list:table").matches("(?s).*badger.*otter.*"));
        assertThat(position("badger")).isLessThan(position("otter"));

        page.open("sub-accounts");
        WebElement handle =
                browser.findElement(By.xpath("//tr[contains(., 'badger')]//span[contains(@class, 'grip')]"));
        WebElement below = browser.findElement(By.xpath("//tr[contains(., 'otter')]//span[contains(@class, 'grip')]"));
        new Actions(browser)
                .moveToElement(handle)
                .clickAndHold()
                .moveByOffset(0, 10)
                .moveToElement(below, 0, 25)
                .pause(Duration.ofMillis(300))
                .release()
                .perform();
        page.awaitText("The order is changed.");
        Await.until(
                "the order is as it was", PATIENCE, () -> position("otter") < position("badger"), () -> "it is not");
    }

    @Test
    @Order(5)
    void aMachineThatDiesIsReplacedByOneThatStandsBy() {
        LabMachine victim = farm.machines().stream()
                .filter(machine -> machine.name().equals("rig-1"))
                .findFirst()
                .orElseThrow();
        page.open("machine?name=rig-1");
        page.awaitText("online");
        victim.close();
        page.awaitText("offline");
        Await.until(
                "a standby machine is in the place of rig-1",
                Duration.ofSeconds(60),
                () -> {
                    page.open("standby");
                    return page.text("list:standby").contains("rig-1");
                },
                () -> page.text("list:standby"));
    }

    @Test
    @Order(6)
    void anOperatorReplacesAMachineAndReleasesIt() {
        // A drill knows what may come in once the field is at rest.
        Await.until(
                "a machine could be replaced",
                Duration.ofSeconds(60),
                () -> {
                    page.open("standby");
                    return browser.findElements(By.cssSelector("[id='list:drill_data'] tr")).stream()
                            .anyMatch(row -> row.getText().matches("(?s)rig-2.*stand-by-.*"));
                },
                () -> page.text("list:drill"));
        page.await(b -> {
            b.findElement(By.xpath("//tbody[@id='list:drill_data']/tr[contains(., 'rig-2')]//button"))
                    .click();
            return true;
        });
        page.await(b -> page.text("list:standby")
                .matches("(?s).*stand-by-\\d[^\\n]* 1 machine: rig-.*|(?s).*machines?: rig-.*"));
        page.awaitText("Put standby machines in the place of rig-2 now");
        page.await(b -> {
            b.findElement(By.cssSelector(".ui-confirmdialog-yes")).click();
            return true;
        });
        page.awaitText("Machine rig-2 is being replaced by");
        page.await(b -> {
            b.findElement(By.xpath("//div[@id='list:replaced']//button")).click();
            return true;
        });
        page.awaitText("Machine rig-2 is released.");
    }

    @Test
    @Order(7)
    void machinesAreFoundSortedAndChangedManyAtOnce() {
        page.open("machines");
        page.type("list:text", "STAND-BY");
        page.awaitText("1–3 of 3");
        page.await(b -> {
            b.findElement(By.cssSelector(".bulk-box summary")).click();
            return b.findElement(By.id("list:bulkService")).isDisplayed();
        });
        page.chooseNatively("list:bulkService", "out of service");
        page.click("list:bulkAll");
        page.await(b -> {
            b.findElement(By.cssSelector(".ui-confirmdialog-yes")).click();
            return true;
        });
        page.awaitText("Changed 3 machines.");
        page.await(b -> page.text("list:table").contains("out of service"));
    }

    @Test
    @Order(7)
    void aPausedSubAccountIsServedByNobodyUntilItIsResumed() throws Exception {
        page.open("sub-account?name=otter");
        page.click("tools:pause");
        page.awaitText("none works for it until you resume it");
        page.await(b -> {
            b.findElement(By.cssSelector(".ui-confirmdialog-yes")).click();
            return true;
        });
        page.awaitText("Sub-account otter is paused.");
        page.awaitText("by admin.");
        Await.until(
                "nobody works for otter",
                PATIENCE,
                () -> otter("machines").equals(List.of()),
                () -> String.valueOf(otter("machines")));
        page.open("");
        page.awaitText("otter is paused by admin");
        page.awaitText("not while it is paused");
        // Machines that are out of service were told to have no work: nobody need look at that.
        assertThat(page.text("live:alerts")).doesNotContain("out of service");

        page.open("sub-accounts?edit=otter");
        page.type("form:note", "Pays late.");
        page.click("form:save");
        page.awaitText("Changed sub-account otter.");
        page.awaitText("Pays late.");
        assertThat(otter("paused")).isEqualTo(true);
        page.await(b -> {
            b.findElement(By.cssSelector("[aria-label='Resume otter']")).click();
            return true;
        });
        page.awaitText("Sub-account otter is resumed.");
        Await.until(
                "somebody works for otter again",
                PATIENCE,
                () -> !otter("machines").equals(List.of()),
                () -> String.valueOf(otter("machines")));
        page.open("audit");
        page.awaitText("paused");
        page.awaitText("resumed");
    }

    @Test
    @Order(7)
    void aGroupIsCreatedChangedAndStaysWhileItHasMembers() throws Exception {
        page.open("groups");
        page.awaitText("where new machines join");
        page.awaitText("otter");
        page.click("tools:create");
        page.type("form:name", "north wing");
        page.click("form:save");
        page.awaitText("A group's name has 1 to 63");
        page.type("form:name", "north");
        page.chooseNatively("form:policy", "By weight");
        page.click("form:save");
        page.awaitText("Created group north.");
        assertThat(client.put("api/v1/machines/of-north", "{\"group\":\"north\"}")
                        .status())
                .isEqualTo(201);
        page.open("groups");
        page.remove("north");
        page.awaitText("Group 'north' has machine of-north");
        page.open("machines?group=north");
        page.awaitText("1–1 of 1");
        assertThat(client.delete("api/v1/machines/of-north").status()).isEqualTo(200);
        page.open("groups");
        page.await(b -> {
            b.findElement(By.cssSelector("[aria-label='Change north']")).click();
            return true;
        });
        page.awaitText("Group north");
        page.awaitAnswers();
        page.chooseNatively("form:policy", "Evenly");
        page.click("form:save");
        page.awaitText("Changed group north.");
        page.remove("north");
        page.awaitText("Removed group north.");
    }

    @Test
    @Order(7)
    void ofManyMachinesTheTableShowsAPageAndIsSortedNarrowedAndItsColumnsChosen() throws Exception {
        for (int i = 0; i < 60; i++) {
            assertThat(client.put("api/v1/machines/many." + (100 + i), "{\"role\":\"STANDBY\"}")
                            .status())
                    .isEqualTo(201);
        }
        page.open("machines");
        page.type("list:text", "many.");
        page.awaitText("1–50 of 60");
        assertThat(names()).hasSize(50).startsWith("many.100").isSorted();
        page.press(By.cssSelector("[id='list:table'] .ui-paginator-next"));
        page.awaitText("51–60 of 60");
        assertThat(names()).hasSize(10).endsWith("many.159");
        for (int i = 0; i < 10; i++) {
            boolean back = i % 2 == 0;
            page.followAndClick("[id='list:table'] .ui-paginator-" + (back ? "prev" : "next"));
            page.awaitAnswers();
            assertThat(names())
                    .as("what is clicked while the page is brought up to date")
                    .contains(back ? "many.100" : "many.159");
        }

        String heading = "[id='list:table'] th.ui-sortable-column";
        for (String order : List.of("ascending", "descending", "ascending", "descending")) {
            // What brings the page up to date draws the heading anew before the sorted list comes.
            page.followAndClick(heading);
            page.awaitAnswers();
            assertThat(browser.executeScript(
                            "return document.querySelector(arguments[0]).getAttribute('aria-sort')", heading))
                    .as("what the heading of the names says")
                    .isEqualTo(order);
            assertThat(names()).startsWith(order.equals("ascending") ? "many.100" : "many.159");
        }
        page.awaitText("1–50 of 60");

        page.chooseNatively("list:role", "active");
        page.awaitText("No machine is like that.");
        page.chooseNatively("list:role", "standby");
        page.awaitText("1–50 of 60");
        page.type("list:text", "many.14");
        page.awaitText("1–10 of 10");

        assertThat(headings()).contains("Hashrate").doesNotContain("Software");
        page.press(By.cssSelector("details.columns summary"));
        for (String column : List.of("Hashrate", "Software")) {
            page.press(By.xpath("//table[@id='list:columns']//label[normalize-space()='" + column + "']"));
            page.awaitAnswers();
        }
        page.await(b -> headings().contains("Software") && !headings().contains("Hashrate"));
        page.open("machines");
        assertThat(headings())
                .as("columns as they were chosen")
                .contains("Software")
                .doesNotContain("Hashrate");
        page.press(By.cssSelector("details.columns summary"));
        for (String column : List.of("Hashrate", "Software")) {
            page.press(By.xpath("//table[@id='list:columns']//label[normalize-space()='" + column + "']"));
            page.awaitAnswers();
        }
        page.await(b -> headings().contains("Hashrate") && !headings().contains("Software"));

        for (int i = 0; i < 60; i++) {
            assertThat(client.delete("api/v1/machines/many." + (100 + i)).status())
                    .isEqualTo(200);
        }
    }

    @Test
    @Order(7)
    void aClickIsForTheRowThatWasSeenAlthoughTheListHasOthersByNow() throws Exception {
        for (String name : List.of("click.2", "click.3", "click.4")) {
            assertThat(client.put("api/v1/machines/" + name, "{}").status()).isEqualTo(201);
        }
        page.open("machines");
        page.type("list:text", "click.");
        page.awaitText("1–3 of 3");
        page.awaitAnswers();
        page.stopFollowing();
        assertThat(client.put("api/v1/machines/click.1", "{}").status()).isEqualTo(201);
        assertThat(names()).containsExactly("click.2", "click.3", "click.4");
        page.remove("click.3");
        page.awaitText("Removed machine click.3.");
        page.awaitText("1–3 of 3");
        assertThat(names()).containsExactly("click.1", "click.2", "click.4");

        page.stopFollowing();
        assertThat(client.delete("api/v1/machines/click.2").status()).isEqualTo(200);
        page.press(By.cssSelector("[aria-label='Change click.2']"));
        page.awaitText("click.2 is not there any more; somebody may have removed it.");
        for (String name : List.of("click.1", "click.4")) {
            assertThat(client.delete("api/v1/machines/" + name).status()).isEqualTo(200);
        }
    }

    @Test
    @Order(7)
    void whatAMachineWorkedForIsOnItsPageAndWhatAStandbyMachineWouldReplaceOnTheirs() {
        page.open("machine?name=rig-2");
        page.await(b -> page.text("past:assignments").contains("otter"));
        page.await(b -> {
            b.findElement(By.linkText("On the timeline")).click();
            return true;
        });
        page.awaitText("Who worked for whom");
        page.await(b -> texts(".vis-label .vis-inner").equals(List.of("rig-2")));
    }

    @Test
    @Order(7)
    void nothingIsDrawnAnewUnderWordsThatSomebodyMarks() throws Exception {
        page.open("");
        page.awaitText("machines connected");
        browser.executeScript(
                "getSelection().selectAllChildren(document.getElementById('live:totals').querySelector('section'))");
        String marked = page.text("live:totals");
        BigDecimal shares = accepted();
        Await.until(
                "more shares are booked",
                PATIENCE,
                () -> accepted().subtract(shares).intValueExact() > 10,
                () -> String.valueOf(accepted()));
        page.awaitAnswers();
        assertThat(page.text("live:totals")).isEqualTo(marked);
        browser.executeScript("getSelection().removeAllRanges()");
        page.await(b -> !page.text("live:totals").equals(marked));
    }

    private BigDecimal accepted() {
        return (BigDecimal) SluiceClient.object(otter("capability")).get("acceptedShares");
    }

    @Test
    @Order(7)
    void aPageThatCannotBeBroughtUpToDateSaysSoUntilItCan() {
        assertThat(page.complaints()).isEmpty();
        page.open("machines");
        page.offline(true);
        page.awaitText("Sluice does not answer: what you see is of");
        page.click("tools:create");
        page.awaitText("Sluice did not answer, so it is not known whether that was done.");
        page.offline(false);
        page.await(b -> !page.text("content").contains("Sluice does not answer"));
        // The browser says of it what was done to it here.
        page.complaints();
    }

    @Test
    @Order(7)
    void whoWorksWithTheKeysStaysWhereTheyWereWhenTheListIsDrawnAnew() {
        page.open("machines");
        page.await(b -> names().contains("rig-2"));
        browser.executeScript("const link = [...document.querySelectorAll(\"[id='list:table_data'] a.name\")]"
                + ".find(one => one.textContent === 'rig-2'); link.focus(); window.focusedBefore = link");
        page.await(b -> Boolean.FALSE.equals(browser.executeScript("return window.focusedBefore.isConnected")));
        page.await(b -> "rig-2".equals(browser.executeScript("return document.activeElement.textContent")));
        assertThat(browser.findElements(By.cssSelector(".ui-datatable-tablewrapper:not([tabindex])")))
                .as("tables that the keys do not scroll")
                .isEmpty();
    }

    private List<String> names() {
        return texts("[id='list:table_data'] a.name");
    }

    private List<String> headings() {
        return texts("[id='list:table_head'] th .ui-column-title");
    }

    /** What is written at a moment: a page may be drawn anew at any time. */
    private List<String> texts(String where) {
        Object found = browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])]"
                        + ".filter(one => one.checkVisibility()).map(one => one.innerText.trim())",
                where);
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    @Test
    @Order(7)
    void theTimelineIsZoomedAndReadsWhatComesIntoSight() {
        page.open("timeline");
        page.await(b -> b.findElement(By.cssSelector(".vis-item")).isDisplayed());
        // The farm is young: nearer than a minute it does not go.
        double before = hoursInSight();
        page.click("timeline:zoomOut");
        page.await(b -> hoursInSight() > before * 1.3);
        double far = hoursInSight();
        page.click("timeline:zoomIn");
        page.await(b -> hoursInSight() < far * 0.8);
        page.awaitAnswers();
        page.awaitText("otter");
        page.chooseNatively("timeline:view", "By machine");
        page.await(b -> texts(".vis-label .vis-inner").contains("rig-2"));
    }

    private double hoursInSight() {
        return ((Number) browser.executeScript("const sight = PF('who').getInstance().getWindow();"
                        + "return (sight.end - sight.start) / 3600000"))
                .doubleValue();
    }

    @Test
    @Order(8)
    void whatIsDownloadedIsWhatTheLedgerHas(@TempDir Path folder) throws Exception {
        // Nobody works for it, so that all copies are of the same moment.
        page.open("sub-account?name=otter");
        page.click("tools:pause");
        page.press(By.cssSelector(".ui-confirmdialog-yes"));
        page.awaitText("Sub-account otter is paused.");
        Await.until("all of otter is booked", PATIENCE, () -> {
            List<?> periods = (List<?>) SluiceClient.object(
                            client.get("api/v1/reconciliation?subAccount=otter").body())
                    .get("items");
            return otter("machines").equals(List.of())
                    && periods.stream().map(SluiceClient::object).allMatch(period -> "EQUAL"
                            .equals(period.get("state")));
        });
        List<Map<String, Object>> ledger = client.taskResults("otter");
        assertThat(ledger).isNotEmpty();

        page.open("ledger?subAccount=otter");
        List<String> lines = new String(page.download(folder, link("bookings.csv")), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines.subList(1, lines.size()))
                .hasSize(ledger.size())
                .zipSatisfy(ledger, (line, booking) -> assertBooking(line.split(",", -1), booking));
        try (var workbook =
                new ReadableWorkbook(new ByteArrayInputStream(page.download(folder, link("bookings.xlsx"))))) {
            assertThat(workbook.getFirstSheet().read().stream().skip(1))
                    .hasSize(ledger.size())
                    .zipSatisfy(ledger, (row, booking) -> {
                        assertThat(row.getCellAsNumber(1)).contains((BigDecimal) booking.get("sequence"));
                        assertThat(row.getCellText(3)).isEqualTo(booking.get("machine"));
                        assertThat(row.getCellAsNumber(7).orElseThrow().doubleValue())
                                .isEqualTo(((BigDecimal) booking.get("hashes")).doubleValue());
                    });
        }
        String bookings = text(page.download(folder, link("bookings.pdf")));
        for (Map<String, Object> booking : ledger) {
            assertThat(bookings).contains(" otter " + booking.get("sequence") + " ");
        }
        Map<String, Object> last = ledger.get(ledger.size() - 1);
        assertThat(bookings).contains(last.get("to").toString().substring(0, 19).replace('T', ' '));

        Map<String, Object> capability = SluiceClient.object(otter("capability"));
        String exact = ((BigDecimal) capability.get("accumulatedHashes"))
                .stripTrailingZeros()
                .toPlainString();
        String statement = text(page.download(folder, link("statement.pdf")));
        assertThat(statement)
                .contains("Statement", "otter.w", "Provisional", "(" + exact + ")")
                .doesNotContain(POOL_PASSWORD, "Pays late.");
        String days = new String(page.download(folder, link("statement.csv")), StandardCharsets.UTF_8);
        assertThat(days.lines().skip(1).map(line -> new BigDecimal(line.split(",", -1)[3])))
                .as("the days of the statement add up to what is booked")
                .extracting(BigDecimal::doubleValue)
                .satisfies(done -> assertThat(
                                done.stream().mapToDouble(Double::doubleValue).sum())
                        .isCloseTo(Double.parseDouble(exact), within(1e-6 * Double.parseDouble(exact))));

        assertThat(client.taskResults("otter")).isEqualTo(ledger);
        page.open("sub-accounts");
        page.press(By.cssSelector("[aria-label='Resume otter']"));
        page.awaitText("Sub-account otter is resumed.");
    }

    private static By link(String file) {
        return By.cssSelector("a[href*='/export/" + file + "']");
    }

    private static void assertBooking(String[] cells, Map<String, Object> booking) {
        assertThat(List.of(cells[0], cells[2], cells[3], cells[4], cells[5], cells[11]))
                .containsExactly(
                        booking.get("subAccount").toString(),
                        booking.get("periodStart").toString(),
                        booking.get("machine").toString(),
                        booking.get("from").toString(),
                        booking.get("to").toString(),
                        booking.get("upToStandard").toString());
        Map<Integer, String> numbers = Map.of(
                1, "sequence",
                6, "acceptedShares",
                7, "hashes",
                8, "accumulatedHashes",
                9, "rejectedShares",
                10, "unansweredShares");
        numbers.forEach((at, field) ->
                assertThat(new BigDecimal(cells[at])).as(field).isEqualByComparingTo((BigDecimal) booking.get(field)));
    }

    private static String text(byte[] pdf) throws IOException {
        try (var reader = new PdfReader(pdf)) {
            var extractor = new PdfTextExtractor(reader);
            var all = new StringBuilder();
            for (int i = 1; i <= reader.getNumberOfPages(); i++) {
                all.append(extractor.getTextFromPage(i)).append('\n');
            }
            // A cell may have several lines.
            return all.toString().replaceAll("\\s+", " ");
        }
    }

    @Test
    @Order(8)
    void aLoginPageMayBeOpenForAnyTime() {
        page.logOut();
        page.open("login");
        browser.manage().deleteAllCookies();
        page.type("login:name", "admin");
        page.type("login:password", SluiceProcess.ADMIN_PASSWORD);
        page.click("login:submit");
        page.awaitText("machines connected");
    }

    @Test
    @Order(8)
    void languageAndThemeAreRemembered() {
        page.open("");
        page.await(b -> {
            new Select(b.findElement(By.cssSelector("[data-choose=theme]"))).selectByValue("dark");
            return true;
        });
        assertThat(page.background()).as("background, dark").isEqualTo("rgb(13, 21, 27)");
        page.open("machines");
        assertThat(page.background()).as("background, dark still").isEqualTo("rgb(13, 21, 27)");
        page.await(b -> {
            new Select(b.findElement(By.cssSelector("[data-choose=language]"))).selectByValue("zh");
            return true;
        });
        page.awaitText("矿机");
        page.open("sub-accounts");
        page.awaitText("新建子账户");
        assertThat(browser.findElement(By.tagName("html")).getAttribute("lang")).isEqualTo("zh-CN");
        page.open("machine?name=rig-2");
        page.await(b -> page.text("past:assignments").matches("(?s).*(按计划|刚刚连接|已完成|又开始).*"));
        assertThat(page.text("past:assignments")).doesNotContain("plan", "connected", "is filled");
        assertThat(page.complaints()).isEmpty();
        page.open("nothing/here");
        page.awaitText("此地址没有任何内容。");
        assertThat(browser.findElement(By.tagName("html")).getAttribute("lang")).isEqualTo("zh-CN");
        assertThat(page.background())
                .as("background of the page for errors, dark")
                .isEqualTo("rgb(13, 21, 27)");
        page.complaints();
        page.prefer("light", "en");
        page.open("");
        page.awaitText("Overview");
    }

    @Test
    @Order(9)
    void everyPageIsFitForAScreenReaderAndAPhoneInBothThemes() throws Exception {
        Files.createDirectories(SCREENSHOTS);
        List<String> wrong = new ArrayList<>();
        // Something to look at: one that fills, one that is paused, and nothing that is wrong.
        for (int i = 1; i <= 3; i++) {
            client.put("api/v1/machines/stand-by-" + i, "{\"role\":\"STANDBY\"}");
        }
        client.put(
                "api/v1/sub-accounts/otter",
                "{\"pool\":\"river\",\"user\":\"otter.w\",\"standard\":{\"hashes\":1.2e7,\"period\":\"ONCE\"}}");
        client.put(
                "api/v1/sub-accounts/badger",
                "{\"pool\":\"river\",\"user\":\"badger\",\"paused\":true,\"note\":\"Moves to another pool on Monday.\","
                        + "\"standard\":{\"hashes\":1e12,\"period\":\"ONCE\"}}");
        client.put("api/v1/groups/south", "{\"policy\":\"STEADY\"}");
        client.put("api/v1/machines/south-1", "{\"group\":\"south\"}");
        page.open("");
        page.await(b -> !page.text("content").contains("Something is wrong"));
        var link = SluiceClient.object(
                client.post("api/v1/links", "{\"subAccount\":\"otter\"}").body());
        List<String> all = Stream.of(
                        PAGES.stream(),
                        DIALOGS.stream(),
                        Stream.of(
                                "sub-account?name=badger",
                                link.get("path").toString().substring(1)))
                .flatMap(Function.identity())
                .toList();
        for (String each : all) {
            for (String look : List.of("light", "dark", "narrow")) {
                page.narrow(look.equals("narrow"));
                page.prefer(look.equals("dark") ? "dark" : "light", "en");
                page.open(each);
                page.awaitText(each.startsWith("shared") ? "otter" : "Sluice");
                if (each.equals("timeline")) {
                    // It is drawn once it is laid out.
                    page.await(b -> b.findElement(By.cssSelector(".vis-label .vis-inner"))
                            .isDisplayed());
                }
                String name = (each.isEmpty()
                                ? "overview"
                                : each.replaceAll("\\?new=1", "-new")
                                        .replaceAll("\\?name=badger", "-paused")
                                        .replaceAll("[?/].*", ""))
                        + "-" + look;
                page.shoot(SCREENSHOTS.resolve(name + ".png"));
                for (String secret : List.of(POOL_PASSWORD, SluiceProcess.ADMIN_PASSWORD)) {
                    if (browser.getPageSource().contains(secret)) {
                        wrong.add(name + ": shows a secret");
                    }
                }
                page.violations().forEach(violation -> wrong.add(name + ": " + violation));
                if (page.scrollsSideways()) {
                    wrong.add(name + ": scrolls sideways");
                }
                page.labelsInTheWay().forEach(label -> wrong.add(name + ": in the way of what it is for: " + label));
            }
        }
        page.narrow(false);
        assertThat(wrong).isEmpty();
    }

    @Test
    @Order(10)
    void theBrowserHadNothingToComplainOf() {
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    @Order(11)
    void thePageForErrorsIsFitForAScreenReaderToo() {
        page.open("nothing/here");
        page.awaitText("There is nothing at this address.");
        assertThat(page.violations()).isEmpty();
    }

    @Test
    @Order(12)
    void aViewerIsOfferedNothingToChangeAndMayNotByRequestEither() throws Exception {
        page.complaints();
        assertThat(client.put("api/v1/users/vera", "{\"role\":\"VIEWER\",\"password\":\"the viewer's own\"}")
                        .status())
                .isEqualTo(201);
        page.logOut();
        page.logIn("vera", "the viewer's own");
        for (String each : Stream.concat(PAGES.stream(), DIALOGS.stream())
                .filter(each -> !each.equals("login"))
                .toList()) {
            page.open(each);
            if (List.of("people", "links", "audit").contains(each)) {
                page.awaitText("Your role does not allow that");
                // The browser says of it what the server did.
                page.complaints();
            } else {
                page.await(b -> b.findElement(By.id("session:logout")).isDisplayed());
                assertThat(texts("main button"))
                        .as("buttons of " + each)
                        .doesNotContain("Change", "Remove", "Pause", "Resume", "Replace now", "Release")
                        .noneMatch(text -> text.startsWith("New ") || text.equals("Save"));
                assertThat(page.complaints()).as(each).isEmpty();
            }
        }
        Cookie session = browser.manage().getCookieNamed("JSESSIONID");
        for (String method : List.of("PUT", "DELETE")) {
            HttpRequest forged = HttpRequest.newBuilder(sluice.console().resolve("api/v1/pools/river"))
                    .header("Cookie", "JSESSIONID=" + session.getValue())
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            method.equals("PUT")
                                    ? HttpRequest.BodyPublishers.ofString("{}")
                                    : HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(http.send(forged, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .as(method + " with the session's cookie")
                    .isIn(401, 403);
        }
        page.logOut();
        page.logIn();
        assertThat(client.delete("api/v1/users/vera").status()).isEqualTo(200);
    }

    @Test
    @Order(13)
    void noSecretIsInALogOrInWhatItPrints() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(
                POOL_PASSWORD,
                SluiceProcess.ADMIN_PASSWORD,
                browser.manage().getCookieNamed("JSESSIONID").getValue(),
                Files.readString(home.resolve("broker.password")).strip(),
                Files.readString(home.resolve("secret.key")).strip()));
        assertThat(secrets).noneMatch(String::isBlank);
        assertThat(sluice.lines()).noneMatch(line -> secrets.stream().anyMatch(line::contains));
        try (Stream<Path> logs = Files.walk(home.resolve("log"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                String all = Files.readString(log, StandardCharsets.ISO_8859_1);
                assertThat(secrets).as(log.toString()).noneMatch(all::contains);
            }
        }
    }

    private int position(String subAccount) {
        return ((BigDecimal) asked(subAccount, "position")).intValueExact();
    }

    private Object otter(String field) {
        return asked("otter", field);
    }

    private Object asked(String subAccount, String field) {
        try {
            return client.subAccount(subAccount).get(field);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = sluice.console().resolve(path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
