package io.sluice.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Work;
import io.sluice.lab.LabFarm;
import io.sluice.lab.LabMachine;
import io.sluice.lab.LabPool;
import io.sluice.lab.demo.SluiceClient;
import io.sluice.launcher.MicroSetup;
import io.sluice.stratum.work.Difficulty;
import java.io.File;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The RARs and the WAR that the build made, on a stock Payara Micro, without our launcher and its class loader. The test
 * speaks to it from outside: within, the WAR asks Arquillian's servlet for a login as it asks everybody.
 */
@ExtendWith({MicroSetup.class, ArquillianExtension.class})
class MicroIT {
    private static final Difficulty DIFFICULTY = Difficulty.powerOfTwo(-18);
    private static final BigDecimal STANDARD =
            Work.ofShare(DIFFICULTY.value()).times(50).hashes();

    private final SluiceClient client =
            new SluiceClient(URI.create(MicroSetup.console()), "admin", MicroSetup.ADMIN_PASSWORD);

    @Deployment(testable = false)
    static WebArchive sluice() {
        return ShrinkWrap.create(ZipImporter.class, "ROOT.war")
                .importFrom(new File("target/parts/sluice/sluice.war"))
                .as(WebArchive.class);
    }

    @Test
    void aMachineFillsASubAccount() throws Exception {
        Await.until("it is ready", Duration.ofSeconds(60), () -> client.get("health/ready")
                .ok());
        try (LabPool pool = LabPool.named("lab")
                        .difficulty(DIFFICULTY)
                        .account("alice", "x")
                        .start();
                LabFarm farm = new LabFarm(1)) {
            client.putPool("lab", List.of(pool.url()));
            client.putSubAccount("alice", "lab", "x", 1, Optional.of(STANDARD));
            LabMachine machine = farm.add(LabMachine.named("rig")
                    .pool("127.0.0.1", MicroSetup.stratumPort())
                    .login("rig", "x")
                    .hashrate(100_000));
            Await.until(
                    "alice is up to standard", Duration.ofSeconds(60), () -> (Boolean)
                            SluiceClient.object(client.subAccount("alice").get("capability"))
                                    .get("upToStandard"));
            assertThat(machine.disconnects()).isZero();
            // With nothing else to work for, a last share may still have been under way.
            farm.finish(Duration.ofSeconds(10));
            Await.until(
                    "the ledger is the pool's count",
                    Duration.ofSeconds(15),
                    () -> ((BigDecimal) SluiceClient.object(
                                                    client.subAccount("alice").get("capability"))
                                            .get("accumulatedHashes"))
                                    .compareTo(pool.tally("alice").work().hashes())
                            == 0);
        }
    }

    @Test
    void whoDoesNotLogInIsToldSo() throws Exception {
        var stranger = new SluiceClient(URI.create(MicroSetup.console()), "admin", "a guess");
        assertThat(stranger.get("api/v1/pools").status()).isEqualTo(401);
    }
}
