package io.sluice.connector;

import io.netty.handler.ssl.SslContext;
import io.sluice.api.FieldStatus;
import io.sluice.api.Plan;
import io.sluice.connector.net.EventLoops;
import io.sluice.connector.net.MachineTls;
import io.sluice.connector.net.PortTakenException;
import io.sluice.settings.Settings;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One life of the field: its loops, its reports and the works that deliver them to the one endpoint. The ports for
 * machines open when the endpoint exists and the first plan is in force, not before.
 */
final class Activation {
    private static final System.Logger LOG = System.getLogger(Activation.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final long QUIESCE_LIMIT_SECONDS = 12;
    private static final long DELIVERY_LIMIT_SECONDS = 8;

    private final Settings settings;
    private final WorkManager workManager;
    private final MessageEndpointFactory factory;
    private final String incarnation;
    private final ReportQueue reports;
    private final AuthenticationQueue authentications = new AuthenticationQueue();
    private final ReportDelivery reportDelivery;
    private final AuthenticationDelivery authenticationDelivery;
    private final EventLoops loops;
    private final Field field;

    private boolean endpointExists;
    private boolean planExists;
    private boolean listening;
    private boolean quiesced;
    private String listenTrouble;

    Activation(Settings settings, WorkManager workManager, MessageEndpointFactory factory) {
        this.settings = settings;
        this.workManager = workManager;
        this.factory = factory;
        Instant now = Instant.now();
        byte[] random = new byte[4];
        ThreadLocalRandom.current().nextBytes(random);
        this.incarnation = STAMP.format(now) + "-" + HexFormat.of().formatHex(random);
        this.reports = new ReportQueue(incarnation, now, authentications);
        this.reportDelivery = new ReportDelivery(factory, reports, this::endpointExists);
        this.authenticationDelivery = new AuthenticationDelivery(factory, authentications);
        this.loops = new EventLoops(Runtime.getRuntime().availableProcessors(), settings.poolPrivateAddresses());
        this.field = new Field(new FieldSettings(settings.sharesPerMinute()), loops.loops(), reports);
    }

    void start() throws ResourceException {
        workManager.scheduleWork(reportDelivery);
        workManager.scheduleWork(authenticationDelivery);
    }

    boolean isOf(MessageEndpointFactory other) {
        return factory.equals(other);
    }

    private synchronized void endpointExists() {
        endpointExists = true;
        perhapsListen();
    }

    void apply(Plan plan) {
        field.apply(plan);
        synchronized (this) {
            planExists = true;
            perhapsListen();
        }
    }

    private void perhapsListen() {
        if (!endpointExists || !planExists || listening || quiesced) {
            return;
        }
        try {
            int port = loops.listen(settings.stratumBind(), settings.stratumPort(), Optional.empty(), field);
            LOG.log(
                    Level.INFO,
                    "Machines can connect to port {0} of {1}",
                    String.valueOf(port),
                    settings.stratumBind());
            if (settings.stratumTlsPort().isPresent()) {
                int tlsPort = loops.listen(
                        settings.stratumBind(), settings.stratumTlsPort().getAsInt(), Optional.of(tls()), field);
                LOG.log(Level.INFO, "Machines can connect over TLS to port {0}", String.valueOf(tlsPort));
            }
            listening = true;
        } catch (PortTakenException | IOException e) {
            // Tried again whenever the application asks how the field stands, which its watch does every few seconds.
            loops.stopListening();
            if (!e.getMessage().equals(listenTrouble)) {
                listenTrouble = e.getMessage();
                LOG.log(Level.ERROR, "Machines cannot connect: " + e.getMessage(), e);
            }
        }
    }

    private SslContext tls() throws IOException {
        return settings.stratumTlsCertificate().isPresent()
                ? MachineTls.of(
                        settings.stratumTlsCertificate().get(),
                        settings.stratumTlsKey().orElseThrow())
                : MachineTls.ownIn(settings.home());
    }

    FieldStatus status() {
        boolean open;
        synchronized (this) {
            perhapsListen();
            open = listening;
        }
        return field.status(Instant.now(), incarnation, open, reports.undelivered());
    }

    /** Stops the field in order and waits until the application has taken over all reports, for 20 s at most. */
    void quiesce() {
        synchronized (this) {
            if (quiesced) {
                return;
            }
            quiesced = true;
            listening = false;
        }
        loops.stopListening();
        try {
            field.quiesce().get(QUIESCE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.ERROR, "The field did not come to rest; its last results may be missing from the ledger", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(Level.ERROR, "Interrupted while the field came to rest", e);
        }
        if (!reports.awaitEmpty(DELIVERY_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(
                    Level.ERROR,
                    "The application did not take over {0} reports; they are missing from the ledger: {1}",
                    reports.undelivered(),
                    reports.contents());
        }
    }

    void stop() {
        quiesce();
        reportDelivery.release();
        authenticationDelivery.release();
        loops.close();
    }
}
