package io.sluice.faults;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Something that happens to a field, at an instant that nobody chose. When it returns, everything runs again. */
interface Fault {
    void happen(Installation field, SplittableRandom random) throws Exception;

    /** The field is killed while machines work. */
    Fault KILL = (field, random) -> {
        field.awaitPort();
        pause(random, 50, 1_500);
        field.kill();
        field.begin();
    };

    /** The field is killed while it begins: while it reads its journal, or delivers again what the one before left. */
    Fault KILL_AT_START = (field, random) -> {
        pause(random, 0, 2_500);
        field.kill();
        field.begin();
    };

    /** The field is told to stop, does so in order, and begins again. */
    Fault STOP = (field, random) -> {
        field.awaitPort();
        field.awaitBegun();
        pause(random, 50, 1_500);
        field.terminate();
        field.begin();
    };

    /** PostgreSQL ends without a word to anybody, and comes back. */
    Fault DATABASE_RESTARTED = (field, random) -> {
        field.awaitMachines();
        pause(random, 0, 500);
        field.postgres().stop();
        pause(random, 100, 2_000);
        field.postgres().start();
    };

    /** PostgreSQL's processes are all killed, and it recovers. */
    Fault DATABASE_KILLED = (field, random) -> {
        field.awaitMachines();
        pause(random, 0, 500);
        field.postgres().kill();
        pause(random, 100, 1_000);
        field.postgres().start();
    };

    /** PostgreSQL neither answers nor refuses for a while. */
    Fault DATABASE_FROZEN = (field, random) -> {
        field.awaitMachines();
        pause(random, 0, 500);
        field.postgres().freeze();
        try {
            pause(random, 500, 3_000);
        } finally {
            field.postgres().thaw();
        }
    };

    /** The field is killed while the database is away, and begins without it. */
    Fault KILLED_WITHOUT_DATABASE = (field, random) -> {
        field.awaitMachines();
        field.postgres().stop();
        pause(random, 200, 1_000);
        field.kill();
        field.begin();
        pause(random, 500, 2_000);
        field.postgres().start();
    };

    /** The broker is killed and comes back with all that it acknowledged. */
    Fault BROKER_KILLED = (field, random) -> {
        field.awaitMachines();
        pause(random, 0, 500);
        field.broker.kill();
        pause(random, 0, 1_500);
        field.broker.start();
    };

    /** The broker is killed and comes back with nothing. */
    Fault BROKER_WIPED = (field, random) -> {
        field.awaitMachines();
        pause(random, 0, 500);
        field.wipeBroker();
    };

    /** The field and the broker are killed at once, as both are one process in {@code sluice.jar}. */
    Fault KILLED_WITH_BROKER = (field, random) -> {
        field.awaitPort();
        pause(random, 50, 1_500);
        field.broker.kill();
        field.kill();
        field.broker.start();
        field.begin();
    };

    /**
     * The field is killed, and when it begins again its journal has no place on the disk: machines work all the same, what
     * they do is kept in memory, and written down when there is place again.
     */
    Fault DISK_FULL = (field, random) -> {
        field.awaitMachines();
        field.kill();
        field.disk().fill();
        field.begin();
        field.awaitMachines();
        field.awaitShares(20);
        field.await("the journal has no room", () -> field.life().said().inMemory() > 0);
        field.disk().free(field.life());
        field.await("the journal has room", () -> field.life().said().inMemory() == 0);
    };

    /** The clock is set while machines work, so that it is wrong by so many seconds from then on. */
    static Fault clock(long seconds) {
        return (field, random) -> {
            field.awaitMachines();
            pause(random, 0, 1_000);
            field.clock(seconds);
            field.awaitShares(20);
        };
    }

    /** The database is away for so long while machines work on; then all of it is to be caught up with. */
    static Fault databaseAway(Duration howLong) {
        return (field, random) -> {
            field.awaitMachines();
            field.postgres().stop();
            long before = field.lab.accepted();
            TimeUnit.MILLISECONDS.sleep(howLong.toMillis());
            if (field.lab.accepted() - before < howLong.toSeconds()) {
                throw new AssertionError("machines did not work on without the database");
            }
            field.postgres().start();
        };
    }

    /** Any instant from {@code least} to {@code most} milliseconds. */
    private static void pause(SplittableRandom random, int least, int most) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(random.nextLong(least * 1_000L, most * 1_000L));
    }
}
