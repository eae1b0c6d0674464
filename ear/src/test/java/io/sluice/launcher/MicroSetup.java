package io.sluice.launcher;

import io.sluice.lab.demo.SluiceProcess.Ports;
import io.sluice.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lays out for a stock Payara Micro, which Arquillian starts, what the launcher lays out for its own: the broker's files,
 * system properties, and the commands that deploy the two adapters before the WAR.
 */
public final class MicroSetup implements BeforeAllCallback {
    /** Password of the user {@code admin}. */
    public static final String ADMIN_PASSWORD = "micro-administrator";

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    /** The console's address. */
    public static String console() {
        return "http://127.0.0.1:" + System.getProperty("sluice.it.http") + "/";
    }

    /** Where machines connect. */
    public static int stratumPort() {
        return Integer.getInteger("sluice.it.stratum");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path root = TARGET.resolve("micro-it");
        Files.createDirectories(root);
        Home.empty(root);
        Path files = Files.createDirectories(root.resolve("files"));
        Ports ports = Ports.free();
        Map<String, String> environment = Map.of(
                "SLUICE_HOME", root.resolve("home").toString(),
                "SLUICE_STRATUM_BIND", "127.0.0.1",
                "SLUICE_STRATUM_PORT", Integer.toString(ports.stratum()),
                "SLUICE_BROKER_PORT", Integer.toString(ports.broker()));
        Settings settings = Settings.read(environment, new Properties());
        var properties = new TreeMap<String, String>();
        environment.forEach(
                (name, value) -> properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        properties.put("sluice.admin.password", ADMIN_PASSWORD);
        properties.putAll(settings.dataSource());
        properties.putAll(Broker.prepare(settings, Home.open(settings.home())));

        Path systemProperties = files.resolve("system.properties");
        var written = new Properties();
        written.putAll(properties);
        try (var out = Files.newOutputStream(systemProperties)) {
            written.store(out, null);
        }
        Path before = files.resolve("pre-boot.txt");
        Files.writeString(
                before,
                "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener"
                        + ".address=127.0.0.1\n");
        Path after = files.resolve("post-boot.txt");
        Files.writeString(
                after,
                Stream.of("imqjmsra", "connector")
                        .map(name ->
                                "deploy --name=" + name + " " + TARGET.resolve("parts/sluice/" + name + ".rar") + "\n")
                        .collect(Collectors.joining()));
        System.setProperty("sluice.it.stratum", Integer.toString(ports.stratum()));
        System.setProperty("sluice.it.http", Integer.toString(ports.http()));
        System.setProperty(
                "sluice.it.options",
                String.join(
                        " ",
                        "--nohazelcast",
                        "--disablephonehome",
                        "--port",
                        Integer.toString(ports.http()),
                        "--systemproperties",
                        systemProperties.toString(),
                        "--prebootcommandfile",
                        before.toString(),
                        "--postbootcommandfile",
                        after.toString()));
    }
}
