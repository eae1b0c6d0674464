package io.sluice.launcher;

import io.sluice.settings.Secrets;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Properties;

/**
 * Lays out what OpenMQ's embedded broker reads when its resource adapter starts: users, rights, limits. It is written
 * anew at each start, so an edit by hand does not last; messages and durable subscriptions do.
 *
 * <p>Three users: {@code application}, for this process, whose password lives no longer than it; the accounting system's,
 * who may read the accounting topic and nothing else; and OpenMQ's {@code admin}, with a password nobody knows.
 * There is no guest.
 */
final class Broker {
    private static final String INSTANCE = "sluice";
    private static final String APPLICATION = "application";

    /** What a report may have here, well below what one message may have. */
    static final String REPORT_BYTES = "3000000";

    private Broker() {}

    /**
     * Writes the broker's files.
     *
     * @return the system properties that the adapter's descriptor refers to
     */
    static Map<String, String> prepare(Settings settings, Home home) throws IOException {
        Path broker = home.broker();
        Path library = broker.resolve("lib");
        Path instance = broker.resolve("instances").resolve(INSTANCE);
        Path etc = instance.resolve("etc");
        Files.createDirectories(etc);
        Files.createDirectories(instance.resolve("props"));
        Path defaults = Files.createDirectories(library.resolve("props").resolve("broker"));
        for (String file : new String[] {"default.properties", "install.properties"}) {
            Files.move(home.unpack("broker/" + file), defaults.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        String applicationPassword = Secrets.generate();
        Secrets.write(
                etc.resolve("passwd"),
                user(APPLICATION, applicationPassword, "user")
                        + user(settings.brokerUser(), password(settings, home), "user")
                        + user("admin", Secrets.generate(), "admin"));
        Files.writeString(etc.resolve("accesscontrol.properties"), rights());
        Files.writeString(instance.resolve("props").resolve("config.properties"), text(limits(settings)));
        return Map.of(
                "sluice.broker.application.user", APPLICATION,
                "sluice.broker.application.password", applicationPassword,
                "sluice.broker.instance", INSTANCE,
                "sluice.broker.home", broker.toString(),
                "sluice.broker.lib", library.toString(),
                "sluice.broker.var", broker.toString(),
                "sluice.broker.address", settings.brokerBind(),
                "sluice.broker.tcp", Integer.toString(settings.brokerPort()));
    }

    private static String password(Settings settings, Home home) throws IOException {
        if (settings.brokerPassword().isPresent()) {
            return settings.brokerPassword().get();
        }
        return Secrets.kept(home.brokerPasswordFile(), Secrets::generate);
    }

    /** One line of OpenMQ's user file: name, digest, role, active. */
    private static String user(String name, String password, String role) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest((name + ":" + password).getBytes(StandardCharsets.UTF_8));
            return name + ":" + new BigInteger(digest).toString(16) + ":" + role + ":1\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** A topic is made by whoever comes first, and that may be the accounting system. */
    private static String rights() {
        return """
                version=JMQFileAccessControlModel/100
                connection.NORMAL.allow.user=*
                connection.ADMIN.allow.group=admin
                queue.create.allow.user=application
                topic.create.allow.user=*
                queue.*.produce.allow.user=application
                queue.*.consume.allow.user=application
                queue.*.browse.allow.user=application
                topic.*.produce.allow.user=application
                topic.*.consume.allow.user=application
                topic.sluice.accounting.consume.allow.user=*
                """;
    }

    private static Properties limits(Settings settings) {
        var properties = new Properties();
        properties.setProperty("imq.instanceconfig.version", "300");
        // Both the port mapper and the services it points at.
        properties.setProperty("imq.hostname", settings.brokerBind());
        properties.setProperty("imq.portmapper.hostname", settings.brokerBind());
        properties.setProperty("imq.service.activelist", "jms");
        properties.setProperty("imq.jmx.enabled", "false");
        properties.setProperty("imq.jms.min_threads", "4");
        // A commit that the broker acknowledged is on the disk: messages are batches, so this costs little.
        properties.setProperty("imq.persist.file.sync.enabled", "true");
        // An hour of the largest field without its ledger; then producers wait, and the journal keeps what follows.
        properties.setProperty("imq.autocreate.destination.maxNumMsgs", "1000000");
        properties.setProperty("imq.autocreate.destination.maxTotalMsgBytes", "2g");
        properties.setProperty("imq.autocreate.destination.maxBytesPerMsg", "10m");
        properties.setProperty("imq.autocreate.destination.limitBehavior", "FLOW_CONTROL");
        properties.setProperty("imq.autocreate.destination.useDMQ", "false");
        properties.setProperty("imq.transaction.producer.maxNumMsgs", "10000");
        properties.setProperty("imq.transaction.consumer.maxNumMsgs", "10000");
        properties.setProperty("imq.metrics.enabled", "false");
        properties.setProperty("imq.log.file.output", "WARNING");
        properties.setProperty(".level", "WARNING");
        return properties;
    }

    private static String text(Properties properties) throws IOException {
        var writer = new StringWriter();
        properties.store(writer, null);
        return writer.toString();
    }
}
