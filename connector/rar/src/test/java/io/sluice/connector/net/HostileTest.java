package io.sluice.connector.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.JournalStatus;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.Strangers;
import io.sluice.stratum.relay.Field;
import io.sluice.stratum.relay.FieldSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks over real sockets, from the very address that honest machines have, while these work. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HostileTest {
    /** 4,096 hashes a share. */
    private static final String EASY = "0.00000095367431640625";

    private static final int ROUNDS = 20;
    private static final int HALF_OPEN = 300;
    private static final int BAD_SUBMITS = 20_000;

    private final TestApplication application = new TestApplication();
    private final EventLoops loops = new EventLoops(2, PoolPlaces.anywhere(), Door.open(), InstantSource.system());
    private final Field field = new Field(new FieldSettings(12), loops.loops(), application, application.journals(2));
    private final LabFarm farm = new LabFarm(1);
    private LabPool pool;
    private int port;

    @AfterEach
    void close() throws Exception {
        farm.close();
        pool.close();
        field.quiesce().get(15, TimeUnit.SECONDS);
        loops.close();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time until " + what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void honestMachinesNoticeNothing() throws Exception {
        pool = LabPool.named("A").difficulty(EASY).account("alice", "pw").start();
        application.pool("A", pool.url()).subAccount("alice", "A", 0, EASY);
        field.apply(application.plan());
        port = loops.listen("127.0.0.1", 0, Optional.empty(), field);
        List<LabMachine> honest = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            honest.add(
                    farm.add(LabMachine.named("m" + i).pool("127.0.0.1", port).hashrate(20_000)));
        }
        await(
                "all machines work",
                () -> field.status("t", true, JournalStatus.NONE).machines().stream()
                                .filter(machine -> machine.lastShare().isPresent())
                                .count()
                        == 4);

        assertThat(Strangers.payloads()).hasSize(23);
        try (Strangers strangers = new Strangers(port)) {
            strangers.halfOpen(HALF_OPEN);
            for (int round = 0; round < ROUNDS; round++) {
                strangers.round();
            }
            long before = pool.tally("alice").accepted();
            assertThat(strangers.badShares("flooder", BAD_SUBMITS))
                    .as("the flooder is let in")
                    .isTrue();
            await("the flooder is gone", () -> machines().stream()
                    .noneMatch(machine -> machine.name().equals("flooder")));
            await("honest work goes on", () -> pool.tally("alice").accepted() > before + 8);
        }
        farm.finish(Duration.ofSeconds(10));
        await("all results are in", () -> pool.tally("alice").accepted() == application.accepted("alice"));

        assertThat(pool.total().rejected()).isEmpty();
        assertThat(application.rejected()).isZero();
        assertThat(honest).allSatisfy(machine -> {
            assertThat(machine.disconnects()).isZero();
            assertThat(machine.rejected()).isEmpty();
            assertThat(machine.faults()).isEmpty();
            assertThat(machine.accepted()).isPositive();
        });
    }

    private List<MachineStatus> machines() {
        return field.status("test", true, JournalStatus.NONE).machines();
    }
}
