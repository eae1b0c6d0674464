package io.sluice.connector;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the application about machines that want to work, many at a time. */
final class AuthenticationDelivery extends EndpointWork {
    private static final long serialVersionUID = 1L;
    /** By then the relay has answered by itself. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final transient AuthenticationQueue queue;

    AuthenticationDelivery(MessageEndpointFactory factory, AuthenticationQueue queue) {
        super(factory, "authenticate", List.class);
        this.queue = queue;
    }

    @Override
    void connected() {
        // Questions wait in the queue; nothing is to be done.
    }

    @Override
    void step() throws InterruptedException {
        List<AuthenticationQueue.Question> questions = queue.next(200, TimeUnit.MILLISECONDS);
        int times = 0;
        while (!isReleased()) {
            questions = questions.stream()
                    .filter(question -> System.nanoTime() - question.askedNanos() < LIMIT_NANOS)
                    .toList();
            if (questions.isEmpty()) {
                return;
            }
            try {
                List<Credentials> credentials = questions.stream()
                        .map(AuthenticationQueue.Question::credentials)
                        .toList();
                List<AuthenticationResult> results = call(listener -> listener.authenticate(credentials));
                for (int i = 0; i < questions.size(); i++) {
                    questions.get(i).answer().accept(results.get(i));
                }
                return;
            } catch (ResourceException | RuntimeException | Error e) {
                failed("Logins of machines could not be checked", ++times, e);
            }
        }
    }
}
