package io.sluice.whole;

import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.sluice.lab.demo.SluiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.opentest4j.TestAbortedException;

/** What a person does in a browser at the console of one {@code sluice.jar}. */
final class Pages implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ChromeDriver browser;
    private final URI console;
    private final WebDriverWait wait;

    private Pages(ChromeDriver browser, URI console) {
        this.browser = browser;
        this.console = console;
        wait = new WebDriverWait(browser, PATIENCE);
        wait.ignoring(WebDriverException.class);
    }

    /** An installed Chromium or Chrome, or one that Selenium gets; where there is none, the test says that it is skipped. */
    private static ChromeDriver chrome() {
        var options = new ChromeOptions();
        var logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--window-size=1360,1000");
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

    /** A browser that begins with an empty page. */
    static Pages start(URI console) {
        return new Pages(chrome(), console);
    }

    ChromeDriver browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.quit();
    }

    void open(String path) {
        browser.get(console.resolve(path).toString());
    }

    void logIn() {
        logIn("admin", SluiceProcess.ADMIN_PASSWORD);
    }

    void logIn(String name, String password) {
        open("login");
        type("login:name", name);
        type("login:password", password);
        click("login:submit");
        wait.until(ExpectedConditions.presenceOfElementLocated(By.id("session:logout")));
    }

    void logOut() {
        open("");
        click("session:logout");
        awaitText("Password");
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
        wait.until(b -> browser.executeScript(
                        "const s = document.getElementById(arguments[0] + '_input');"
                                + "if (!s) return false;"
                                + "const o = [...s.options].find(o => o.text === arguments[1]);"
                                + "if (!o) return false; s.value = o.value; return true;",
                        id,
                        label)
                .equals(true));
    }

    void chooseNatively(String id, String label) {
        wait.until(b -> {
            new Select(b.findElement(By.id(id))).selectByVisibleText(label);
            return true;
        });
        awaitAnswers();
    }

    void press(By what) {
        wait.until(b -> {
            b.findElement(what).click();
            return true;
        });
    }

    /** Removes what is named and says yes when it is asked. */
    void remove(String name) {
        wait.until(b -> {
            b.findElement(By.cssSelector("[aria-label='Remove " + name + "']")).click();
            return true;
        });
        wait.until(b -> {
            b.findElement(By.cssSelector(".ui-confirmdialog-yes")).click();
            return true;
        });
    }

    /** As if nobody looked: the page does not bring itself up to date any more. */
    void stopFollowing() {
        browser.executeScript("Object.values(PrimeFaces.widgets).forEach(one => {"
                + " if (one instanceof PrimeFaces.widget.Poll) one.stop(); })");
        awaitAnswers();
    }

    /** Clicks just as the page brings itself up to date. */
    void followAndClick(String selector) {
        browser.executeScript(
                "Object.values(PrimeFaces.widgets).forEach(one => {"
                        + " if (one instanceof PrimeFaces.widget.Poll) one.cfg.fn(); });"
                        + " document.querySelector(arguments[0]).click()",
                selector);
    }

    /** As if the network, or Sluice, were gone for what this page asks by its script. */
    void offline(boolean offline) {
        browser.executeScript(
                "if (window.offline === undefined) {"
                        + " const open = XMLHttpRequest.prototype.open;"
                        + " XMLHttpRequest.prototype.open = function (method, address, ...more) {"
                        + " return open.call(this, method, window.offline ? 'http://127.0.0.1:1/' : address, ...more); }; }"
                        + " window.offline = arguments[0]",
                offline);
    }

    /** What the page asked for has come, or what is typed next might be drawn over. */
    void awaitAnswers() {
        wait.until(b -> Boolean.TRUE.equals(browser.executeScript("return PrimeFaces.ajax.Queue.isEmpty()")));
    }

    void await(Function<WebDriver, Boolean> condition) {
        wait.until(condition);
    }

    void awaitText(String text) {
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
    }

    /** What is written there at a moment, as it may be drawn anew at any time; nothing where there is nothing. */
    String text(String id) {
        return (String) browser.executeScript(
                "const part = document.getElementById(arguments[0]); return part === null ? '' : part.innerText", id);
    }

    String background() {
        return (String) browser.executeScript("return getComputedStyle(document.body).backgroundColor");
    }

    /** As the page's own switches do; a customer's link shows what the system likes. */
    void prefer(String theme, String language) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        browser.executeScript(
                "document.cookie = 'sluice-theme=' + arguments[0] + '; path=/';"
                        + "document.cookie = 'sluice-language=' + arguments[1] + '; path=/'",
                theme,
                language);
    }

    void narrow(boolean narrow) {
        if (narrow) {
            browser.executeCdpCommand(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", 390, "height", 844, "deviceScaleFactor", 1, "mobile", true));
        } else {
            browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    boolean scrollsSideways() {
        return (Boolean) browser.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    }

    /** Labels of cells, on a phone, that are not beside what they are for. */
    @SuppressWarnings("unchecked")
    List<String> labelsInTheWay() {
        return (List<String>) browser.executeScript(
                "return [...document.querySelectorAll('.ui-datatable-reflow td[role=gridcell]')].filter(cell => {"
                        + " const label = cell.querySelector('.ui-column-title');"
                        + " if (!label || !label.textContent.trim() || !label.offsetWidth) return false;"
                        + " const room = cell.getBoundingClientRect(), box = label.getBoundingClientRect();"
                        + " return box.left < room.left || box.bottom > room.bottom + 1"
                        + "     || box.right > room.left + parseFloat(getComputedStyle(cell).paddingLeft) + 1;"
                        + " }).map(cell => cell.textContent)");
    }

    void shoot(Path file) throws IOException {
        Map<String, Object> shot =
                browser.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
    }

    List<String> violations() {
        return new AxeBuilder()
                .analyze(browser).getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getHelp() + " "
                                + rule.getNodes().stream()
                                        .map(CheckedNode::getTarget)
                                        .toList())
                        .toList();
    }

    /** What the browser complained of since this was asked last. */
    List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    /** Follows a link that leads to a download, and waits until all of it is there. */
    byte[] download(Path folder, By link) throws IOException {
        browser.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
        await(b -> {
            b.findElement(link).click();
            return true;
        });
        await(b -> saved(folder).isPresent());
        Path file = saved(folder).orElseThrow();
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        return content;
    }

    /** One that is not complete has another name. */
    private static Optional<Path> saved(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(csv|xlsx|pdf)"))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
