package io.sluice.lab.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@code java -Xmx512m -jar sluice.jar} as a process of its own, with what it prints. Ports are on loopback. */
public final class SluiceProcess implements AutoCloseable {
    /** The password of the user {@code admin} in each process made here. */
    public static final String ADMIN_PASSWORD = "lab-administrator";

    private final Process process;
    private final Ports ports;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    /** Where it listens. */
    public record Ports(int stratum, int http, int broker) {
        /** Three that nobody listens on now. */
        public static Ports free() throws IOException {
            try (ServerSocket first = any();
                    ServerSocket second = any();
                    ServerSocket third = any()) {
                return new Ports(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
            }
        }

        /** The usual ones where they are free, else others. */
        public static Ports usual() throws IOException {
            return new Ports(usual(3333), usual(8080), usual(7676));
        }

        private static int usual(int port) throws IOException {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                try (ServerSocket socket = any()) {
                    return socket.getLocalPort();
                }
            }
        }

        private static ServerSocket any() throws IOException {
            return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        }
    }

    private SluiceProcess(Process process, Ports ports, Consumer<String> echo) {
        this.process = process;
        this.ports = ports;
        var reader = new Thread(() -> read(echo), "sluice-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process.
     *
     * @param settings environment variables besides those of home, ports and password
     * @param echo is given each line that it prints
     */
    public static SluiceProcess start(
            Path jar, Path home, Ports ports, Map<String, String> settings, Consumer<String> echo) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-jar", jar.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("SLUICE_"));
        environment.put("SLUICE_HOME", home.toString());
        environment.put("SLUICE_STRATUM_BIND", "127.0.0.1");
        environment.put("SLUICE_STRATUM_PORT", Integer.toString(ports.stratum()));
        environment.put("SLUICE_HTTP_PORT", Integer.toString(ports.http()));
        environment.put("SLUICE_BROKER_PORT", Integer.toString(ports.broker()));
        environment.put("SLUICE_ADMIN_PASSWORD", ADMIN_PASSWORD);
        environment.putAll(settings);
        return new SluiceProcess(builder.start(), ports, echo);
    }

    private void read(Consumer<String> echo) {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                echo.accept(line);
                if (line.startsWith("Ready in ")) {
                    ready.complete(null);
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(new UncheckedIOException(e));
        }
        ready.completeExceptionally(new IllegalStateException("it ended before it was ready: " + lines));
    }

    /** Waits until machines can connect. */
    public SluiceProcess awaitReady(Duration atMost) throws InterruptedException, IOException {
        try {
            ready.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return this;
        } catch (TimeoutException e) {
            throw new IOException("not ready within " + atMost + ": " + lines, e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** A client for it, as user {@code admin}. */
    public SluiceClient client() {
        return new SluiceClient(console(), "admin", ADMIN_PASSWORD);
    }

    public URI console() {
        return URI.create("http://127.0.0.1:" + ports.http() + "/");
    }

    public Ports ports() {
        return ports;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // process.destroy() would close the pipe that its last words come by
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Waits for its end.
     *
     * @return its exit status
     */
    public int awaitExit(Duration atMost) throws InterruptedException, IOException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("still running after " + atMost + ": " + lines);
        }
        return process.exitValue();
    }

    /** Ends it, in order if that takes no more than 30 s. */
    @Override
    public void close() {
        process.toHandle().destroy(); // process.destroy() would close the pipe that its last words come by
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
