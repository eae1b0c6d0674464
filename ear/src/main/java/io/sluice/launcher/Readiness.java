package io.sluice.launcher;

import io.sluice.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/** Asks the application whether machines can connect. */
final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Readiness() {}

    /** The console's address as seen from this machine. */
    static URI console(Settings settings) throws IOException {
        InetAddress bind = InetAddress.getByName(settings.httpBind());
        String host = bind.isAnyLocalAddress() ? "127.0.0.1" : settings.httpBind();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.httpPort() + "/");
    }

    /**
     * Waits until {@code /health/ready} answers 200.
     *
     * @return the last answer's body when it did not within the time; null when it did
     */
    static String await(Settings settings, Duration atMost) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(atMost);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpRequest request = HttpRequest.newBuilder(console(settings).resolve("health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        String last = "no answer";
        while (Instant.now().isBefore(end)) {
            try {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return null;
                }
                last = answer.body();
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(PAUSE.toMillis());
        }
        return last;
    }
}
