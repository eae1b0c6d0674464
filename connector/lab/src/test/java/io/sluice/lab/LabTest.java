package io.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.Work;
import io.sluice.stratum.work.Difficulty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lab machines at a lab pool, with nothing between them. */
class LabTest {
    /** 4,096 hashes a share. */
    private static final Difficulty EASY = Difficulty.powerOfTwo(-20);

    private final LabFarm farm = new LabFarm(1);
    private final List<LabPool> pools = new ArrayList<>();

    @AfterEach
    void nothingWentWrongUnseen() {
        farm.close();
        pools.forEach(LabPool::close);
        assertThat(farm.machines())
                .allSatisfy(machine -> assertThat(machine.faults()).isEmpty());
        assertThat(pools).allSatisfy(pool -> assertThat(pool.faults()).isEmpty());
    }

    @Test
    void bothSidesCountTheSame() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        List<LabMachine> machines = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            machines.add(farm.add(machine(pool, "alice.rig-" + i).hashrate(100_000)));
        }
        Await.until("each machine has 10 shares", () -> machines.stream().allMatch(it -> it.accepted() >= 10));
        farm.finish(Duration.ofSeconds(5));

        assertThat(pool.tally("alice").accepted()).isEqualTo(farm.accepted());
        assertThat(pool.tally("alice").work()).isEqualTo(EASY.work().times(farm.accepted()));
        assertThat(machines.stream().map(LabMachine::work).reduce(Work.ZERO, Work::plus))
                .isEqualTo(pool.tally("alice").work());
        assertThat(pool.tallies())
                .containsOnlyKeys("alice.rig-1", "alice.rig-2", "alice.rig-3", "alice.rig-4", "alice.rig-5");
        assertThat(farm.rejected()).isEmpty();
        assertThat(pool.total().rejected()).isEmpty();
        assertThat(pool.connections()).isEqualTo(5);
    }

    @Test
    void sharesTakeTheHashesTheyStandFor() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(10_000_000));
        Await.until("a thousand shares", () -> machine.accepted() >= 1_000);
        farm.finish(Duration.ofSeconds(5));
        // A thousand shares vary by 3.2 % (1 sigma); six of them never come by chance.
        assertThat(machine.hashes() / (double) machine.accepted()).isBetween(4_096 * 0.8, 4_096 * 1.2);
    }

    @Test
    void aMachineKeepsToItsRate() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(20_000));
        Await.until("it hashes", () -> machine.hashes() > 0);
        long from = System.nanoTime();
        long before = machine.hashes();
        Await.until("it has hashed a while", () -> machine.hashes() > before + 20_000);
        double seconds = (System.nanoTime() - from) * 1e-9;
        assertThat(seconds)
                .as("the credit of a quarter of a second, and no more")
                .isGreaterThan(0.7);
    }

    @Test
    void onlyTheRightPasswordComesIn() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).account("alice", "secret"));
        LabMachine right = farm.add(machine(pool, "alice.rig-1").login("alice.rig-1", "secret"));
        LabMachine wrong = farm.add(machine(pool, "alice.rig-2").login("alice.rig-2", "guess"));
        LabMachine unknown = farm.add(machine(pool, "bob").withoutReconnect());
        Await.until("it mines", () -> right.accepted() > 0);
        Await.until("it was refused twice", () -> wrong.refusals().size() >= 2);
        Await.until("it was refused", () -> unknown.disconnects() == 1);

        assertThat(wrong.refusals()).containsOnly("wrong password");
        assertThat(unknown.refusals()).containsExactly("unknown account");
        assertThat(pool.tallies()).containsOnlyKeys("alice.rig-1");
        assertThat(pool.logins()).filteredOn(Login::accepted).singleElement().satisfies(login -> {
            assertThat(login.user()).isEqualTo("alice.rig-1");
            assertThat(login.agent()).isEqualTo("lab-machine/1.0");
        });
    }

    @ParameterizedTest
    @CsvSource({"4, 8", "8, 4", "12, 2", "2, 1", "0, 16", "16, 16"})
    void everySizeOfExtranonceMines(int size1, int size2) {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).extranonce(size1, size2));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(200_000));
        Await.until("it has shares", () -> machine.accepted() >= 20);
        assertThat(machine.extranonce()).hasSize(2 * size1 + ("/" + size2).length());
        assertThat(machine.rejected()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1fffe000, 1fffe000", "00c00000, 00c00000", "0, 0"})
    void versionsAreRolledAsFarAsThePoolLets(String offered, String rolled) {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).versionMask(Integer.parseInt(offered, 16)));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(1_000_000));
        // Enough to go through several versions and extranonces.
        Await.until("it has hashed on", () -> machine.hashes() > 600_000 && machine.accepted() > 50);
        assertThat(machine.versionMask()).isEqualTo(Integer.parseInt(rolled, 16));
        assertThat(machine.rejected()).isEmpty();
    }

    @Test
    void aMachineLikeCpuminerMines() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).jobInterval(Duration.ofMillis(50)));
        LabMachine machine = farm.add(machine(pool, "alice").likeCpuminer().hashrate(200_000));
        Await.until("it has shares", () -> machine.accepted() >= 50 && machine.jobs() >= 10);
        assertThat(machine.versionMask()).isZero();
        assertThat(machine.rejected()).isEmpty();
        assertThat(pool.logins().get(0).agent()).isEqualTo("cpuminer/2.5.1");
    }

    @Test
    void aNewBlockVoidsEarlierJobs() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).latency(Duration.ofMillis(20)));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(500_000));
        Await.until("it mines", () -> machine.accepted() >= 10);
        long jobs = machine.jobs();
        pool.newBlock();
        Await.until("it has the new job", () -> machine.jobs() > jobs);
        long accepted = machine.accepted();
        Await.until("it mines on", () -> machine.accepted() >= accepted + 10);
        assertThat(machine.rejected().keySet()).isSubsetOf("stale");
    }

    @Test
    void aDifficultyCountsFromTheNextJobOn() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).jobInterval(Duration.ZERO));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(400_000));
        Await.until("it mines", () -> machine.accepted() >= 10);
        pool.setDifficulty(Difficulty.powerOfTwo(-19));
        long before = machine.accepted();
        Await.until("it mines on at the old one", () -> machine.accepted() >= before + 10);
        assertThat(machine.difficulty()).contains(EASY);
        // One tally: the machine goes on meanwhile.
        Tally tally = pool.tally("alice");
        assertThat(tally.work()).isEqualTo(EASY.work().times(tally.accepted()));
        pool.newJob();
        Await.until("it has the new one", () -> machine.difficulty().equals(Optional.of(Difficulty.powerOfTwo(-19))));
        long then = machine.accepted();
        Await.until("it mines at the new one", () -> machine.accepted() >= then + 10);
        farm.finish(Duration.ofSeconds(5));
        assertThat(machine.work()).isEqualTo(pool.tally("alice").work());
        assertThat(machine.rejected()).isEmpty();
    }

    @Test
    void firmwareThatAppliesADifficultyAtOnceLosesShares() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).jobInterval(Duration.ZERO));
        LabMachine machine =
                farm.add(machine(pool, "alice").appliesDifficultyAtOnce().hashrate(500_000));
        Await.until("it mines", () -> machine.accepted() >= 10);
        pool.setDifficulty(Difficulty.powerOfTwo(-22));
        Await.until("its easier shares are rejected", () -> machine.rejected().containsKey("low difficulty"));
    }

    @Test
    void aPoolThatDiesAndReturnsKeepsItsCounts() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine = farm.add(
                machine(pool, "alice").reconnectsAfter(Duration.ofMillis(20)).hashrate(200_000));
        Await.until("it mines", () -> machine.accepted() >= 10);
        int port = pool.port();
        pool.stop();
        Await.until("it lost its connection", () -> machine.disconnects() == 1);
        assertThat(machine.authorized()).isFalse();
        Await.until("it found nobody", () -> machine.failedConnects() > 0);
        assertThat(pool.connections()).isZero();
        long counted = pool.tally("alice").accepted();
        pool.start();
        assertThat(pool.port()).isEqualTo(port);
        Await.until("it mines again", () -> pool.tally("alice").accepted() > counted);
        assertThat(machine.connects()).isEqualTo(2);
        assertThat(machine.extranonceChanges()).isEqualTo(1);
        assertThat(pool.connectionsEver()).isEqualTo(2);
    }

    @Test
    void aStalledPoolAnswersWhenItResumes() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY).latency(Duration.ofMillis(1)));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(200_000));
        Await.until("it mines", () -> machine.accepted() >= 10);
        pool.stall();
        Await.until("it waits for answers", () -> machine.awaiting() >= 10);
        long accepted = machine.accepted();
        long jobs = machine.jobs();
        pool.newJob();
        assertThat(machine.jobs()).isEqualTo(jobs);
        pool.resume();
        Await.until("all is answered", () -> machine.accepted() >= accepted + 10);
        Await.until("it has the job", () -> machine.jobs() > jobs);
        assertThat(machine.disconnects()).isZero();
        assertThat(machine.rejected()).isEmpty();
    }

    @Test
    void aMachineGivesASilentPoolUp() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine =
                farm.add(machine(pool, "alice").patience(Duration.ofMillis(300)).withoutReconnect());
        Await.until("it mines", () -> machine.accepted() >= 1);
        pool.stall();
        Await.until("it gives up", () -> machine.disconnects() == 1);
        Await.until("what it had sent counts as unanswered", () -> machine.awaiting() == 0);
    }

    @Test
    void anExtranonceChangesOnlyForWhoAskedToBeTold() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine told = farm.add(machine(pool, "alice").subscribesExtranonce().hashrate(200_000));
        LabMachine other = farm.add(machine(pool, "bob").hashrate(200_000));
        Await.until("they mine", () -> told.accepted() > 5 && other.accepted() > 5);
        pool.changeExtranonces();
        Await.until("it was told", () -> told.extranonceChanges() == 1);
        long accepted = told.accepted();
        Await.until("it mines on", () -> told.accepted() > accepted + 10);
        assertThat(told.rejected()).isEmpty();
        assertThat(other.extranonceChanges()).isZero();
        assertThat(other.rejected()).isEmpty();
    }

    @Test
    void aMachineComesBackAfterItsCableWasPulled() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine = farm.add(machine(pool, "alice").reconnectsAfter(Duration.ofMillis(10)));
        Await.until("it mines", () -> machine.accepted() > 0);
        machine.disconnect();
        Await.until("it is back", () -> machine.connects() == 2 && machine.authorized());
        machine.close();
        Await.until("it is gone", () -> pool.connections() == 0);
        assertThat(machine.disconnects()).isEqualTo(1);
    }

    @Test
    void aPausedMachineIsSilentAndStays() {
        LabPool pool = start(LabPool.named("alpha").difficulty(EASY));
        LabMachine machine = farm.add(machine(pool, "alice").hashrate(200_000));
        Await.until("it mines", () -> machine.accepted() > 0);
        machine.pause();
        Await.until("all is answered", () -> machine.awaiting() == 0);
        assertThat(pool.connections()).isEqualTo(1);
        long accepted = machine.accepted();
        machine.unpause();
        Await.until("it mines again", () -> machine.accepted() > accepted);
    }

    @Test
    void twoPoolsCannotHaveOnePort() {
        LabPool pool = start(LabPool.named("alpha"));
        assertThatThrownBy(() -> LabPool.named("beta").port(pool.port()).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("beta")
                .hasMessageContaining(Integer.toString(pool.port()));
    }

    @Test
    void aPoolMayWantTls(@TempDir Path directory) throws Exception {
        LabPool pool = start(LabPool.named("alpha")
                .difficulty(EASY)
                .tls(LabCertificate.in(directory).showing()));
        assertThat(pool.url()).isEqualTo("stratum+ssl://127.0.0.1:" + pool.port());
        LabMachine machine = farm.add(machine(pool, "alice").tls());
        Await.until("it mines", () -> machine.accepted() > 0);
        assertThat(machine.rejected()).isEmpty();
    }

    @Test
    void aFarmOfHundredsRunsOnOneThread() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(Difficulty.powerOfTwo(-24)));
        for (int i = 0; i < 300; i++) {
            farm.add(machine(pool, "alice.rig-" + i).hashrate(500));
        }
        Await.until("each has a share", () -> farm.machines().stream().allMatch(machine -> machine.accepted() > 0));
        farm.finish(Duration.ofSeconds(5));
        assertThat(pool.tally("alice").accepted()).isEqualTo(farm.accepted());
        assertThat(farm.rejected()).isEqualTo(Map.of());
    }

    @Test
    void whenAFarmHasFinishedNothingIsOnItsWay() throws InterruptedException {
        LabPool pool = start(LabPool.named("alpha").difficulty(Difficulty.powerOfTwo(-28)));
        for (int i = 0; i < 8; i++) {
            farm.add(machine(pool, "alice.rig-" + i).hashrate(200_000));
        }
        for (int round = 0; round < 20; round++) {
            long before = farm.accepted();
            farm.machines().forEach(LabMachine::unpause);
            Await.until("shares are accepted", () -> farm.accepted() > before);
            farm.finish(Duration.ofSeconds(5));
            long sent = farm.machines().stream().mapToLong(LabMachine::sent).sum();
            assertThat(pool.tally("alice").accepted()).isEqualTo(sent);
            assertThat(farm.accepted()).isEqualTo(sent);
        }
    }

    private LabPool start(LabPool.Builder settings) {
        LabPool pool = settings.start();
        pools.add(pool);
        return pool;
    }

    private static LabMachine.Builder machine(LabPool pool, String name) {
        return LabMachine.named(name).pool("127.0.0.1", pool.port()).hashrate(50_000);
    }
}
