package io.sluice.scheduling;

import io.sluice.distribution.AccountingMessage;
import io.sluice.distribution.FreshMessages;
import io.sluice.distribution.Outbox;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells the accounting system of the bookings: reads the outbox, sends, then marks what was sent. One at a time, so that
 * each sub-account's messages go out in the order of their numbers.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AccountingPublisher {
    private static final System.Logger LOG = System.getLogger(AccountingPublisher.class.getName());

    /** Well below the broker's limit of messages in a producer's transaction. */
    private static final int BATCH = 500;

    /** What is marked together: a commit to the database for each batch would cost two thirds of what sending it costs. */
    private static final int ROUND = 4 * BATCH;

    private static final long EVERY_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Trouble trouble = new Trouble(LOG);
    private final Latest publishing = new Latest(this::publishAll);

    @EJB
    Outbox outbox;

    @EJB
    AccountingTopic topic;

    @EJB
    Pulse pulse;

    /** Nanoseconds; never steps. */
    LongSupplier clock = System::nanoTime;

    private final FreshMessages fresh = new FreshMessages(() -> clock.getAsLong());

    /** Since when there has been something to publish that was not; empty while nothing waits. */
    private volatile Optional<Long> waitingSince = Optional.empty();

    private volatile boolean still;

    @Resource
    TimerService timers;

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        timers.createIntervalTimer(EVERY_MILLIS, EVERY_MILLIS, new TimerConfig(null, false));
    }

    /**
     * Publishes what is pending, soon.
     *
     * @param booked among it: of a report whose transaction has ended
     */
    @Asynchronous
    public void publishSoon(List<AccountingMessage> booked) {
        fresh.add(booked);
        publish();
    }

    /** Publishes what is pending. What fails is tried again two seconds later, as long as it takes. */
    @Timeout
    public void publish() {
        if (still || !pulse.databaseAnswers()) {
            return;
        }
        try {
            publishing.ask();
            trouble.over();
        } catch (RuntimeException e) {
            // Left to the container, a timer that fails twice is given up.
            trouble.with("The accounting system cannot be told of bookings now; it will be, without gaps.", e);
        }
    }

    /** Begins nothing more, as the application ends; what is pending goes out after the next start. */
    public void standStill() {
        still = true;
    }

    /** What is wrong now, in a sentence. */
    public Optional<String> complaint() {
        return waitingSince
                .map(since -> Duration.ofNanos(clock.getAsLong() - since))
                .filter(waiting -> waiting.compareTo(PATIENCE) > 0)
                .map(waiting -> "The accounting system could not be told of bookings for " + waiting.toSeconds()
                        + " s; it will be, without gaps.");
    }

    private void publishAll() {
        List<AccountingMessage> round;
        do {
            round = outbox.pending(ROUND, fresh);
            if (!round.isEmpty()) {
                waitingSince = waitingSince.or(() -> Optional.of(clock.getAsLong()));
                if (!pulse.brokerAnswers()) {
                    return;
                }
                send(round);
            }
            waitingSince = Optional.empty();
        } while (round.size() == ROUND && !still);
    }

    /** Sends one batch after the other, but no other when the application ends, and marks what was sent, whatever fails then. */
    private void send(List<AccountingMessage> round) {
        int sent = 0;
        try {
            do {
                List<AccountingMessage> batch = round.subList(sent, Math.min(sent + BATCH, round.size()));
                topic.send(batch);
                sent += batch.size();
            } while (sent < round.size() && !still);
        } finally {
            if (sent > 0) {
                outbox.published(round.subList(0, sent));
                waitingSince = Optional.empty();
            }
        }
    }
}
