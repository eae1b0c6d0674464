package io.sluice.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Database, broker, lab, accounting system, and one life of the field after the other. */
final class Installation implements AutoCloseable {
    private static final Duration BACK = Duration.ofSeconds(60);

    final Postgres postgres;
    final BrokerProcess broker;
    final Lab lab;
    final Accounting accounting;
    final Books books;
    private final Path home;
    private final Path log;
    private final ClassArchive classes;
    private final String database;
    private final int stratumPort = Java.freePort();
    private final SplittableRandom random;
    private final List<FieldProcess> lives = new ArrayList<>();
    private final Set<FieldProcess> killed = new HashSet<>();
    private long connectsBefore;

    /**
     * Starts everything, the first life too.
     *
     * @param folder is empty
     * @param standard in shares
     */
    Installation(Path folder, long standard, SplittableRandom random) throws Exception {
        this.random = random;
        home = Files.createDirectories(folder.resolve("home"));
        log = folder.resolve("field.log");
        Path data = folder.resolve("postgresql");
        postgres = new Postgres(data);
        broker = new BrokerProcess(Files.createDirectories(folder.resolve("broker")));
        lab = new Lab();
        try {
            postgres.start();
            broker.start();
            database = postgres.url();
            books = new Books(Database.pool(database));
            classes = new ClassArchive(folder);
            accounting = new Accounting(broker.port());
            lab.connect(stratumPort);
            begin(Optional.of(new Roster(lab.a.url(), lab.b.url(), standard)));
            awaitMachines();
            // Ends in order, and leaves the archive of its classes.
            terminate();
            begin();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Begins the next life. */
    void begin() throws IOException {
        begin(Optional.empty());
    }

    private void begin(Optional<Roster> roster) throws IOException {
        var life = new Life(
                broker.port(),
                broker.applicationUser(),
                broker.applicationPassword(),
                database,
                roster,
                random.nextBoolean(),
                random.nextBoolean() ? 0.2 : 0,
                random.nextLong());
        Map<String, String> properties = life.properties();
        properties.put("sluice.home", home.toString());
        properties.put("sluice.stratum.bind", "127.0.0.1");
        properties.put("sluice.stratum.port", Integer.toString(stratumPort));
        properties.put("sluice.shares.per.minute", "0");
        List<String> command = classes.command();
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(FaultField.class.getName());
        connectsBefore = lab.connects();
        lives.add(new FieldProcess(command, log.toFile()));
    }

    FieldProcess life() {
        return lives.get(lives.size() - 1);
    }

    /** Waits until a machine could connect to the present life. */
    void awaitPort() throws InterruptedException {
        Await.until("machines can connect", BACK, () -> {
            assertAlive();
            return lab.connects() > connectsBefore;
        });
    }

    /** Waits until every machine was let in by the present life. */
    void awaitMachines() throws InterruptedException {
        awaitPort();
        long wanted = lab.machines();
        Await.until("machines are let in", BACK, () -> {
            assertAlive();
            return lab.authorized() == wanted;
        });
    }

    /** Waits until the pools accepted so many shares more. */
    void awaitShares(long more) throws InterruptedException {
        long wanted = lab.accepted() + more;
        Await.until("shares are accepted", BACK, () -> {
            assertAlive();
            return lab.accepted() >= wanted;
        });
    }

    private void assertAlive() {
        if (!life().alive()) {
            throw new AssertionError("the field ended by itself; see " + log);
        }
    }

    /** Kills the present life with SIGKILL. */
    void kill() throws InterruptedException {
        assertAlive();
        killed.add(life());
        life().kill();
    }

    /** Ends the present life in order. */
    void terminate() throws InterruptedException, IOException {
        assertAlive();
        life().terminate();
        if (!life().said().stopped()) {
            throw new AssertionError("the field did not come to rest; see " + log);
        }
    }

    List<FieldProcess> lives() {
        return List.copyOf(lives);
    }

    /** Whether a life, by its name, ended with SIGKILL. */
    boolean wasKilled(String incarnation) {
        return killed.stream().anyMatch(life -> life.incarnation().equals(incarnation));
    }

    @Override
    public void close() throws IOException {
        lab.close();
        lives.forEach(FieldProcess::close);
        if (accounting != null) {
            accounting.close();
        }
        broker.close();
        postgres.close();
    }
}
