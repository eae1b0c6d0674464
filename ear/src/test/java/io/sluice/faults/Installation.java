package io.sluice.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Database, broker, lab, accounting system, and one life of the field after the other. */
final class Installation implements AutoCloseable {
    private static final Duration BACK = Duration.ofSeconds(60);

    /** Numbers that the broker may have been given in the moment in which it was asked how far it was told; more never wait here. */
    private static final long AT_THAT_MOMENT = 500;

    /** From which booking to which, by sub-account, what the broker was given for the accounting system may be gone. */
    private record Wipe(Map<String, Long> after, Map<String, Long> upTo) {
        boolean covers(Books.Told missing) {
            return missing.sequence() > after.getOrDefault(missing.subAccount(), 0L)
                    && missing.sequence() <= upTo.getOrDefault(missing.subAccount(), 0L) + AT_THAT_MOMENT;
        }
    }

    final Setup setup;
    final Lab lab = new Lab();
    final BrokerProcess broker;
    final Accounting accounting;
    final Books books;
    private final Optional<Postgres> postgres;
    private final Optional<SmallDisk> disk;
    private final Path home;
    private final Path log;
    private final ClassArchive classes;
    private final String database;
    private final int stratumPort = Java.freePort();
    private final SplittableRandom random;
    private final List<FieldProcess> lives = new ArrayList<>();
    private final Set<FieldProcess> killed = new HashSet<>();
    private final List<Wipe> wipes = new ArrayList<>();
    private final List<AutoCloseable> running = new ArrayList<>(List.of(lab));
    private long connectsBefore;
    private long clock;

    /** Starts everything, the first life too. */
    Installation(Setup setup, SplittableRandom random) throws Exception {
        this.setup = setup;
        this.random = random;
        home = Files.createDirectories(setup.folder().resolve("home"));
        log = setup.folder().resolve("field.log");
        try {
            disk = setup.smallDisk() ? Optional.of(SmallDisk.at(home.resolve("journal"))) : Optional.empty();
            disk.ifPresent(running::add);
            if (setup.embedded()) {
                postgres = Optional.empty();
                String file = "jdbc:h2:file:" + home.resolve("db");
                database = file + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
                // Who reads leaves it as it was found.
                books = new Books(file + ";ACCESS_MODE_DATA=r;DB_CLOSE_DELAY=0");
            } else {
                var server = new Postgres(setup.folder().resolve("postgresql"));
                running.add(server);
                server.start();
                postgres = Optional.of(server);
                database = server.url();
                books = new Books(database);
            }
            broker = new BrokerProcess(Files.createDirectories(setup.folder().resolve("broker")));
            running.add(broker);
            broker.start();
            classes = new ClassArchive(setup.folder());
            accounting = new Accounting(broker.port());
            running.add(accounting);
            lab.connect(stratumPort);
            begin(Optional.of(new Roster(lab.a.url(), lab.b.url(), setup.standard())));
            awaitMachines();
            // Ends in order, and leaves the archive of its classes.
            terminate();
            begin();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The database's process. */
    Postgres postgres() {
        return postgres.orElseThrow();
    }

    /** The journal's own disk. */
    SmallDisk disk() {
        return disk.orElseThrow();
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
        properties.put(ClockAgent.STEP, Long.toString(clock));
        List<String> command = new ArrayList<>(disk.map(SmallDisk::prefix).orElse(List.of()));
        // The first one leaves an archive of its classes, which Java does only for one with the right time.
        command.addAll(classes.command(setup.clock() && roster.isEmpty()));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add(FaultField.class.getName());
        connectsBefore = lab.connects();
        lives.add(new FieldProcess(command, log.toFile()));
    }

    /** The present life. */
    FieldProcess life() {
        return lives.get(lives.size() - 1);
    }

    /** Waits until a machine could connect to the present life. */
    void awaitPort() throws InterruptedException {
        await("machines can connect", () -> lab.connects() > connectsBefore);
    }

    /** Waits until the present life can end in order: one that is told to before it has begun just ends. */
    void awaitBegun() throws InterruptedException {
        await("the field has begun", () -> !life().said().equals(Said.NOTHING));
    }

    /** Waits until every machine was let in by the present life. */
    void awaitMachines() throws InterruptedException {
        awaitPort();
        await("machines are let in", () -> lab.authorized() == lab.machines());
    }

    /** Waits until the pools accepted so many shares more. */
    void awaitShares(long more) throws InterruptedException {
        long wanted = lab.accepted() + more;
        await("shares are accepted", () -> lab.accepted() >= wanted);
    }

    /** Waits for something while the present life goes on. */
    void await(String what, Await.Condition condition) throws InterruptedException {
        Await.until(what, BACK, () -> {
            assertAlive();
            return condition.holds();
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
        awaitBegun();
        life().terminate();
        if (!life().said().stopped()) {
            throw new AssertionError("the field did not come to rest; see " + log);
        }
    }

    /** Sets the clock of this life and of those that follow, and waits until it is wrong by so much. */
    void clock(long seconds) throws IOException, InterruptedException {
        clock = seconds;
        life().clock(seconds);
        await("the clock is wrong by " + seconds + " s", () -> life().said().clock() == seconds);
    }

    /** The broker is killed and comes back with nothing; what it held for the accounting system is gone for good. */
    void wipeBroker() throws IOException, InterruptedException, SQLException {
        Map<String, Long> read = new HashMap<>();
        for (Books.Numbering numbering : books.numberings()) {
            read.put(numbering.subAccount(), accounting.last(numbering.subAccount()));
        }
        long subscriptions = accounting.subscriptions();
        broker.kill();
        broker.wipe();
        broker.start();
        Await.until("the accounting system subscribes again", BACK, () -> accounting.subscriptions() > subscriptions);
        wipes.add(new Wipe(read, books.told()));
    }

    /** Bookings that the accounting system was not told of, other than by the wiping of a broker's store. */
    List<Books.Told> untold() throws SQLException {
        List<Books.Told> untold = new ArrayList<>();
        for (Books.Numbering numbering : books.numberings()) {
            for (long sequence : accounting.missing(numbering.subAccount(), numbering.last())) {
                var missing = new Books.Told(numbering.subAccount(), sequence);
                if (wipes.stream().noneMatch(wipe -> wipe.covers(missing))) {
                    untold.add(missing);
                }
            }
        }
        return untold;
    }

    List<FieldProcess> lives() {
        return List.copyOf(lives);
    }

    /** Names of the lives that did not end with SIGKILL. */
    List<String> unkilled() {
        return lives.stream()
                .filter(life -> !killed.contains(life))
                .map(FieldProcess::incarnation)
                .toList();
    }

    /** Ends every process that was started here. */
    @Override
    public void close() {
        lives.forEach(FieldProcess::close);
        for (AutoCloseable each : running) {
            try {
                each.close();
            } catch (Exception e) {
                // The others must end all the same.
                System.getLogger(Installation.class.getName())
                        .log(System.Logger.Level.ERROR, "Could not be ended: " + each, e);
            }
        }
    }
}
