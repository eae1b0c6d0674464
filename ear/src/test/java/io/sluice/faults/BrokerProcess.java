package io.sluice.faults;

import io.sluice.launcher.BrokerHome;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** OpenMQ's broker as a process of its own, set up as the launcher does it; what it acknowledged is on the disk. */
final class BrokerProcess implements AutoCloseable {
    static final String ACCOUNTING_USER = "sluice";
    static final String ACCOUNTING_PASSWORD = "accounting-password";
    private static final Path LIBRARY = Path.of("target", "openmq", "mq", "lib").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);

    private final Path log;
    private final int port;
    private final Map<String, String> layout;
    private Process process;

    /** @param home the broker's own; its parent takes the log */
    BrokerProcess(Path home) throws IOException {
        this.port = Java.freePort();
        this.log = home.resolveSibling("broker.log");
        this.layout = BrokerHome.prepare(home, port, ACCOUNTING_PASSWORD);
    }

    int port() {
        return port;
    }

    String applicationUser() {
        return layout.get("sluice.broker.application.user");
    }

    String applicationPassword() {
        return layout.get("sluice.broker.application.password");
    }

    /** Starts it and waits until it takes connections. */
    void start() throws IOException, InterruptedException {
        String classPath = String.join(
                java.io.File.pathSeparator,
                LIBRARY.resolve("imqbroker.jar").toString(),
                LIBRARY.resolve("imqutil.jar").toString(),
                LIBRARY.resolve("imqjmx.jar").toString(),
                LIBRARY.resolve("imq.jar").toString(),
                Java.home(jakarta.jms.Message.class).toString(),
                Java.home(BrokerProcess.class).toString());
        process = new ProcessBuilder(
                        Java.LAUNCHER.toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Dimq.home=" + layout.get("sluice.broker.home"),
                        "-Dimq.libhome=" + layout.get("sluice.broker.lib"),
                        "-Dimq.varhome=" + layout.get("sluice.broker.var"),
                        "-cp",
                        classPath,
                        BrokerMain.class.getName(),
                        "-name",
                        layout.get("sluice.broker.instance"),
                        "-port",
                        Integer.toString(port),
                        "-silent")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var brokerage = new Brokerage(port, applicationUser(), applicationPassword());
        Await.until("the broker takes connections", START, () -> {
            if (!process.isAlive()) {
                throw new IOException("the broker ended; see " + log);
            }
            try {
                brokerage.connect().close();
                return true;
            } catch (JMSException e) {
                return false;
            }
        });
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Deletes every message that it holds. It must not run. */
    void wipe() throws IOException {
        Path instance = Path.of(layout.get("sluice.broker.var"), "instances", layout.get("sluice.broker.instance"));
        try (Stream<Path> children = Files.list(instance)) {
            for (Path store : (Iterable<Path>)
                    children.filter(child -> child.getFileName().toString().startsWith("fs"))::iterator) {
                Tree.delete(store);
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
