package io.sluice.launcher;

import fish.payara.micro.BootstrapException;
import fish.payara.micro.ClusterCommandResult;
import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.AdminCommandRunner;
import fish.payara.micro.boot.PayaraMicroBoot;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Payara Micro in this process, and what is deployed in it. */
final class Container {
    private static final String NETWORK = "configs.config.server-config.network-config.";
    private static final String LISTENER = NETWORK + "network-listeners.network-listener.http-listener.";
    private static final String TLS_LISTENER = NETWORK + "network-listeners.network-listener.https-listener.";
    private static final String PROTOCOLS = NETWORK + "protocols.protocol.";
    private static final String TLS = PROTOCOLS + "https-listener.ssl.";

    private static final Pattern DATABASE = Pattern.compile(
            "Error in allocating a connection\\. Cause: (?:Connection could not be allocated because: )?([^\n]*)");

    private final PayaraMicroRuntime runtime;
    private final AdminCommandRunner commands;
    private final boolean tls;

    /** Names of what is deployed, the latest first. */
    private final Deque<String> deployed = new ArrayDeque<>();

    private Container(PayaraMicroRuntime runtime, AdminCommandRunner commands, boolean tls) {
        this.runtime = runtime;
        this.commands = commands;
        this.tls = tls;
    }

    /** Starts Payara Micro, empty: no cluster, no calls home, HTTP listeners where the settings want them, closed. */
    static Container start(Settings settings, Home home) throws StartFailure, IOException {
        Path root = home.freshPayara();
        System.setProperty("payaramicro.disablePhoneHome", "true");
        try {
            PayaraMicroBoot micro = Platform.prepare(home);
            micro.setRootDir(root.toFile());
            micro.setNoHazelcast(true);
            micro.setHttpPort(settings.httpPort());
            micro.setPreBootHandler(commands -> {
                commands.run("set", LISTENER + "address=" + settings.httpBind());
                commands.run("set", LISTENER + "enabled=false");
                // What runs here, and in which version, is nobody's business.
                commands.run("set", PROTOCOLS + "http-listener.http.server-header=false");
                commands.run("set", PROTOCOLS + "https-listener.http.server-header=false");
                // A request whose body does not come holds a thread as long; there are two hundred.
                commands.run("set", NETWORK + "transports.transport.tcp.read-timeout-millis=10000");
                if (settings.httpsPort().isPresent()) {
                    commands.run("set", TLS_LISTENER + "address=" + settings.httpsBind());
                    commands.run(
                            "set", TLS_LISTENER + "port=" + settings.httpsPort().getAsInt());
                    commands.run("set", TLS + "cert-nickname=" + Https.ALIAS);
                    // TLS 1.2 and 1.3 remain.
                    commands.run("set", TLS + "tls-enabled=false");
                    commands.run("set", TLS + "tls11-enabled=false");
                }
            });
            // The runtime's own run() asks the cluster, and there is none.
            var runner = new AtomicReference<AdminCommandRunner>();
            micro.setPostBootHandler(runner::set);
            return new Container(
                    micro.bootStrap(), runner.get(), settings.httpsPort().isPresent());
        } catch (BootstrapException e) {
            throw new StartFailure("Payara Micro did not start (" + e.getMessage() + "); " + seeLog(home), e);
        }
    }

    /**
     * Deploys one archive.
     *
     * @param options of Payara's command {@code deploy}
     */
    synchronized void deploy(String name, Path archive, Home home, String... options) throws StartFailure {
        var arguments = new String[options.length + 2];
        arguments[0] = "--name=" + name;
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[arguments.length - 1] = archive.toString();
        ClusterCommandResult result = commands.run("deploy", arguments);
        if (result.getExitStatus() == ClusterCommandResult.ExitStatus.FAILURE) {
            String said = System.getProperty("sluice.start.failure");
            if (said != null) {
                throw new StartFailure(said, result.getFailureCause());
            }
            throw new StartFailure(
                    archive.getFileName() + " could not be deployed: " + cause(result) + "; " + seeLog(home),
                    result.getFailureCause());
        }
        deployed.push(name);
    }

    /**
     * Opens the HTTP ports. They stay closed until all is deployed: before that, Payara would answer {@code /health/ready}
     * with 200, as there is nothing yet that is not ready.
     */
    void openHttp(Home home) throws StartFailure {
        open(LISTENER, home);
        if (tls) {
            open(TLS_LISTENER, home);
        }
    }

    private void open(String listener, Home home) throws StartFailure {
        ClusterCommandResult result = commands.run("set", listener + "enabled=true");
        if (result.getExitStatus() == ClusterCommandResult.ExitStatus.FAILURE) {
            throw new StartFailure(
                    "The HTTP port could not be opened: " + cause(result) + "; " + seeLog(home),
                    result.getFailureCause());
        }
    }

    /** What the container said, without its own decoration. */
    private static String cause(ClusterCommandResult result) {
        String output = String.valueOf(result.getOutput());
        Matcher database = DATABASE.matcher(output);
        if (database.find()) {
            return "the database does not let it in (" + database.group(1).strip()
                    + "): check SLUICE_DB_URL, SLUICE_DB_USER and SLUICE_DB_PASSWORD, or, without them, that db.password in"
                    + " SLUICE_HOME is the one that was made with the database";
        }
        return output.lines()
                .findFirst()
                .orElse("no reason given")
                .replaceFirst("^.*Error occurred during deployment: ", "")
                .replaceFirst("^.*Exception while [a-z ]*the app : ", "")
                .replaceFirst("\\.? *Please see server.log for more details.*$", "")
                .strip();
    }

    private static String seeLog(Home home) {
        return "the log in " + home.log() + " says more.";
    }

    /** Undeploys all, the latest first, so that beans, endpoints and adapters are stopped in order; then ends Payara. */
    synchronized void stop() throws BootstrapException {
        while (!deployed.isEmpty()) {
            runtime.undeploy(deployed.pop());
        }
        runtime.shutdown();
    }
}
