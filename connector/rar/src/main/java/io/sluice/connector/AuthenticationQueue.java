package io.sluice.connector;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Machines that wait to be admitted. When it is full the question is dropped, and the relay's time limit answers it. */
final class AuthenticationQueue {
    private static final System.Logger LOG = System.getLogger(AuthenticationQueue.class.getName());
    private static final int MOST = 20_000;
    private static final int MOST_TOGETHER = 1_000;

    /** A question and where its answer goes. */
    record Question(Credentials credentials, Consumer<AuthenticationResult> answer, long askedNanos) {}

    private final BlockingQueue<Question> questions = new ArrayBlockingQueue<>(MOST);

    void add(Credentials credentials, Consumer<AuthenticationResult> answer) {
        if (!questions.offer(new Question(credentials, answer, System.nanoTime()))) {
            LOG.log(Level.WARNING, "{0} logins wait to be checked; that of {1} is not", MOST, credentials.machine());
        }
    }

    /** Some questions, oldest first; none when none comes in time. */
    List<Question> next(long wait, TimeUnit unit) throws InterruptedException {
        List<Question> some = new ArrayList<>();
        Question first = questions.poll(wait, unit);
        if (first != null) {
            some.add(first);
            questions.drainTo(some, MOST_TOGETHER - 1);
        }
        return some;
    }
}
