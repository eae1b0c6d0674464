package io.sluice.launcher;

import io.sluice.settings.InvalidSettingException;
import io.sluice.settings.Secrets;
import io.sluice.settings.Settings;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code java -Xmx512m -jar sluice.jar}: Sluice, whole, in this process. */
public final class Main {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(28);
    private static final String RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private final PrintStream console = System.out;
    private final CompletableFuture<Container> container = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    private Main() {}

    /** Takes no arguments: settings come from environment and system properties. */
    public static void main(String[] arguments) {
        new Main().run();
    }

    private void run() {
        try {
            start();
        } catch (StartFailure | InvalidSettingException e) {
            fail(e.getMessage());
        } catch (IOException e) {
            fail("Cannot prepare SLUICE_HOME: " + e + ".");
        } catch (InterruptedException e) {
            fail("Interrupted while starting.");
        }
    }

    private void start() throws StartFailure, IOException, InterruptedException {
        long begin = System.nanoTime();
        Settings settings = Settings.ofThisProcess();
        Home home = Home.open(settings.home());
        Ports.check(settings);
        console.println("Sluice " + version() + ", data in " + home.root());
        Logs.configure(home);
        // Parts of the platform print there.
        System.setOut(new PrintStream(
                new FileOutputStream(home.log().resolve("stdout.log").toFile()), true, StandardCharsets.UTF_8));
        settings.dataSource().forEach(System::setProperty);
        Broker.prepare(settings, home).forEach(System::setProperty);
        System.setProperty("sluice.home", home.root().toString());
        if (System.getenv("SLUICE_REPORT_BYTES") == null && System.getProperty("sluice.report.bytes") == null) {
            System.setProperty("sluice.report.bytes", Broker.REPORT_BYTES);
        }
        if (settings.httpsPort().isPresent()) {
            Https.prepare(settings, home).forEach(System::setProperty);
        }
        trustAsThisJava();
        if (System.getProperty(RENEGOTIATION) == null) {
            // TLS 1.2 lets who connects ask for a new handshake as often as it likes, and each costs us more than it
            // does them.
            System.setProperty(RENEGOTIATION, "true");
        }
        String newPassword = newAdministratorPassword(settings, home);

        Signals.on("TERM", () -> stop(143));
        Signals.on("INT", () -> stop(130));
        if (Boolean.getBoolean("sluice.stop.with.parent")) {
            ProcessHandle.current().parent().ifPresent(this::stopWith);
        }
        Container payara = Container.start(settings, home);
        container.complete(payara);
        payara.deploy("imqjmsra", home.unpack("imqjmsra.rar"), home);
        payara.deploy("connector", home.unpack("connector.rar"), home);
        payara.deploy("sluice", home.unpack("sluice.war"), home, "--contextroot=/");
        payara.openHttp(home);
        String unready = Readiness.await(settings, READY_WITHIN);
        if (unready != null) {
            throw new StartFailure("Sluice was not ready within " + READY_WITHIN.toSeconds() + " s ("
                    + unready.replaceAll("\\s+", " ") + "); the log in " + home.log() + " says more.");
        }
        Files.writeString(home.administratorMarker(), "The user admin exists.\n");
        if (newPassword != null) {
            console.println("Password of the user admin, shown this once: " + newPassword);
        }
        console.println("Machines connect to stratum+tcp://" + settings.stratumBind() + ":" + settings.stratumPort());
        console.println("Console: " + Readiness.console(settings));
        if (settings.httpsPort().isPresent()) {
            console.println("Console over TLS: https://" + settings.httpsBind() + ":"
                    + settings.httpsPort().getAsInt() + "/");
        }
        console.printf("Ready in %.1f s%n", (System.nanoTime() - begin) / 1e9);
        Memory.giveBackWhatIsNotNeeded();
    }

    /**
     * Pools' certificates are verified against this Java's trust store, which the system keeps up to date, or the one that
     * was named. Payara would name its own, which is as old as its release.
     */
    private static void trustAsThisJava() {
        Path store = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        if (System.getProperty("javax.net.ssl.trustStore") == null && Files.isReadable(store)) {
            System.setProperty("javax.net.ssl.trustStore", store.toString());
        }
    }

    /** The administrator's password if this is the first start and none was given; else null. */
    private static String newAdministratorPassword(Settings settings, Home home) {
        if (settings.adminPassword().isPresent() || Files.exists(home.administratorMarker())) {
            return null;
        }
        String password = Secrets.generate();
        System.setProperty("sluice.admin.password", password);
        return password;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    /** Maven leaves what it runs behind when it is told to stop. */
    private void stopWith(ProcessHandle parent) {
        var watch = new Thread(
                () -> {
                    parent.onExit().join();
                    stop(143);
                },
                "sluice-parent");
        watch.setDaemon(true);
        watch.start();
    }

    private void stop(int status) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        console.println("Stopping …");
        if (!container.isDone()) {
            // Nothing is deployed, so nothing has to be put in order.
            Runtime.getRuntime().halt(status);
        }
        var stopped = CompletableFuture.runAsync(
                () -> {
                    try {
                        container.get().stop();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                work -> new Thread(work, "sluice-undeploy").start());
        try {
            stopped.get(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            console.println("Stopped");
        } catch (TimeoutException e) {
            System.err.println(
                    "Not everything stopped within " + STOPPED_WITHIN.toSeconds()
                            + " s; ending anyway. What is not in the ledger yet is in the journal, and booked after the next start.");
        } catch (Exception e) {
            System.err.println("Stopping went wrong: " + e.getCause());
        }
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    private void fail(String message) {
        if (stopping.get()) {
            return; // A start that was cut short; the stopping thread ends the process.
        }
        System.err.println(message);
        System.err.flush();
        // Not exit(): half-started parts must not hold up the end, and nothing has been promised to anyone yet.
        Runtime.getRuntime().halt(1);
    }
}
