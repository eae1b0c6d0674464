package io.sluice.connector;

import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.LoginAnswer;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.ReportId;
import io.sluice.api.Secret;
import io.sluice.connector.journal.Journal;
import io.sluice.connector.journal.JournalSettings;
import io.sluice.connector.net.Door;
import io.sluice.connector.net.EventLoops;
import io.sluice.connector.net.MachineTls;
import io.sluice.connector.net.PoolPlaces;
import io.sluice.connector.net.PortTakenException;
import io.sluice.settings.Settings;
import io.sluice.settings.StratumDoor;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import io.sluice.stratum.relay.MachinePasswords;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.JMException;
import javax.management.ObjectName;

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
    private static final long WORK_LIMIT_SECONDS = 3;

    private final Settings settings;
    private final WorkManager workManager;
    private final MessageEndpointFactory factory;
    private final String incarnation;
    private final Journal journal;
    private final AuthenticationQueue authentications = new AuthenticationQueue();
    private final EventQueue events;
    private final JournalKeeping journalKeeping;
    private final ReportDelivery reportDelivery;
    private final EventDelivery eventDelivery;
    private final AuthenticationDelivery authenticationDelivery;
    private final EventLoops loops;
    private final Field field;

    private boolean endpointExists;
    private boolean planExists;
    private boolean listening;
    private boolean quiesced;
    private String listenTrouble;
    private MachineTls tls;

    /** @throws IOException when there can be no journal */
    Activation(Settings settings, InstantSource clock, WorkManager workManager, MessageEndpointFactory factory)
            throws IOException {
        this.settings = settings;
        this.workManager = workManager;
        this.factory = factory;
        Instant now = clock.instant();
        byte[] random = new byte[4];
        ThreadLocalRandom.current().nextBytes(random);
        this.incarnation = STAMP.format(now) + "-" + HexFormat.of().formatHex(random);
        int count = Runtime.getRuntime().availableProcessors();
        this.journal =
                Journal.open(settings.home().resolve("journal"), incarnation, count, JournalSettings.of(settings), now);
        this.events = new EventQueue(settings.reportBytes(), authentications);
        this.journalKeeping = new JournalKeeping(journal, settings.journalSync());
        this.reportDelivery = new ReportDelivery(factory, journal, this::endpointExists);
        this.eventDelivery = new EventDelivery(factory, events);
        this.authenticationDelivery = new AuthenticationDelivery(factory, authentications);
        this.loops = new EventLoops(
                count,
                new PoolPlaces(settings.poolPrivateAddresses(), settings.poolHosts()::allow),
                doorOf(settings.door()),
                clock);
        this.field = new Field(settingsOf(settings), loops.loops(), events, journal.loops());
    }

    private static Door doorOf(StratumDoor rules) {
        return new Door(
                address -> (rules.allow().isEmpty() || rules.allow().test(address))
                        && !rules.deny().test(address),
                rules.proxies(),
                rules.connections().orElseGet(Activation::nineTenthsOfOpenFiles),
                rules.connectionsPerAddress());
    }

    private static FieldSettings settingsOf(Settings settings) {
        MachinePasswords passwords =
                switch (settings.machinePasswords()) {
                    case NONE -> MachinePasswords.None.NONE;
                    case SHARED -> new MachinePasswords.Shared(secretOf(settings));
                    case EACH -> new MachinePasswords.Each(secretOf(settings));
                };
        return new FieldSettings(settings.sharesPerMinute(), passwords, settings.poolHosts()::names);
    }

    private static Secret secretOf(Settings settings) {
        return new Secret(settings.machineSecret().orElseThrow());
    }

    /** Pools, journal and database need files, too. Asked by name, as not every container shows the class to an adapter. */
    private static int nineTenthsOfOpenFiles() {
        try {
            Object most = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(
                            new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "MaxFileDescriptorCount");
            return most instanceof Long count ? (int) Math.min(Integer.MAX_VALUE, count / 10 * 9) : Integer.MAX_VALUE;
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "This system does not say how many files may be open", e);
            return Integer.MAX_VALUE;
        }
    }

    void start() throws ResourceException {
        workManager.scheduleWork(journalKeeping);
        workManager.scheduleWork(reportDelivery);
        workManager.scheduleWork(eventDelivery);
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

    CompletionStage<Void> carriedOut() {
        return field.carriedOut();
    }

    private void perhapsListen() {
        if (!endpointExists || !planExists || listening || quiesced) {
            return;
        }
        try {
            if (settings.stratumTlsPort().isPresent() && tls == null) {
                tls = tls();
            }
            int port = loops.listen(settings.stratumBind(), settings.stratumPort(), Optional.empty(), field);
            LOG.log(
                    Level.INFO,
                    "Machines can connect to port {0} of {1}",
                    String.valueOf(port),
                    settings.stratumBind());
            if (settings.stratumTlsPort().isPresent()) {
                int tlsPort = loops.listen(
                        settings.stratumBind(), settings.stratumTlsPort().getAsInt(), Optional.of(tls), field);
                LOG.log(Level.INFO, "Machines can connect over TLS to port {0}", String.valueOf(tlsPort));
            }
            listening = true;
        } catch (PortTakenException | IOException e) {
            // Tried again whenever the application asks, which it does every few seconds.
            loops.stopListening();
            if (!e.getMessage().equals(listenTrouble)) {
                listenTrouble = e.getMessage();
                LOG.log(Level.ERROR, "Machines cannot connect: " + e.getMessage(), e);
            }
        }
    }

    private MachineTls tls() throws IOException {
        return settings.stratumTlsCertificate().isPresent()
                ? MachineTls.of(
                        settings.stratumTlsCertificate().get(),
                        settings.stratumTlsKey().orElseThrow(),
                        settings.stratumTlsClientCa())
                : MachineTls.ownIn(settings.home(), settings.stratumTlsClientCa());
    }

    FieldStatus status() {
        return field.status(incarnation, lookAfterPorts(), journal.status());
    }

    JournalStatus journal() {
        lookAfterPorts();
        return journal.status();
    }

    /** The application asks every few seconds: soon enough for a port that was taken, and for a new certificate. */
    private synchronized boolean lookAfterPorts() {
        perhapsListen();
        if (tls != null) {
            tls.reread();
        }
        return listening;
    }

    /** Everything up to this report is in the ledger. */
    void booked(String of, long through) {
        journal.booked(of, through);
    }

    void redeliver(List<ReportId> lost) {
        journal.redeliver(lost);
    }

    /** Logs in to a pool to hear what it says, and hangs up. */
    CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
        return field.tryLogin(address, user, password);
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
        events.hurry();
        try {
            field.quiesce().get(QUIESCE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(
                    Level.ERROR,
                    "The field did not come to rest; shares whose answers were not read are booked as unanswered",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(Level.ERROR, "Interrupted while the field came to rest", e);
        }
        if (!journal.awaitDelivered(DELIVERY_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(
                    Level.WARNING,
                    "The application did not take over all reports of shares; the journal keeps them for the next start");
        }
        if (!events.awaitEmpty(1, TimeUnit.SECONDS)) {
            LOG.log(Level.WARNING, "The application did not take over all events of machines and pools");
        }
    }

    void stop() {
        quiesce();
        reportDelivery.release();
        eventDelivery.release();
        authenticationDelivery.release();
        loops.close();
        try {
            // Before the next life may read what this one wrote.
            if (!reportDelivery.awaitEnd(WORK_LIMIT_SECONDS)) {
                LOG.log(Level.WARNING, "A report is still being delivered; it may be delivered once more");
            }
            journalKeeping.release();
            if (!journalKeeping.awaitEnd(WORK_LIMIT_SECONDS)) {
                LOG.log(Level.WARNING, "The disk still does not take the journal");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.log(Level.WARNING, "Interrupted while the journal came to rest", e);
        }
        journal.close();
    }
}
