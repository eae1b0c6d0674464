package io.sluice.connector.journal;

import io.sluice.api.FieldReport;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.ShareJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** A journal with a ledger behind it and a clock of its own, all in one thread. */
final class TestField {
    static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    static final Instant NEXT = NOW.plus(Duration.ofHours(1));
    static final int SMALL = 64 << 10;
    static final long ROOMY = 64L << 20;

    final Ledger ledger = new Ledger();
    final int loops;
    long nanos = 1;
    JournalSettings settings;
    Journal journal;
    Path folder;
    String incarnation;

    TestField(Path folder, int loops, JournalSettings settings) {
        this.folder = folder;
        this.loops = loops;
        this.settings = settings;
    }

    static JournalSettings settings(long limit) {
        return new JournalSettings(limit, 10_000, Duration.ofMinutes(10), SMALL);
    }

    static Origin origin(String machine, String subAccount, Instant period) {
        return new Origin(machine, subAccount, period, Work.ofShare(BigDecimal.ONE));
    }

    TestField begin(String life) throws IOException {
        incarnation = life;
        journal = Journal.open(folder, life, loops, settings, NOW, () -> nanos);
        return this;
    }

    ShareJournal loop(int number) {
        return journal.loops().get(number);
    }

    /** The loops are about to send what they wrote. */
    void endTurns() {
        journal.loops().forEach(ShareJournal::commit);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    void keep() {
        endTurns();
        pass(Duration.ofSeconds(2));
        journal.keep();
    }

    /** Delivers everything that was kept, and books it. */
    void deliver() throws IOException, InterruptedException {
        deliver(true);
    }

    void deliver(boolean books) throws IOException, InterruptedException {
        FieldReport last;
        do {
            pass(Duration.ofSeconds(1));
            last = ledger.take(journal, books);
        } while (last != null);
    }

    /** Says how far the ledger has the reports, and waits until they need not be kept. */
    void acknowledge() {
        journal.status()
                .retained()
                .forEach(life ->
                        journal.booked(life.incarnation(), ledger.bookedThrough(life.incarnation(), life.first())));
        pass(Duration.ofMinutes(11));
        keep();
    }

    /** The process is killed: the next life begins with the files as they are at this instant. */
    void kill(Path copy) throws IOException {
        endTurns();
        killInTurn(copy);
    }

    /** The same, while loops have not sent yet what they wrote last. */
    void killInTurn(Path copy) throws IOException {
        copy(folder, copy);
        journal.close();
        folder = copy;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** The present life's folder. */
    LifeFolder life() throws IOException {
        return LifeFolder.in(folder).stream()
                .filter(each -> each.incarnation().equals(incarnation))
                .findFirst()
                .orElseThrow();
    }
}
