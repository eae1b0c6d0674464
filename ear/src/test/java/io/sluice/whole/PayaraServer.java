package io.sluice.whole;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A stock Payara Server 6 as the build unpacked it. Its domain is a fresh copy of {@code domain1}, changed in nothing but
 * ports, which are free ones, and addresses, which are loopback.
 */
final class PayaraServer implements AutoCloseable {
    private static final String DOMAIN = "sluice-it";

    private final Path root;
    private final int adminPort;
    private final int httpPort;
    private final Map<String, String> environment;

    private PayaraServer(Path root, int adminPort, int httpPort, Map<String, String> environment) {
        this.root = root;
        this.adminPort = adminPort;
        this.httpPort = httpPort;
        this.environment = environment;
    }

    /** @param environment that the server runs with */
    static PayaraServer start(Path root, Map<String, String> environment) throws IOException, InterruptedException {
        Path domains = root.resolve("glassfish").resolve("domains");
        Path domain = domains.resolve(DOMAIN);
        copyAnew(domains.resolve("domain1"), domain);
        Path file = domain.resolve("config").resolve("domain.xml");
        var ports = new ArrayList<Integer>();
        String xml = onLoopback(Files.readString(file), ports);
        Files.writeString(file, xml);
        var server = new PayaraServer(root, port(xml, "admin-listener"), port(xml, "http-listener-1"), environment);
        server.asadmin("start-domain", DOMAIN);
        return server;
    }

    /** The first configuration of the file is the one in use; the second is a template. */
    private static String onLoopback(String xml, List<Integer> taken) throws IOException {
        int end = xml.indexOf("<config name=\"default-config\"");
        String used = xml.substring(0, end);
        used = used.replace("address=\"0.0.0.0\"", "address=\"127.0.0.1\"")
                .replace("<network-listener port=", "<network-listener address=\"127.0.0.1\" port=")
                .replace(
                        "<hazelcast-config-specific-configuration>",
                        "<hazelcast-config-specific-configuration enabled=\"false\">");
        used = withFreePorts(used, Pattern.compile("((?:-listener|jmx-connector) [^>]*port=\")(\\d+)"), taken);
        used = withFreePorts(used, Pattern.compile("(\"JMS_PROVIDER_PORT\" value=\")(\\d+)"), taken);
        int brokerPort = taken.get(taken.size() - 1);
        used = used.replaceFirst(
                "<http-service>",
                "<jms-service type=\"EMBEDDED\" default-jms-host=\"default_JMS_host\""
                        + " start-args=\"-Dimq.hostname=127.0.0.1\"><jms-host name=\"default_JMS_host\""
                        + " host=\"127.0.0.1\" port=\"" + brokerPort + "\" lazy-init=\"true\"/></jms-service>"
                        + "<http-service>");
        return used + xml.substring(end);
    }

    private static String withFreePorts(String xml, Pattern pattern, List<Integer> taken) throws IOException {
        var text = new StringBuilder();
        Matcher matcher = pattern.matcher(xml);
        while (matcher.find()) {
            int port = free(taken);
            taken.add(port);
            matcher.appendReplacement(text, "$1" + port);
        }
        return matcher.appendTail(text).toString();
    }

    private static int free(List<Integer> taken) throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (!taken.contains(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private static int port(String xml, String listener) {
        Matcher matcher = Pattern.compile("<network-listener [^>]*port=\"(\\d+)\"[^>]*name=\"" + listener + "\"")
                .matcher(xml);
        if (!matcher.find()) {
            throw new IllegalStateException("domain.xml lacks " + listener);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** As an administrator does: {@code asadmin deploy sluice.ear}, and nothing else. */
    void deploy(Path archive) throws IOException, InterruptedException {
        asadmin("deploy", archive.toString());
    }

    void undeploy(String name) throws IOException, InterruptedException {
        asadmin("undeploy", name);
    }

    URI console() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    /** What it logged. */
    String log() throws IOException {
        return Files.readString(root.resolve("glassfish")
                .resolve("domains")
                .resolve(DOMAIN)
                .resolve("logs")
                .resolve("server.log"));
    }

    private void asadmin(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path lib = root.resolve("glassfish").resolve("lib").resolve("client");
        command.addAll(List.of("-jar", lib.resolve("appserver-cli.jar").toString()));
        command.addAll(List.of("--port", Integer.toString(adminPort)));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("asadmin " + String.join(" ", arguments) + ": " + output);
        }
    }

    private static void copyAnew(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> tree = Files.walk(to)) {
                tree.sorted(Comparator.reverseOrder()).forEach(path -> run(() -> Files.delete(path)));
            }
        }
        try (Stream<Path> tree = Files.walk(from)) {
            tree.forEach(path -> run(() -> Files.copy(path, to.resolve(from.relativize(path)))));
        }
    }

    private interface FileAction {
        void run() throws IOException;
    }

    private static void run(FileAction action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            asadmin("stop-domain", "--kill=true", DOMAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
