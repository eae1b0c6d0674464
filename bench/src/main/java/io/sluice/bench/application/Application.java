package io.sluice.bench.application;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.Login;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Secret;
import io.sluice.api.Service;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Reports;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the relay needs of an application: one sub-account, and everybody is admitted. */
public final class Application implements Reports {
    /**
     * Everybody works for one sub-account at one pool.
     *
     * @param poolUrl the pool's address as Sluice has it
     * @param limit what may be collected for it; empty for a surplus account
     */
    public static Plan plan(String poolUrl, Optional<Work> limit) {
        Grant grant = new Grant(Instant.parse("2026-01-01T00:00:00Z"), Optional.empty(), limit);
        PoolConfiguration pool =
                new PoolConfiguration("easy", List.of(PoolAddress.parse(poolUrl)), PoolConfiguration.WorkerNames.USER);
        Service service = new Service("alice", new Login("easy", "alice", new Secret("x"), 1), List.of(grant));
        return new Plan(
                1,
                List.of(pool),
                List.of(),
                List.of(service),
                Map.of(),
                Map.of("default", new Itinerary(List.of("alice"))));
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer) {
        answer.accept(new AuthenticationResult.Admitted("default"));
    }

    @Override
    public void machine(MachineEvent event) {
        // Nobody asks.
    }

    @Override
    public void login(LoginEvent event) {
        // Shows in whether machines have work.
    }

    @Override
    public void pool(PoolEvent event) {
        // Shows in whether machines have work.
    }
}
