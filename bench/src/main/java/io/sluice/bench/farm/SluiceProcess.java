package io.sluice.bench.farm;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code sluice.jar} as the README says to run it, on free ports of the loopback. */
final class SluiceProcess implements AutoCloseable {
    static final String PASSWORD = "correct-horse-battery";

    /** To try others; the figures that are published are without. */
    private static final List<String> JVM_OPTIONS =
            Arrays.asList(System.getProperty("bench.jvm", "").strip().split(" +", 0)).stream()
                    .filter(option -> !option.isEmpty())
                    .toList();

    private static final long START_LIMIT_SECONDS = 120;
    private static final long STOP_LIMIT_SECONDS = 40;

    private final Path jar;
    private final Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private final int stratumPort;
    private final int httpPort;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private Process process;

    /**
     * Prepares one that has never run.
     *
     * @param folder for all that it writes; empty
     * @param more settings that differ from the defaults
     */
    SluiceProcess(Path jar, Path folder, Map<String, String> more) throws IOException {
        this.jar = jar;
        this.folder = folder;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0);
                ServerSocket three = new ServerSocket(0)) {
            stratumPort = one.getLocalPort();
            httpPort = two.getLocalPort();
            settings.put("SLUICE_BROKER_PORT", Integer.toString(three.getLocalPort()));
        }
        settings.put("SLUICE_HOME", folder.resolve("home").toString());
        settings.put("SLUICE_STRATUM_PORT", Integer.toString(stratumPort));
        settings.put("SLUICE_STRATUM_BIND", "127.0.0.1");
        settings.put("SLUICE_HTTP_PORT", Integer.toString(httpPort));
        settings.put("SLUICE_ADMIN_PASSWORD", PASSWORD);
        // The load's shares are worth nothing: what a machine finds in a minute is not to be steered.
        settings.put("SLUICE_SHARES_PER_MINUTE", "0");
        settings.putAll(more);
    }

    /** Starts it and returns the seconds until it was ready. */
    double start() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx512m"));
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("sluice.log").toFile()));
        long begin = System.nanoTime();
        process = builder.start();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IOException("sluice.jar ended; see " + folder.resolve("sluice.log"));
            }
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS)) {
                throw new IOException("sluice.jar is not ready; see " + folder.resolve("sluice.log"));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(request("/health/ready").GET().build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            // Not yet: there is nobody, or whoever looks whether the port is free.
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json");
    }

    /** Creates or replaces, or throws with the answer. */
    void put(String path, String json) throws IOException, InterruptedException {
        answer(request("/api/v1/" + path).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The answer's JSON. */
    String get(String path) throws IOException, InterruptedException {
        return answer(request("/api/v1/" + path).GET());
    }

    private String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException(
                    response.request().uri() + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    Path home() {
        return folder.resolve("home");
    }

    URI console() {
        return URI.create("http://127.0.0.1:" + httpPort + "/");
    }

    int stratumPort() {
        return stratumPort;
    }

    Usage usage() throws IOException {
        return Usage.of(process.pid());
    }

    long pid() {
        return process.pid();
    }

    /** Stops it in order. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("sluice.jar did not stop within " + STOP_LIMIT_SECONDS + " s");
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
